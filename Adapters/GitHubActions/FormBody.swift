/// The body of a hook whose content type is `application/x-www-form-urlencoded`.
///
/// - SeeAlso: WHATWG URL, 5.1 "application/x-www-form-urlencoded parsing".
enum FormBody {
  /// The field `payload`, decoded; `nil` if the body is no form, as no JSON begins with a field's name.
  static func payload(of body: [UInt8]) -> [UInt8]? {
    guard let first = body.first(where: { $0 > 0x20 }), first != UInt8(ascii: "{") else { return nil }
    let name = Array("payload=".utf8)
    let field = body.split(separator: UInt8(ascii: "&")).first { $0.starts(with: name) }
    return field.map { decoded($0.dropFirst(name.count)) }
  }

  /// A percent sign without two digits stands for itself.
  private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var position = text.startIndex
    while position < text.endIndex {
      let byte = text[position]
      position += 1
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard position + 2 <= text.endIndex, let high = digit(text[position]),
          let low = digit(text[position + 1])
        else {
          bytes.append(byte)
          continue
        }
        bytes.append(high << 4 | low)
        position += 2
      default: bytes.append(byte)
      }
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.flatMap { UInt8(exactly: $0) }
  }
}
