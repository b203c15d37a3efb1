internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a `uses` names.
enum ActionReference: Hashable {
  /// A folder or file of the same repository, without `./`.
  case local(String)
  /// An action of some repository, or an image: name and version as ``PackagedStep`` has them.
  case remote(name: String, version: String)

  init(_ uses: String) {
    for prefix in ["./", "$/", ".\\"] where uses.hasPrefix(prefix) {
      self = .local(String(uses.dropFirst(prefix.count)))
      return
    }
    if uses.hasPrefix("docker://") {
      self = Self.image(uses)
      return
    }
    guard let mark = uses.utf8.lastIndex(of: UInt8(ascii: "@")) else {
      self = .remote(name: uses.lowercased(), version: "")
      return
    }
    self = .remote(
      name: String(uses[..<mark]).lowercased(), version: String(uses[uses.utf8.index(after: mark)...]))
  }

  private static func image(_ uses: String) -> ActionReference {
    let start = uses.utf8.lastIndex(of: UInt8(ascii: "/")) ?? uses.startIndex
    guard let mark = uses[start...].firstIndex(where: { $0 == "@" || $0 == ":" }) else {
      return .remote(name: uses.lowercased(), version: "")
    }
    return .remote(name: uses[..<mark].lowercased(), version: String(uses[uses.index(after: mark)...]))
  }

  /// The comment behind a value on its line, without `#`; empty if there is none.
  static func comment(behind node: YAMLNode, in source: [UInt8]) -> String {
    var place = node.range.upperBound
    while place < source.count, source[place] == 0x20 || source[place] == 0x09 { place += 1 }
    guard place > node.range.upperBound, place < source.count, source[place] == UInt8(ascii: "#") else {
      return ""
    }
    let line = source[place...].prefix { $0 != 0x0A && $0 != 0x0D }.drop { $0 == UInt8(ascii: "#") }
    return line.isEmpty ? "" : String(decoding: line.withoutBlanks, as: UTF8.self)
  }
}
