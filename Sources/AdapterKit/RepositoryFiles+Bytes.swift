public import InfraMindCore

extension RepositoryFiles {
  /// The bytes of a file by the path that somebody wrote; `nil` also for addresses, for paths that lead out
  /// of the checkout and for those that are not normalised.
  public func bytes(of path: String) -> [UInt8]? {
    guard !path.isEmpty, RepositoryPath.normalised(path) == path, !path.containsBytes(of: "://") else {
      return nil
    }
    return contents(of: path)
  }
}
