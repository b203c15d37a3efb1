extension Expression {
  /// The value, as far as the scope tells; never a guess. `&&`, `||` and `case` look only at what decides.
  func evaluate(in scope: ExpressionScope) -> ExpressionOutcome {
    do throws(UnresolvedExpression) {
      return .value(try value(in: scope))
    } catch {
      return .unresolved(error)
    }
  }

  /// Whether the expression is truthy; `nil` if the scope does not tell.
  func truth(in scope: ExpressionScope) -> Bool? {
    switch self {
    case .not(let inner):
      return inner.truth(in: scope).map { !$0 }
    case .all(let parts):
      let truths = parts.map { $0.truth(in: scope) }
      return truths.contains(false) ? false : truths.contains(nil) ? nil : true
    case .any(let parts):
      let truths = parts.map { $0.truth(in: scope) }
      return truths.contains(true) ? true : truths.contains(nil) ? nil : false
    case .literal, .context, .member, .wildcard, .call, .comparison:
      return evaluate(in: scope).value?.isTruthy
    }
  }

  func value(in scope: ExpressionScope) throws(UnresolvedExpression) -> ExpressionValue {
    switch self {
    case .literal(let value): return value
    case .context(let name): return try scope.whole(name)
    case .member(let base, let key): return try member(key, of: base, in: scope)
    case .wildcard: throw rootContext == nil ? .invalid("'*' is not understood here") : .context(name)
    case .call(let function, let arguments):
      return try ExpressionFunction.call(function, arguments, in: scope)
    case .not(let inner):
      guard let truth = inner.truth(in: scope) else { throw inner.obstacle(in: scope) }
      return .bool(!truth)
    case .all(let parts): return try decide(parts, until: false, in: scope)
    case .any(let parts): return try decide(parts, until: true, in: scope)
    case .comparison(let comparison, let left, let right):
      return .bool(comparison.holds(try left.value(in: scope), try right.value(in: scope)))
    }
  }

  /// The first part that decides, or the last one. A part that is not known still need not stand in the way:
  /// where its truth is known it is passed over.
  private func decide(
    _ parts: [Expression], until truth: Bool, in scope: ExpressionScope
  ) throws(UnresolvedExpression) -> ExpressionValue {
    for part in parts.dropLast() {
      if let known = part.truth(in: scope), known != truth { continue }
      let value = try part.value(in: scope)
      if value.isTruthy == truth { return value }
    }
    guard let last = parts.last else { return .null }
    return try last.value(in: scope)
  }

  private func member(
    _ key: Expression, of base: Expression, in scope: ExpressionScope
  ) throws(UnresolvedExpression) -> ExpressionValue {
    if let root = rootContext, scope[root] == nil { throw .context(name) }
    guard case .context(let context) = base, let (members, isComplete) = scope.members(of: context) else {
      return try base.value(in: scope)[try key.value(in: scope)]
    }
    switch members[try key.value(in: scope).text.lowercased()] {
    case .value(let value): return value
    case .unresolved(let reason): throw reason
    case nil:
      guard isComplete else { throw .context(name) }
      return .null
    }
  }

  /// The context that a chain of members begins with.
  private var rootContext: String? {
    var expression = self
    while true {
      switch expression {
      case .member(let base, _), .wildcard(let base): expression = base
      case .context(let name): return name
      case .literal, .call, .not, .all, .any, .comparison: return nil
      }
    }
  }

  private func obstacle(in scope: ExpressionScope) -> UnresolvedExpression {
    if case .unresolved(let reason) = evaluate(in: scope) { reason } else { .invalid("it cannot be decided") }
  }
}

extension ExpressionScope {
  /// The members known of a context, and whether it has no others; `nil` if it is not known member by member.
  fileprivate func members(of context: String) -> ([String: ExpressionOutcome], isComplete: Bool)? {
    switch self[context] {
    case .members(let members): (members, true)
    case .partly(let members): (members, false)
    case .known, .unresolved, nil: nil
    }
  }

  fileprivate func whole(_ name: String) throws(UnresolvedExpression) -> ExpressionValue {
    switch self[name] {
    case nil, .partly: throw .context(name)
    case .known(let value): return value
    case .unresolved(let reason): throw reason
    case .members(let members):
      var object = ExpressionObject()
      for (name, outcome) in members.sorted(by: { $0.key < $1.key }) {
        switch outcome {
        case .value(let value): object.append(name, value)
        case .unresolved(let reason): throw reason
        }
      }
      return .object(object)
    }
  }
}

extension Expression.Comparison {
  /// Compares as GitHub does: of different kinds both become numbers, texts are compared in any case.
  func holds(_ left: ExpressionValue, _ right: ExpressionValue) -> Bool {
    switch self {
    case .equal: Self.areEqual(left, right)
    case .notEqual: !Self.areEqual(left, right)
    case .less: Self.isLess(left, right)
    case .lessOrEqual: Self.areEqual(left, right) || Self.isLess(left, right)
    case .greater: Self.isLess(right, left)
    case .greaterOrEqual: Self.areEqual(left, right) || Self.isLess(right, left)
    }
  }

  static func areEqual(_ left: ExpressionValue, _ right: ExpressionValue) -> Bool {
    switch coerced(left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): ExpressionText.areEqual(left, right)
    default: false  // Two arrays or objects are equal only if they are the same one.
    }
  }

  private static func isLess(_ left: ExpressionValue, _ right: ExpressionValue) -> Bool {
    switch coerced(left, right) {
    case (.bool(let left), .bool(let right)): !left && right
    case (.number(let left), .number(let right)): left < right
    case (.string(let left), .string(let right)):
      ExpressionText.folded(left).utf16.lexicographicallyPrecedes(ExpressionText.folded(right).utf16)
    default: false
    }
  }

  private static func coerced(
    _ left: ExpressionValue, _ right: ExpressionValue
  ) -> (ExpressionValue, ExpressionValue) {
    switch (left, right) {
    case (.null, .null), (.bool, .bool), (.number, .number), (.string, .string): (left, right)
    case (.number, .string): (left, .number(right.number))
    case (.string, .number): (.number(left.number), right)
    case (.null, _), (.bool, _): coerced(.number(left.number), right)
    case (_, .null), (_, .bool): coerced(left, .number(right.number))
    default: (left, right)
    }
  }
}
