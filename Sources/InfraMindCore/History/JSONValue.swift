/// A JSON value with the byte at which it begins, so that a complaint about it can name its column.
struct JSONValue {
  /// What the value is.
  enum Kind {
    case null
    case bool(Bool)
    /// The number as written; JSON's grammar holds, its size is unchecked.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])
  }

  var kind: Kind
  /// Index of its first byte in the bytes read.
  var offset: Int

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
struct JSONMember {
  var key: String
  /// Index of the key's opening quote.
  var offset: Int
  var value: JSONValue
}

/// Why bytes are not JSON.
struct JSONFailure: Error {
  /// What is wrong, as the end of a sentence.
  var what: String
  /// Index of the byte where reading stopped.
  var offset: Int
}
