/// The text of a JSON object, grown key by key; absent values leave no key.
package struct JSONObjectText {
  private var members = ""

  /// An object without members.
  package init() {}

  /// Whether it has no members.
  package var isEmpty: Bool { members.isEmpty }
  /// The object.
  package var text: String { "{\(members)}" }

  /// Adds a member whose value is JSON already.
  package mutating func add(_ key: String, raw value: String?) {
    guard let value else { return }
    if !members.isEmpty { members += "," }
    members += Self.quoted(key)
    members += ":"
    members += value
  }

  /// Adds a string.
  package mutating func add(_ key: String, _ value: String?) { add(key, raw: value.map(Self.quoted)) }

  /// Adds a number; one that is not finite is left out.
  package mutating func add(_ key: String, number: Double?) {
    guard let number, number.isFinite else { return }
    add(key, raw: number.short)
  }

  /// A JSON list of JSON values.
  package static func list(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }

  /// A JSON string.
  package static func quoted(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
      return "\"" + text + "\""
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
