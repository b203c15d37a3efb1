internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML
internal import Synchronization

/// The values that the texts of one element (a job, a command, an executor, an invocation) may refer to.
final class Scope: Sendable {
  /// A value given to a parameter.
  enum Value: Sendable {
    /// Written at a node, whose own templates mean another scope.
    case written(YAMLNode, in: Scope)
    /// Differs from row to row, or is given by nobody: templates stay as they are written.
    case open
  }

  /// The element's parameters.
  let parameters: [String: Value]
  /// Values of the invocation's matrix.
  let matrix: [String: Value]
  /// The pipeline's parameters with their defaults.
  let pipeline: [String: Value]
  /// Whether templates mean anything: not in configs of version 2.
  let hasTemplates: Bool
  /// Shared by all scopes of a config.
  private let counter: TemplateCounter

  /// The scope of a whole config.
  convenience init(pipeline: [String: Value] = [:], hasTemplates: Bool = true) {
    self.init(
      parameters: [:], matrix: [:], pipeline: pipeline, hasTemplates: hasTemplates, TemplateCounter())
  }

  private init(
    parameters: [String: Value], matrix: [String: Value], pipeline: [String: Value], hasTemplates: Bool,
    _ counter: TemplateCounter
  ) {
    self.counter = counter
    self.parameters = parameters
    self.matrix = matrix
    self.pipeline = pipeline
    self.hasTemplates = hasTemplates
  }

  /// The same pipeline with other parameters, and no matrix.
  func with(parameters: [String: Value]) -> Scope {
    Scope(
      parameters: parameters, matrix: [:], pipeline: pipeline, hasTemplates: hasTemplates, counter)
  }

  /// The same pipeline with a matrix's values.
  func with(matrix: [String: Value]) -> Scope {
    Scope(parameters: [:], matrix: matrix, pipeline: pipeline, hasTemplates: hasTemplates, counter)
  }

  /// The scope of an element that declares parameters: each has the argument's value, else its default.
  func entering(_ element: YAMLNode, arguments: YAMLNode?, overriding: [String: Value] = [:]) -> Scope {
    var values: [String: Value] = [:]
    for declaration in element.value("parameters")?.effectiveEntries ?? [] {
      let name = declaration.key.text
      if let given = overriding[name] {
        values[name] = given
      } else if let argument = arguments?[name] {
        values[name] = .written(argument, in: self)
      } else if let standard = declaration.value["default"] {
        values[name] = .written(standard, in: with(parameters: [:]))
      } else {
        values[name] = .open
      }
    }
    return with(parameters: values)
  }

  // MARK: - Values

  /// A text with its templates replaced, as far as the files tell.
  struct Filled: Sendable {
    /// The text; templates that only a pipeline knows stay in it.
    var text: String
    /// Whether no template is left.
    var isComplete = true
    /// The scalar in which all of the text but ``prefix`` and ``suffix`` is written.
    var source: YAMLNode?
    /// What stands around the one template that gives the text.
    var prefix = ""
    /// See ``prefix``.
    var suffix = ""
    /// The templates that were followed to ``source``.
    var trail: [Link] = []

    /// A template that was followed.
    struct Link: Hashable, Sendable {
      var reference: Template.Reference
      /// The scalar that holds it.
      var node: YAMLNode
    }
  }

  /// Parameters handed on more often than this lead nowhere.
  private static let deepest = 24
  /// How many bytes templates may bring into one text.
  private static let allowance = 200_000

  /// The text of a scalar; `nil` for anything else.
  ///
  /// - Parameter usingDefaults: Whether pipeline parameters have their defaults' values, as for ordinary pushes.
  func fill(_ node: YAMLNode, usingDefaults: Bool = true) -> Filled? {
    var left = Self.allowance
    return fill(node, usingDefaults, depth: 0, &left)
  }

