/// Arithmetic on folders of a checkout: `/` between parts, empty for the root, never a leading `./`.
enum RepositoryPath {
  /// The folder that a path leads to from another one; `nil` if it leaves the checkout or only a run knows
  /// it.
  ///
  /// The workspace's own names (`$GITHUB_WORKSPACE`, `${{ github.workspace }}`) count as the root.
  static func joining(_ base: String?, _ path: String) -> String? {
    var rest = path[...]
    var parts: [Substring] = []
    if let root = workspaceNames.first(where: { rest.hasPrefix($0) }) {
      rest = rest.dropFirst(root.count)
      guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
    } else {
      guard let base, !rest.hasPrefix("/"), !rest.hasPrefix("~") else { return nil }
      parts = base.split(separator: "/")
    }
    guard !rest.contains("$"), !rest.contains("`"), !rest.contains("*"), !rest.contains("%") else {
      return nil
    }
    for part in rest.split(whereSeparator: { $0 == "/" || $0 == "\\" }) where part != "." {
      guard part == ".." else {
        parts.append(part)
        guard parts.count <= deepest else { return nil }
        continue
      }
      guard parts.popLast() != nil else { return nil }
    }
    return parts.joined(separator: "/")
  }

  /// The path of a file or folder below a folder, both known.
  static func appending(_ name: String, to folder: String) -> String {
    folder.isEmpty ? name : "\(folder)/\(name)"
  }

  /// The folder above; `nil` for the root.
  static func parent(of path: String) -> String? {
    guard !path.isEmpty else { return nil }
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
    return String(path[..<slash])
  }

  /// The folder itself and all above it, nearest first, ending with the root.
  static func ancestry(of folder: String) -> [String] {
    var all = [folder]
    while let last = all.last, let parent = parent(of: last) { all.append(parent) }
    return all
  }

  /// The last part.
  static func name(of path: String) -> Substring {
    path.split(separator: "/", omittingEmptySubsequences: true).last ?? ""
  }

  /// Folders nested deeper than this are nobody's; a script could otherwise make a path grow without end.
  private static let deepest = 100

  private static let workspaceNames = [
    "$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}", "\"$GITHUB_WORKSPACE\"", "${{ github.workspace }}",
    "${{github.workspace}}", "$CI_PROJECT_DIR", "$env:GITHUB_WORKSPACE",
  ]
}
