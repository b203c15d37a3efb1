internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What the user of a composite action gives to its inputs, as written.
///
/// A value that only a run knows is followed back to the words of the job's own file: `${{ inputs.python }}` of the
/// action reads `${{ matrix.python }}` where that is what the caller gives.
struct InputTexts {
  /// Longest text that is put together; longer ones stay as they were.
  private static let longestText = 65_536

  private let texts: [String: String]

  /// Those of a job's own steps, which have none of their own.
  init() { texts = [:] }

  /// Those of an action.
  ///
  /// - Parameters:
  ///   - node: The `with` of the step that uses it.
  ///   - outer: The texts around that step.
  init(of action: ActionFile, given node: YAMLNode?, in outer: InputTexts) {
    var texts = action.inputs.mapValues { $0?.scalarText ?? "" }
    for entry in (node?.resolved).map({ Array($0.entries) }) ?? [] where entry.isInForce {
      let name = entry.key.resolved.text.lowercased()
      if texts.keys.contains(name), let text = entry.value.scalarText { texts[name] = outer.filled(text) }
    }
    self.texts = texts
  }

  /// A text with the inputs in its expressions replaced.
  func filled(_ text: String) -> String {
    guard !texts.isEmpty, text.containsBytes(ofAnyCase: "inputs"), ExpressionTemplate.isNeeded(for: text)
    else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${{"),
      let end = rest[start.upperBound...].firstRange(of: "}}")
    {
      result += rest[..<start.lowerBound] + replaced(rest[start.upperBound..<end.lowerBound])
      guard result.utf8.count <= Self.longestText else { return text }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  /// An expression with its braces; an input alone becomes what is given for it.
  private func replaced(_ expression: Substring) -> String {
    let bare = Self.trimmed(expression)
    if let name = Self.inputName(at: bare.startIndex, in: bare), name.endIndex == bare.endIndex,
      let text = texts[name.lowercased()]
    {
      return text
    }
    var result = ""
    var place = expression.startIndex
    var isInString = false
    while place < expression.endIndex {
      if expression[place] == "'" { isInString.toggle() }
      if !isInString, !Self.continuesName(expression, at: place),
        let name = Self.inputName(at: place, in: expression), let operand = operand(name)
      {
        result += operand
        place = name.endIndex
      } else {
        result.append(expression[place])
        place = expression.index(after: place)
      }
    }
    return "${{" + result + "}}"
  }

  /// What is given for an input, as part of an expression; `nil` if it cannot be one.
  private func operand(_ name: Substring) -> String? {
    guard let text = texts[name.lowercased()] else { return nil }
    guard ExpressionTemplate.isNeeded(for: text) else {
      return "'" + text.replacing("'", with: "''") + "'"
    }
    guard text.hasPrefix("${{"), text.hasSuffix("}}"), !text.dropFirst(3).contains("${{") else { return nil }
    return "(" + Self.trimmed(text.dropFirst(3).dropLast(2)) + ")"
  }

  /// The name behind `inputs.` at a place.
  private static func inputName(at place: Substring.Index, in text: Substring) -> Substring? {
    let rest = text[place...]
    guard rest.prefix(7).lowercased() == "inputs." else { return nil }
    let name = rest.dropFirst(7).prefix { isNamePart($0) }
    return name.isEmpty ? nil : name
  }

  private static func continuesName(_ text: Substring, at place: Substring.Index) -> Bool {
    guard place > text.startIndex else { return false }
    let before = text[text.index(before: place)]
    return isNamePart(before) || before == "."
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "-" || character == "_"
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
