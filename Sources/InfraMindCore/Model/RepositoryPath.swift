/// Arithmetic on folders of a checkout: `/` between parts, empty for the root, never a leading `./`.
public enum RepositoryPath {
  /// The folder that a path leads to from another one; `nil` if it leaves the checkout or only a run knows
  /// it.
  ///
  /// The workspace's own names (`$GITHUB_WORKSPACE`, `${{ github.workspace }}`) count as the root.
  public static func joining(_ base: String?, _ path: String) -> String? {
    var rest = path[...]
    var parts: [Substring] = []
    let first = path.utf8.first
    let mayBeNamed = first == UInt8(ascii: "$") || first == UInt8(ascii: "\"")
    if mayBeNamed, let root = workspaceNames.first(where: { rest.hasPrefix($0) }) {
      rest = rest.dropFirst(root.count)
      guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
    } else {
      guard let base, first != UInt8(ascii: "/"), first != UInt8(ascii: "~") else { return nil }
      parts = base.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }
    guard !rest.utf8.contains(where: Self.isComputed) else { return nil }
    for part in Self.parts(of: rest) where part != "." {
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
  public static func appending(_ name: String, to folder: String) -> String {
    if folder.isEmpty { return name }
    return name.isEmpty ? folder : "\(folder)/\(name)"
  }

  /// A path without `.` and empty parts, and with `..` carried out; `nil` if it leaves the repository.
  public static func normalised(_ path: String) -> String? {
    if path.isEmpty || path == "." { return "" }
    guard path.utf8.first != UInt8(ascii: "/"), path.utf8.first != UInt8(ascii: "~") else { return nil }
    let hasParts = path.utf8.contains { $0 == 0x2E || $0 == 0x2F || $0 == 0x5C }
    guard hasParts else { return path }
    var parts: [Substring] = []
    for part in Self.parts(of: path[...]) where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// A path without the folder that it lies in; `nil` if it lies elsewhere.
  public static func relative(_ path: String, to folder: String) -> String? {
    if folder.isEmpty { return path }
    if path == folder { return "" }
    return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : nil
  }

  /// The folder above; `nil` for the root.
  public static func parent(of path: String) -> String? {
    guard !path.isEmpty else { return nil }
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
    return String(path[..<slash])
  }

  /// The folder itself and all above it, nearest first, ending with the root.
  public static func ancestry(of folder: String) -> [String] {
    var all = [folder]
    while let last = all.last, let parent = parent(of: last) { all.append(parent) }
    return all
  }

  /// The last part.
  public static func name(of path: String) -> Substring {
    path.split(separator: "/", omittingEmptySubsequences: true).last ?? ""
  }

  /// Whether a byte begins something that only a run knows.
  private static func isComputed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "$"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "%"): true
    default: false
    }
  }

  private static func parts(of path: Substring) -> [Substring] {
    path.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.map { Substring($0) }
  }

  /// Folders nested deeper than this are nobody's; a script could otherwise make a path grow without end.
  private static let deepest = 100

  private static let workspaceNames = [
    "$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}", "\"$GITHUB_WORKSPACE\"", "${{ github.workspace }}",
    "${{github.workspace}}", "$CI_PROJECT_DIR", "${CI_PROJECT_DIR}", "$env:GITHUB_WORKSPACE",
  ]
}
