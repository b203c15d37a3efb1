internal import InfraMindCore

/// The text of a `runs-on` (or of a value that ends there) that is one expression, in the forms that can be edited.
struct RunnerExpression: Hashable {
  /// The expression without its `${{ }}` and the blanks around it.
  let text: String
  let tree: Expression

  /// Reads a scalar's text; `nil` unless all of it is one expression.
  init?(scalar: String) {
    let text = Self.trimmed(scalar)
    guard text.hasPrefix("${{"), text.hasSuffix("}}"), text.utf8.count >= 5 else { return nil }
    let inner = Self.trimmed(text.dropFirst(3).dropLast(2))
    guard !inner.contains("${{"), let tree = try? Expression(parsing: inner) else { return nil }
    self.text = String(inner)
    self.tree = tree
  }

  /// Whether a text holds an expression at all.
  static func isIn(_ text: String) -> Bool { text.contains("${{") }

  private static func trimmed(_ text: some StringProtocol) -> Substring {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }

  // MARK: - What rules a row

  /// The path, with dots, of the value of the matrix that all of the expression is.
  var matrixPath: String? { Self.path(of: tree, in: "matrix") }

  /// The part of an expression that gives a row its label.
  enum Ruler: Hashable {
    /// A value of the row's matrix, by its path with dots.
    case matrix(String)
    /// An input of the workflow.
    case input(String)
    /// A text between single quotes that occurs once.
    case literal(String)
    /// A table from values to labels, in the form that ``MatrixLabels`` writes; the key of the row.
    case table(key: String)
    /// A label within a literal list, `fromJSON('["a","b"]')`, that occurs once.
    case listed(String)
  }

  /// What gives a row the label; `nil` for anything that is computed otherwise.
  ///
  /// - Parameter inputs: The text of an input of the workflow: empty if it is not given, `nil` if nobody knows.
  func ruler(ofLabel label: String, in row: JobRow, inputs: (String) -> String?) -> Ruler? {
    if let table = MatrixLabels(self) {
      return Self.value(of: table.lookup, in: row, inputs).map { .table(key: $0) }
    }
    switch tree {
    case .member, .literal: return ruler(of: tree, label, row)
    case .any(let parts):
      let part = parts.first { Self.value(of: $0, in: row, inputs)?.isEmpty != true }
      guard let part else { return nil }
      return ruler(of: part, label, row)
    case .all, .call: return arm(ofLabel: label) ?? listed(label)
    case .context, .wildcard, .not, .comparison: return nil
    }
  }

  private func ruler(of part: Expression, _ label: String, _ row: JobRow) -> Ruler? {
    if let path = Self.path(of: part, in: "matrix") {
      return row.matrix[path].map { ExpressionText.areEqual($0, label) } == true ? .matrix(path) : nil
    }
    if let name = Self.path(of: part, in: "inputs"), !name.contains(".") { return .input(name) }
    return arm(ofLabel: label)
  }

  /// The path of a value in a context, with dots.
  private static func path(of tree: Expression, in context: String) -> String? {
    switch tree {
    case .member(.context(let name), .literal(.string(let key))): return name == context ? key : nil
    case .member(let base, .literal(.string(let key))):
      return path(of: base, in: context).map { "\($0).\(key)" }
    case .member(let base, .literal(.number(let index))):
      return path(of: base, in: context).map { "\($0).\(ExpressionNumber.text(of: index))" }
    default: return nil
    }
  }

  /// The text of a part for a row, if the row alone tells; empty for a value that the row has not.
  private static func value(of tree: Expression, in row: JobRow, _ inputs: (String) -> String?) -> String? {
    switch tree {
    case .literal(let value): return value.text
    case .any(let parts):
      var last: String?
      for part in parts {
        guard let value = value(of: part, in: row, inputs) else { return nil }
        last = value
        if !value.isEmpty { break }
      }
      return last
    default:
      if let name = path(of: tree, in: "inputs") { return inputs(name) }
      guard let path = path(of: tree, in: "matrix") else { return nil }
      return row.matrix.first { ExpressionText.areEqual($0.key, path) }?.value ?? ""
    }
  }

  // MARK: - What is chosen at run time

  /// The label that stands in for what `inframind inject` chooses, in the forms that its documentation names:
  /// `vars.INFRAMIND_BUILD || 'label'` and `fromJSON(needs.….outputs.runners …)… || 'label'`.
  var fallback: String? {
    guard case .any(let parts) = tree, case .literal(.string(let label))? = parts.last, !label.isEmpty,
      parts.count > 1, parts.dropLast().allSatisfy(Self.isChosen)
    else { return nil }
    return label
  }

  private static func isChosen(_ tree: Expression) -> Bool {
    if let name = path(of: tree, in: "vars") { return name.lowercased().hasPrefix("inframind_") }
    guard case .member(.call("fromjson", let arguments), _) = tree, let source = arguments.first else {
      return false
    }
    let outputs = if case .any(let parts) = source { parts.first ?? source } else { source }
    return path(of: outputs, in: "needs")?.lowercased().hasSuffix(".outputs.runners") ?? false
  }

  // MARK: - Literals

  private func arm(ofLabel label: String) -> Ruler? {
    let arms = Self.arms(of: tree).filter { ExpressionText.areEqual($0, label) }
    guard arms.count == 1, count(of: Self.quoted(arms[0])) == 1 else { return nil }
    return .literal(arms[0])
  }

  /// The literals that the expression may give as its value.
  private static func arms(of tree: Expression) -> [String] {
    switch tree {
    case .literal(.string(let text)): return [text]
    case .any(let parts): return parts.flatMap(arms)
    case .all(let parts): return parts.last.map(arms) ?? []
    case .call("case", let arguments):
      let values = arguments.enumerated().filter { $0.offset % 2 == 1 || $0.offset == arguments.count - 1 }
      return values.flatMap { arms(of: $0.element) }
    default: return []
    }
  }

  private func listed(_ label: String) -> Ruler? {
    guard case .call("fromjson", let arguments) = tree, arguments.count == 1,
      case .literal(.string(let json)) = arguments[0], count(of: "\"\(label)\"") == 1
    else { return nil }
    return json.drop { $0 == " " }.hasPrefix("[") ? .listed(label) : nil
  }

  private func count(of part: String) -> Int {
    text.split(separator: part, omittingEmptySubsequences: false).count - 1
  }

  /// A text as a string literal of the expression language.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// Whether a text reads a value of a context, or the context as a whole. Says yes where it cannot tell.
  static func reads(_ path: String, of context: String, in text: String) -> Bool {
    let axis = path.split(separator: ".").first.map { $0.lowercased() } ?? ""
    let pieces = text.lowercased().split(separator: context, omittingEmptySubsequences: false)
    for (before, behind) in zip(pieces, pieces.dropFirst()) {
      guard before.last.map({ !isName($0) && $0 != "." }) ?? true else { continue }
      guard let mark = behind.first, isName(mark) || mark == "." || mark == "[" else { return isIn(text) }
      guard !isName(mark) else { continue }
      let start = behind.dropFirst().drop { $0 == " " }
      guard mark == "." || start.first == "'" else { return true }
      let member = start.drop { $0 == "'" }.prefix(while: isName)
      if member.isEmpty || member == axis { return true }
    }
    return false
  }

  private static func isName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
  }
}
