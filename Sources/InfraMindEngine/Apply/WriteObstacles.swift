/// Why files of a checkout must not be written by us: what they are, and what git says of them.
package struct WriteObstacles: Sendable {
  private let checkout: Checkout
  private let allowsUncommitted: Bool

  /// Looks at files of a checkout.
  ///
  /// - Parameter allowsUncommitted: Whether files may be edited whose present text git does not hold.
  package init(in checkout: Checkout, allowsUncommitted: Bool) {
    self.checkout = checkout
    self.allowsUncommitted = allowsUncommitted
  }

  /// The obstacle to each file that has one.
  package func obstacles(to paths: [String]) -> [String: EngineError] {
    let replacement = FileReplacement(in: checkout)
    var found: [String: EngineError] = [:]
    for path in paths { found[path] = replacement.obstacle(to: path) }
    guard !allowsUncommitted else { return found }
    let free = paths.filter { found[$0] == nil }
    switch GitStatus.of(free, in: checkout.root) {
    case .noWorkTree:
      break
    case .uncommitted(let changed, let hidden):
      for path in free where hidden.contains(path) {
        found[path] = EngineError(
          code: "uncommitted-changes",
          message: "\(path) has changes that are not committed and that git was told to overlook "
            + "(assume-unchanged or skip-worktree): commit them first, or use --force.")
      }
      for path in free where changed.contains(path) {
        found[path] = EngineError(
          code: "uncommitted-changes",
          message: "\(path) has changes that are not committed: commit or stash them first, or use --force.")
      }
    case .unknown(let reason):
      for path in free {
        found[path] = EngineError(
          code: "unknown-git-state", message: "\(reason) Use --force to edit all the same.")
      }
    }
    return found
  }
}
