internal import InfraMindCore

/// A text that may hold expressions in `${{ }}`.
struct ExpressionTemplate: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    case text(String)
    case expression(Expression)
    /// Between `${{` and `}}` stands something that is no expression.
    case invalid(ExpressionSyntaxError)
  }

  let parts: [Part]

  /// Whether a text holds an expression at all.
  static func isNeeded(for text: String) -> Bool {
    text.containsBytes(of: "${{")
  }

  init(_ text: String) {
    var parts: [Part] = []
    let bytes = Array(text.utf8)
    var literal = 0
    var place = 0
    while let start = Self.opening(in: bytes, from: place) {
      guard let end = Self.closing(in: bytes, from: start + 3) else {
        parts.append(.invalid(ExpressionSyntaxError("'}}' is missing")))
        literal = bytes.count
        break
      }
      if start > literal { parts.append(.text(String(decoding: bytes[literal..<start], as: UTF8.self))) }
      do throws(ExpressionSyntaxError) {
        parts.append(.expression(try Expression(parsing: Array(bytes[(start + 3)..<end]))))
      } catch {
        parts.append(.invalid(error))
      }
      place = end + 2
      literal = place
    }
    if literal < bytes.count { parts.append(.text(String(decoding: bytes[literal...], as: UTF8.self))) }
    self.parts = parts
  }

  /// The value of a text that is one expression, else the text with all expressions replaced.
  func evaluate(in scope: ExpressionScope) -> ExpressionOutcome {
    if parts.count == 1, case .expression(let expression) = parts[0] { return expression.evaluate(in: scope) }
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .invalid(let error): return .unresolved(.invalid(error.clause))
      case .expression(let expression):
        switch expression.evaluate(in: scope) {
        case .unresolved(let reason): return .unresolved(reason)
        case .value(let value): text += value.text
        }
      }
      guard text.utf8.count <= ExpressionFunction.longestText else {
        return .unresolved(.invalid("its text is too long"))
      }
    }
    return .value(.string(text))
  }

  private static func opening(in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    while place + 2 < bytes.count {
      if bytes[place] == UInt8(ascii: "$"), bytes[place + 1] == UInt8(ascii: "{"),
        bytes[place + 2] == UInt8(ascii: "{")
      {
        return place
      }
      place += 1
    }
    return nil
  }

  /// The first `}}` outside a string.
  private static func closing(in bytes: [UInt8], from start: Int) -> Int? {
    var place = start
    var isInString = false
    while place + 1 < bytes.count {
      if bytes[place] == UInt8(ascii: "'") {
        isInString.toggle()
      } else if !isInString, bytes[place] == UInt8(ascii: "}"), bytes[place + 1] == UInt8(ascii: "}") {
        return place
      }
      place += 1
    }
    return nil
  }
}
