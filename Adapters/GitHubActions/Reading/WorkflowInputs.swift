internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension WorkflowTriggers {
  /// The inputs of a run that no job called: those that a person or an unknown caller gives are not known.
  ///
  /// A default of `workflow_call` counts if no workflow at hand calls this one.
  var ownInputs: ExpressionScope.Context {
    var members: [String: ExpressionOutcome] = [:]
    for name in dispatchInputs {
      members[name] = .unresolved(
        .context("inputs.\(name)", "is given by the person who starts the workflow"))
    }
    guard isCalledOnly else { return .members(members) }
    for (name, input) in callInputs {
      members[name] = input.standardValue ?? .unresolved(.context("inputs.\(name)", "is given by the caller"))
    }
    return .members(members)
  }

  /// The inputs of a run that a job called.
  ///
  /// - Parameters:
  ///   - node: The calling job's `with`.
  ///   - scope: What is known in the calling job's row.
  func inputs(given node: YAMLNode?, in scope: ExpressionScope) -> ExpressionScope.Context {
    var given: [String: YAMLNode] = [:]
    for entry in (node?.resolved).map({ Array($0.entries) }) ?? [] where entry.isInForce {
      given[entry.key.resolved.text.lowercased()] = entry.value
    }
    var members: [String: ExpressionOutcome] = [:]
    for (name, input) in callInputs {
      if let value = given[name] {
        members[name] = input.typed(value.outcome(in: scope))
      } else if let standard = input.standardValue {
        members[name] = standard
      } else if input.isRequired {
        members[name] = .unresolved(.context("inputs.\(name)", "is required but not given by the caller"))
      } else {
        members[name] = .value(input.zero)
      }
    }
    return .members(members)
  }
}

extension WorkflowTriggers.Input {
  /// The default's value; `nil` without one.
  fileprivate var standardValue: ExpressionOutcome? {
    guard let standard, !standard.isNull else { return nil }
    return typed(standard.outcome(in: .empty))
  }

  /// What the input holds if nobody gives it.
  fileprivate var zero: ExpressionValue {
    switch type {
    case "boolean": .bool(false)
    case "number": .number(0)
    default: .string("")
    }
  }

  /// A given value as the declared type has it.
  fileprivate func typed(_ outcome: ExpressionOutcome) -> ExpressionOutcome {
    guard case .value(let value) = outcome else { return outcome }
    switch (type, value) {
    case ("boolean", .bool), ("number", .number), ("string", .string): return outcome
    case ("string", _) where value.isPrimitive: return .value(.string(value.text))
    case ("boolean", .string("true")): return .value(.bool(true))
    case ("boolean", .string("false")): return .value(.bool(false))
    case ("number", .string): return .value(.number(value.number))
    default: return outcome
    }
  }
}

extension YAMLNode {
  /// The node's value with all expressions replaced.
  func outcome(in scope: ExpressionScope) -> ExpressionOutcome {
    var values = WorkflowValues(in: scope)
    do throws(UnresolvedExpression) {
      return .value(try values.value(of: self))
    } catch {
      return .unresolved(error)
    }
  }
}

extension ExpressionScope.Context {
  /// What several contexts agree on.
  static func common(_ contexts: [Self]) -> Self {
    guard var result = contexts.first else { return .members([:]) }
    for context in contexts.dropFirst() where context != result {
      guard case .members(let left) = result, case .members(let right) = context else {
        return .unresolved(.context("inputs", "differs between the callers"))
      }
      result = .members(
        left.merging(right) { first, second in
          first == second ? first : .unresolved(.context("inputs", "differs between the rows of the caller"))
        })
    }
    return result
  }
}

extension ActionFile {
  /// The inputs of a use of the action; all of them are texts.
  func inputs(given node: YAMLNode?, in scope: ExpressionScope) -> ExpressionScope.Context {
    var members: [String: ExpressionOutcome] = [:]
    for (name, standard) in inputs {
      members[name] = standard?.outcome(in: .empty).asText ?? .value(.string(""))
    }
    for entry in (node?.resolved).map({ Array($0.entries) }) ?? [] where entry.isInForce {
      let name = entry.key.resolved.text.lowercased()
      if inputs.keys.contains(name) { members[name] = entry.value.outcome(in: scope).asText }
    }
    return .members(members)
  }
}

extension ExpressionOutcome {
  fileprivate var asText: ExpressionOutcome {
    if case .value(let value) = self { .value(.string(value.text)) } else { self }
  }
}
