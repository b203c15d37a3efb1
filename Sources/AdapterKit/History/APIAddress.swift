/// Something that a platform's API may be asked for: a path and a query, without the host, which only ``PlatformAPI``
/// knows. Fit for checkpoints.
public struct APIAddress: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Path and query, from the host's root.
  public let target: String

  init(unchecked target: String) { self.target = target }

  /// An address that was told by the platform; `nil` unless it begins with one slash and holds visible ASCII only.
  public init?(_ target: String) {
    guard target.hasPrefix("/"), !target.hasPrefix("//"), target.utf8.count <= 8192,
      target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else { return nil }
    self.target = target
  }

  /// The same path with another query, for pages that an answer's body tells by a token.
  ///
  /// - Parameter query: Names and values in their order; they are escaped.
  public func asking(_ query: [(String, String)]) -> APIAddress {
    let path = String(target.prefix { $0 != "?" })
    guard !query.isEmpty else { return APIAddress(unchecked: path) }
    let pairs = query.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }
    return APIAddress(unchecked: path + "?" + pairs.joined(separator: "&"))
  }

  /// Reads the target, and checks it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let address = APIAddress(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no address of an API")
    }
    self = address
  }

  /// Writes the target.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(target)
  }

  /// The target.
  public var description: String { target }

  /// Text with everything but unreserved characters as percent signs and digits.
  ///
  /// - SeeAlso: RFC 3986, 2.3
  static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += Array(("%" + [byte].hexadecimal.uppercased()).utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
