/// Paths within a repository, with `/`.
enum RepositoryPath {
  /// A path without `.` and empty parts, and with `..` carried out; `nil` if it leaves the repository.
  static func normalised(_ path: String) -> String? {
    if path.isEmpty || path == "." { return "" }
    guard path.utf8.first != UInt8(ascii: "/"), path.utf8.first != UInt8(ascii: "~") else { return nil }
    guard
      path.utf8.contains(where: {
        $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
      })
    else { return path }
    var parts: [Substring] = []
    for part in path.split(whereSeparator: { $0 == "/" || $0 == "\\" }) where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// A path without the folder that it lies in; `nil` if it lies elsewhere.
  static func relative(_ path: String, to folder: String) -> String? {
    if folder.isEmpty { return path }
    if path == folder { return "" }
    return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : nil
  }

  /// A folder with another below it.
  static func joined(_ folder: String, _ path: String) -> String {
    if folder.isEmpty { return path }
    return path.isEmpty ? folder : folder + "/" + path
  }

  /// The name of a file or folder without what it lies in.
  static func lastPart(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }

  /// Bytes without blanks around them.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return bytes
  }
}
