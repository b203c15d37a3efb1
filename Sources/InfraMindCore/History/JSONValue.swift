/// A JSON value with the byte at which it begins, so that a complaint about it can name its column.
public struct JSONValue: Sendable {
  /// What the value is.
  public enum Kind: Sendable {
    case null
    case bool(Bool)
    /// The number as written; JSON's grammar holds, its size is unchecked.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])
  }

  /// What it is.
  public var kind: Kind
  /// Index of its first byte in the bytes read.
  public var offset: Int

  init(kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  /// Reads one JSON value (RFC 8259) from bytes, strictly but for halves of surrogate pairs, which become U+FFFD:
  /// platforms cut texts in the middle of a character.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte-order mark.
  ///   - deepest: Deepest nesting accepted, 1 to 256.
  /// - Throws: What is wrong, and at which byte.
  public init(parsing bytes: [UInt8], deepest: Int = 64) throws(JSONFailure) {
    guard bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONFailure(what: "it is not valid UTF-8", offset: 0)
    }
    let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var reader = JSONReader(bytes, in: start..<bytes.count, deepest: deepest, mendsSurrogates: true)
    self = try reader.document()
  }

  /// The kind in words, for messages.
  var kindName: String {
    switch kind {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A key of a JSON object and its value.
public struct JSONMember: Sendable {
  /// The key.
  public var key: String
  /// Index of the key's opening quote.
  public var offset: Int
  /// The value.
  public var value: JSONValue
}

/// Why bytes are not JSON.
public struct JSONFailure: Error, Sendable, Hashable {
  /// What is wrong, as the end of a sentence.
  public var what: String
  /// Index of the byte where reading stopped.
  public var offset: Int
}
