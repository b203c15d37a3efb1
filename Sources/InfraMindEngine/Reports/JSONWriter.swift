/// Writes JSON: keys in the order given, two blanks a level, numbers in their shortest exact form.
///
/// Text may hold anything: control characters are escaped, and so are the separators that JavaScript
/// dislikes.
package struct JSONWriter: Sendable {
  /// What has been written.
  package private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true
  private var followsKey = false

  /// An empty text.
  package init() {}

  /// Writes an object; `body` writes its keys and values in turn.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    container("{", "}", body)
  }

  /// Writes a list; `body` writes its items.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    container("[", "]", body)
  }

  /// Writes a list with one value for each element.
  package mutating func array<Element>(
    _ elements: some Sequence<Element>, _ item: (inout JSONWriter, Element) -> Void
  ) {
    array { writer in
      for element in elements { item(&writer, element) }
    }
  }

  /// Writes a list of texts.
  package mutating func array(_ texts: [String]) {
    array(texts) { $0.string($1) }
  }

  /// Writes an object of texts, in the order of their keys.
  package mutating func texts(_ texts: [String: String]) {
    object { json in
      for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
        json.begin()
        var name = name
        name.withUTF8 { json.endKey($0) }
        json.string(text)
      }
    }
  }

  /// Writes a key; its value comes next.
  package mutating func key(_ name: StaticString) {
    begin()
    name.withUTF8Buffer { endKey($0) }
  }

  /// Writes a text.
  package mutating func string(_ text: String) {
    begin()
    var text = text
    text.withUTF8 { quote($0) }
  }

  /// Writes a text or `null`.
  package mutating func string(orNull text: String?) {
    guard let text else { return null() }
    string(text)
  }

  /// Writes a whole number.
  package mutating func number(_ value: Int) {
    begin()
    bytes += String(value).utf8
  }

  /// Writes a number; `null` for what JSON cannot say.
  package mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    begin()
    let text = abs(value) < 1e15 && value == value.rounded() ? String(Int(value)) : String(value)
    bytes += text.utf8
  }

  /// Writes a number or `null`.
  package mutating func number(orNull value: Double?) {
    guard let value else { return null() }
    number(value)
  }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) {
    begin()
    bytes += (value ? "true" : "false").utf8
  }

  /// Writes `null`.
  package mutating func null() {
    begin()
    bytes += "null".utf8
  }

  private mutating func container(_ open: String, _ close: String, _ body: (inout JSONWriter) -> Void) {
    begin()
    bytes += open.utf8
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { newLine() }
    bytes += close.utf8
    isFirst = false
  }

  private mutating func endKey(_ name: UnsafeBufferPointer<UInt8>) {
    quote(name)
    bytes += [UInt8(ascii: ":"), UInt8(ascii: " ")]
    followsKey = true
  }

  /// Writes what stands before a key or a value.
  private mutating func begin() {
    defer { isFirst = false }
    if followsKey {
      followsKey = false
      return
    }
    guard depth > 0 else { return }
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    newLine()
  }

  private mutating func newLine() {
    bytes.append(10)
    bytes += repeatElement(32, count: 2 * depth)
  }

  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    for index in text.indices where Self.mayNeedEscape(text[index]) {
      guard let escape = Self.escape(text, index) else { continue }
      bytes += text[start..<index]
      bytes += escape.text.utf8
      start = index + escape.length
    }
    bytes += text[min(start, text.count)...]
    bytes.append(UInt8(ascii: "\""))
  }

  /// A quick look that lets nearly every byte pass.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    byte < 32 || byte >= 127 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// How a byte is written if it cannot stand as it is, and how many bytes that stands for.
  private static func escape(
    _ text: UnsafeBufferPointer<UInt8>, _ index: Int
  ) -> (text: String, length: Int)? {
    switch text[index] {
    case UInt8(ascii: "\""): return ("\\\"", 1)
    case UInt8(ascii: "\\"): return ("\\\\", 1)
    case 8: return ("\\b", 1)
    case 9: return ("\\t", 1)
    case 10: return ("\\n", 1)
    case 12: return ("\\f", 1)
    case 13: return ("\\r", 1)
    case let byte where byte < 32 || byte == 127: return ("\\u00" + hexadecimal(byte), 1)
    case 0xc2 where index + 1 < text.count && text[index + 1] < 0xa0:
      return ("\\u00" + hexadecimal(text[index + 1]), 2)
    case 0xe2 where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] & 0xfe == 0xa8:
      return (text[index + 2] == 0xa8 ? "\\u2028" : "\\u2029", 3)
    default: return nil
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }
}