  /// The text with its templates replaced.
  func fill(_ text: String, usingDefaults: Bool = true) -> Filled {
    var left = Self.allowance
    return fill(text, at: nil, usingDefaults, depth: 0, &left)
  }

  private func fill(_ node: YAMLNode, _ usingDefaults: Bool, depth: Int, _ left: inout Int) -> Filled? {
    let node = node.resolved
    guard node.kind == .scalar else { return nil }
    return fill(node.isNull ? "" : node.text, at: node, usingDefaults, depth: depth, &left)
  }

  private func fill(
    _ text: String, at node: YAMLNode?, _ usingDefaults: Bool, depth: Int, _ left: inout Int
  ) -> Filled {
    guard hasTemplates, Template.isIn(text) else { return Filled(text: text, source: node) }
    let pieces = Template(text).pieces
    var filled = Filled(text: "")
    var inner: Filled?
    var templates = 0
    for piece in pieces {
      switch piece {
      case .literal(let literal): filled.text += literal
      case .computed(let raw):
        templates += 1
        filled.text += raw
        filled.isComplete = false
      case .reference(let reference, let raw):
        templates += 1
        guard depth < Self.deepest, left > 0,
          let value = value(of: reference, usingDefaults, depth: depth, &left)
        else {
          filled.text += raw
          filled.isComplete = false
          continue
        }
        if templates == 1, let source = value.source, let node {
          inner = value
          filled.source = source
          filled.prefix = filled.text + value.prefix
          filled.trail = [Filled.Link(reference: reference, node: node)] + value.trail
        }
        filled.text += value.text
        filled.isComplete = filled.isComplete && value.isComplete
      }
    }
    guard templates == 1, let inner, filled.isComplete else {
      filled.source = templates == 0 ? node : nil
      filled.prefix = ""
      filled.trail = []
      return filled
    }
    let core = filled.text.utf8.count - filled.prefix.utf8.count
    let rest = inner.text.utf8.count - inner.prefix.utf8.count - inner.suffix.utf8.count
    filled.suffix = String(decoding: filled.text.utf8.suffix(max(0, core - rest)), as: UTF8.self)
    return filled
  }

  /// What a reference gives; `nil` also for more than the text or the config may take.
  private func value(
    of reference: Template.Reference, _ usingDefaults: Bool, depth: Int, _ left: inout Int
  ) -> Filled? {
    guard counter.count(), case .written(let node, let scope)? = value(of: reference, usingDefaults),
      let value = scope.fill(node, usingDefaults, depth: depth + 1, &left)
    else { return nil }
    left -= value.text.utf8.count
    return left >= 0 ? value : nil
  }

  private func value(of reference: Template.Reference, _ usingDefaults: Bool) -> Value? {
    switch reference {
    case .parameter(let name): parameters[name]
    case .matrix(let name): matrix[name]
    case .pipelineParameter(let name): usingDefaults ? pipeline[name] : nil
    }
  }

  /// The node that a scalar stands for if it is one whole reference, with the scope of that node's templates; the
  /// node itself otherwise.
  func destination(of node: YAMLNode) -> (node: YAMLNode, scope: Scope) {
    var node = node.resolved
    var scope = self
    for _ in 0..<Self.deepest {
      guard scope.hasTemplates, node.kind == .scalar, Template.isIn(node.text) else { break }
      let pieces = Template(node.text).pieces
      guard pieces.count == 1, case .reference(let reference, _) = pieces[0],
        case .written(let next, let home)? = scope.value(of: reference, true)
      else { break }
      node = next.resolved
      scope = home
    }
    return (node, scope)
  }
}

/// Counts the templates that are followed in a config: a few commands that hand their parameters on several times each
/// ask for more than anyone can follow.
private final class TemplateCounter: Sendable {
  private let left = Mutex(1_000_000)

  /// Whether one more may be followed.
  func count() -> Bool {
    left.withLock { left in
      left = max(left - 1, -1)
      return left >= 0
    }
  }
}
