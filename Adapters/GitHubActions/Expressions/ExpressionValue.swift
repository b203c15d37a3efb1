/// A value of GitHub's expression language.
indirect enum ExpressionValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([ExpressionValue])
  case object(ExpressionObject)

  /// Falsy are null, false, 0, NaN and the empty string; arrays and objects never are.
  var isTruthy: Bool {
    switch self {
    case .null: false
    case .bool(let value): value
    case .number(let value): value != 0 && !value.isNaN
    case .string(let value): !value.isEmpty
    case .array, .object: true
    }
  }

  /// Whether this is neither an array nor an object.
  var isPrimitive: Bool {
    switch self {
    case .null, .bool, .number, .string: true
    case .array, .object: false
    }
  }

  /// The text that an expression leaves in a string.
  var text: String {
    switch self {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .number(let value): ExpressionNumber.text(of: value)
    case .string(let value): value
    case .array: "Array"
    case .object: "Object"
    }
  }

  /// The number that a comparison sees; NaN where there is none.
  var number: Double {
    switch self {
    case .null: 0
    case .bool(let value): value ? 1 : 0
    case .number(let value): value
    case .string(let value): ExpressionNumber.parse(value) ?? .nan
    case .array, .object: .nan
    }
  }

  /// The member under a key: of an object by name (in any case), of an array by whole number; null if there
  /// is none.
  subscript(key: ExpressionValue) -> ExpressionValue {
    switch self {
    case .object(let object):
      guard key.isPrimitive else { return .null }
      return object[key.text] ?? .null
    case .array(let items):
      let index = key.number.rounded(.down)
      guard key.isPrimitive, index >= 0, index < Double(items.count) else { return .null }
      return items[Int(index)]
    case .null, .bool, .number, .string:
      return .null
    }
  }
}

/// Members by name in their order. Names are found in any case; of equal names the last counts.
struct ExpressionObject: Hashable, Sendable {
  struct Member: Hashable, Sendable {
    var name: String
    var value: ExpressionValue
  }

  private(set) var members: [Member] = []

  init() {}

  init(_ members: [Member]) { self.members = members }

  subscript(name: String) -> ExpressionValue? {
    members.last { ExpressionText.areEqual($0.name, name) }?.value
  }

  /// Adds a member, or gives the one of that name another value.
  mutating func set(_ name: String, to value: ExpressionValue) {
    guard let place = members.lastIndex(where: { ExpressionText.areEqual($0.name, name) }) else {
      members.append(Member(name: name, value: value))
      return
    }
    members[place].value = value
  }

  /// Adds a member at the end; the caller knows that the name is new, or that the last one counts.
  mutating func append(_ name: String, _ value: ExpressionValue) {
    members.append(Member(name: name, value: value))
  }
}

/// Comparing texts as the expression language does: by code units, in any case.
enum ExpressionText {
  static func areEqual(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    if left.utf8.count != right.utf8.count, left.utf8.allSatisfy({ $0 < 128 }),
      right.utf8.allSatisfy({ $0 < 128 })
    {
      return false
    }
    return folded(left) == folded(right)
  }

  static func folded(_ text: String) -> String { text.uppercased() }

  static func contains(_ text: String, _ part: String) -> Bool {
    let text = Array(folded(text).utf8)
    let part = Array(folded(part).utf8)
    guard !part.isEmpty else { return true }
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { start in
      text[start] == part[0] && text[start..<(start + part.count)].elementsEqual(part)
    }
  }
}
