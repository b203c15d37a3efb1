/// An expression as a tree.
indirect enum Expression: Hashable, Sendable {
  case literal(ExpressionValue)
  /// A context, in lower case.
  case context(String)
  case member(Expression, Expression)
  /// All members of a value, `.*` or `[*]`.
  case wildcard(Expression)
  /// A function by its name in lower case.
  case call(String, [Expression])
  case not(Expression)
  case all([Expression])
  case any([Expression])
  case comparison(Comparison, Expression, Expression)

  enum Comparison: String, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// GitHub's limits on one expression: characters, and how deep it may nest.
  static let longest = 21_000
  static let deepest = 50

  /// Reads an expression, without its `${{ }}`.
  ///
  /// - Throws: ``ExpressionSyntaxError`` if the text is no expression or goes beyond GitHub's limits.
  init(parsing text: some StringProtocol) throws(ExpressionSyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Reads an expression's UTF-8 bytes.
  init(parsing bytes: [UInt8]) throws(ExpressionSyntaxError) {
    guard bytes.count <= Self.longest else {
      throw ExpressionSyntaxError("it is longer than 21,000 characters")
    }
    var lexer = ExpressionLexer(bytes)
    var parser = ExpressionParser(tokens: try lexer.tokens())
    self = try parser.whole()
  }

  /// The expression as people write it, for messages: only what names a context, a member or a function.
  var name: String {
    switch self {
    case .context(let name): name
    case .member(let base, .literal(.string(let key))): "\(base.name).\(key)"
    case .member(let base, _): "\(base.name)[…]"
    case .wildcard(let base): "\(base.name).*"
    case .call(let name, _): "\(name)(…)"
    case .literal(let value): value.text
    case .not, .all, .any, .comparison: "(…)"
    }
  }
}

/// Builds the tree; binds, from the tightest: members, `!`, `< <= > >=`, `== !=`, `&&`, `||`.
private struct ExpressionParser {
  private typealias Mark = ExpressionToken.Mark

  /// A tree and how deep it is: long chains make it as deep as nesting does.
  private struct Part {
    var tree: Expression
    var depth: Int

    /// A tree over parts of which the deepest is this deep.
    init(_ tree: Expression, above deepest: Int = 0) throws(ExpressionSyntaxError) {
      self.tree = tree
      depth = 1 + deepest
      guard depth <= Expression.deepest else { throw ExpressionSyntaxError("it nests deeper than 50 levels") }
    }
  }

  private let tokens: [ExpressionToken]
  private var place = 0
  private var nesting = 0

  init(tokens: [ExpressionToken]) { self.tokens = tokens }

  mutating func whole() throws(ExpressionSyntaxError) -> Expression {
    let part = try anyOf()
    guard place == tokens.count else { throw ExpressionSyntaxError("something follows its end") }
    return part.tree
  }

  private mutating func anyOf() throws(ExpressionSyntaxError) -> Part {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Expression.deepest else { throw ExpressionSyntaxError("it nests deeper than 50 levels") }
    let first = try allOf()
    guard isNext(.or) else { return first }
    var parts = [first]
    while take(.or) { parts.append(try allOf()) }
    return try Part(.any(parts.map { $0.tree }), above: Self.depth(of: parts))
  }

  private mutating func allOf() throws(ExpressionSyntaxError) -> Part {
    let first = try equality()
    guard isNext(.and) else { return first }
    var parts = [first]
    while take(.and) { parts.append(try equality()) }
    return try Part(.all(parts.map { $0.tree }), above: Self.depth(of: parts))
  }

  private static func depth(of parts: [Part]) -> Int { parts.lazy.map { $0.depth }.max() ?? 0 }

  private mutating func equality() throws(ExpressionSyntaxError) -> Part {
    var left = try order()
    while let comparison = comparison(among: Self.equalities) {
      left = try compared(left, comparison, try order())
    }
    return left
  }

  private mutating func order() throws(ExpressionSyntaxError) -> Part {
    var left = try negation()
    while let comparison = comparison(among: Self.orders) {
      left = try compared(left, comparison, try negation())
    }
    return left
  }

  private static let equalities: [Mark] = [.equal, .notEqual]
  private static let orders: [Mark] = [.less, .lessOrEqual, .greater, .greaterOrEqual]

  private func compared(
    _ left: Part, _ comparison: Expression.Comparison, _ right: Part
  ) throws(ExpressionSyntaxError) -> Part {
    try Part(.comparison(comparison, left.tree, right.tree), above: max(left.depth, right.depth))
  }

  private mutating func negation() throws(ExpressionSyntaxError) -> Part {
    var negations = 0
    while take(.not) { negations += 1 }
    var operand = try members()
    for _ in 0..<negations { operand = try Part(.not(operand.tree), above: operand.depth) }
    return operand
  }

  private mutating func members() throws(ExpressionSyntaxError) -> Part {
    let isLiteral = if place < tokens.count, case .literal = tokens[place] { true } else { false }
    var base = try operand()
    while !isLiteral {
      if take(.point) {
        let tree: Expression =
          take(.star) ? .wildcard(base.tree) : .member(base.tree, .literal(.string(try word())))
        base = try Part(tree, above: base.depth)
      } else if take(.openBracket) {
        base = try index(of: base)
      } else {
        break
      }
    }
    return base
  }

  private mutating func index(of base: Part) throws(ExpressionSyntaxError) -> Part {
    if take(.star) {
      try expect(.closeBracket)
      return try Part(.wildcard(base.tree), above: base.depth)
    }
    let key = try anyOf()
    try expect(.closeBracket)
    return try Part(.member(base.tree, key.tree), above: max(base.depth, key.depth))
  }

  private mutating func operand() throws(ExpressionSyntaxError) -> Part {
    guard place < tokens.count else { throw ExpressionSyntaxError("it ends too early") }
    let token = tokens[place]
    place += 1
    switch token {
    case .literal(let value): return try Part(.literal(value))
    case .word(let word):
      let name = word.lowercased()
      guard take(.openParenthesis) else { return try Part(.context(name)) }
      let arguments = try arguments()
      return try Part(.call(name, arguments.map { $0.tree }), above: Self.depth(of: arguments))
    case .mark(.openParenthesis):
      let inner = try anyOf()
      try expect(.closeParenthesis)
      return inner
    case .mark(let mark): throw ExpressionSyntaxError("'\(mark.rawValue)' is out of place")
    }
  }

  private mutating func arguments() throws(ExpressionSyntaxError) -> [Part] {
    guard !take(.closeParenthesis) else { return [] }
    var arguments = [try anyOf()]
    while take(.comma) { arguments.append(try anyOf()) }
    try expect(.closeParenthesis)
    return arguments
  }

  private mutating func word() throws(ExpressionSyntaxError) -> String {
    guard place < tokens.count, case .word(let word) = tokens[place] else {
      throw ExpressionSyntaxError("a name is missing behind '.'")
    }
    place += 1
    return word
  }

  private mutating func comparison(among marks: [Mark]) -> Expression.Comparison? {
    guard place < tokens.count, case .mark(let mark) = tokens[place], marks.contains(mark) else { return nil }
    place += 1
    return Expression.Comparison(rawValue: mark.rawValue)
  }

  private func isNext(_ mark: Mark) -> Bool {
    guard place < tokens.count, case .mark(mark) = tokens[place] else { return false }
    return true
  }

  private mutating func take(_ mark: Mark) -> Bool {
    guard isNext(mark) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ mark: Mark) throws(ExpressionSyntaxError) {
    guard take(mark) else { throw ExpressionSyntaxError("'\(mark.rawValue)' is missing") }
  }
}
