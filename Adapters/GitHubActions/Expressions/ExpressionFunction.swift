/// The functions whose results follow from their arguments alone.
///
/// - SeeAlso: GitHub Docs, "Evaluate expressions in workflows and actions".
enum ExpressionFunction {
  /// Longest text that a function may make.
  static let longestText = 1_048_576

  static func call(
    _ name: String, _ arguments: [Expression], in scope: ExpressionScope
  ) throws(UnresolvedExpression) -> ExpressionValue {
    switch name {
    case "success", "always": return try status(name, true, arguments, in: scope)
    case "failure", "cancelled": return try status(name, false, arguments, in: scope)
    case "case": return try choice(arguments, in: scope)
    case "contains", "startswith", "endswith", "format", "join", "tojson", "fromjson": break
    default: throw .function(name)
    }
    var values: [ExpressionValue] = []
    for argument in arguments { values.append(try argument.value(in: scope)) }
    switch (name, values.count) {
    case ("contains", 2): return .bool(contains(values[0], values[1]))
    case ("startswith", 2): return .bool(matches(values) { $0.hasPrefix($1) })
    case ("endswith", 2): return .bool(matches(values) { $0.hasSuffix($1) })
    case ("format", 1...): return .string(try format(values[0].text, values.dropFirst().map(\.text)))
    case ("join", 1...2): return .string(try join(values[0], separator: values.count == 2 ? values[1] : nil))
    case ("tojson", 1): return .string(ExpressionJSON.text(of: values[0]))
    case ("fromjson", 1):
      guard let value = ExpressionJSON.parse(values[0].text) else {
        throw .invalid("the argument of fromJSON is not JSON")
      }
      return value
    default: throw .invalid("\(name) does not take \(values.count) arguments")
    }
  }

  private static func status(
    _ name: String, _ value: Bool, _ arguments: [Expression], in scope: ExpressionScope
  ) throws(UnresolvedExpression) -> ExpressionValue {
    guard scope.allowsStatus, arguments.isEmpty else { throw .function(name) }
    return .bool(value)
  }

  private static func choice(
    _ arguments: [Expression], in scope: ExpressionScope
  ) throws(UnresolvedExpression) -> ExpressionValue {
    guard arguments.count % 2 == 1, arguments.count >= 3, let fallback = arguments.last else {
      throw .invalid("case needs pairs of condition and value, and a default")
    }
    for place in stride(from: 0, to: arguments.count - 1, by: 2) {
      guard case .bool(let holds) = try arguments[place].value(in: scope) else {
        throw .invalid("a condition of case is no boolean")
      }
      if holds { return try arguments[place + 1].value(in: scope) }
    }
    return try fallback.value(in: scope)
  }

  private static func contains(_ whole: ExpressionValue, _ part: ExpressionValue) -> Bool {
    switch whole {
    case .array(let items): items.contains { Expression.Comparison.areEqual($0, part) }
    case .object: false
    case .null, .bool, .number, .string:
      part.isPrimitive && ExpressionText.contains(whole.text, part.text)
    }
  }

  private static func matches(_ values: [ExpressionValue], _ test: (String, String) -> Bool) -> Bool {
    guard values[0].isPrimitive, values[1].isPrimitive else { return false }
    return test(ExpressionText.folded(values[0].text), ExpressionText.folded(values[1].text))
  }

  private static func join(
    _ value: ExpressionValue, separator: ExpressionValue?
  ) throws(UnresolvedExpression) -> String {
    guard case .array(let items) = value else { return value.isPrimitive ? value.text : "" }
    let separator = separator.map { $0.isPrimitive ? $0.text : "" } ?? ","
    guard items.count * (separator.utf8.count + 1) <= longestText else {
      throw .invalid("its text is too long")
    }
    return items.map(\.text).joined(separator: separator)
  }

  /// Replaces `{0}` and so on; `{{` and `}}` stand for braces.
  private static func format(_ pattern: String, _ arguments: [String]) throws(UnresolvedExpression) -> String
  {
    var text: [UInt8] = []
    var rest = Array(pattern.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "{") where rest.first == byte, UInt8(ascii: "}") where rest.first == byte:
        rest = rest.dropFirst()
        text.append(byte)
      case UInt8(ascii: "{"):
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        guard rest.popFirst() == UInt8(ascii: "}"), digits.count <= 3,
          let index = Int(String(decoding: digits, as: UTF8.self)), index < arguments.count
        else { throw .invalid("format has a placeholder without argument") }
        text.append(contentsOf: arguments[index].utf8)
      case UInt8(ascii: "}"): throw .invalid("format has a single '}'")
      default: text.append(byte)
      }
      guard text.count <= longestText else { throw .invalid("its text is too long") }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
