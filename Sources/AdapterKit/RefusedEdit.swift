public import InfraMindCore
public import LosslessYAML

/// A refusal on its way to the outcome, for planners that stop at the first thing in the way.
public struct RefusedEdit: Error, Hashable, Sendable {
  /// What becomes the outcome.
  public var refusal: Refusal

  /// Refuses, with a fixed word, one sentence and the place in the way.
  public init(_ code: String, _ sentence: String, at position: SourcePosition) {
    refusal = Refusal(code: code, sentence: sentence, position: position)
  }
}

// MARK: - What every platform refuses

extension RefusedEdit {
  /// The codes of the refusals below and of ``LosslessYAML/YAMLNode/refuseShared(_:)``, each in a sentence:
  /// part of ``AdapterSummary/refuses`` of an adapter that uses them.
  public static let commonCodes = [
    "advice-only": "It needs judgement, so it is given in words.",
    "generated-file": "The file says that it is generated; its source is named if the header tells it.",
    "outdated-suggestion": "The file has changed since the suggestion was made.",
    "shared-anchor": "The value is behind an anchor or a merge key that others share.",
    "unreadable-file": "The file cannot be read, or is no YAML.",
  ]

  /// A suggestion that is for people only.
  public static func adviceOnly(_ reason: String, at position: SourcePosition) -> RefusedEdit {
    RefusedEdit("advice-only", reason, at: position)
  }

  /// A job that is measured by other means than an edit of its file.
  ///
  /// - Parameter way: What to do instead, as a clause.
  public static func measured(otherwise way: String, at position: SourcePosition) -> RefusedEdit {
    .adviceOnly("no step is added here to measure the job: \(way)", at: position)
  }

  /// A file that is not there, too large or no file.
  public static func unreadable(_ path: String, at position: SourcePosition) -> RefusedEdit {
    RefusedEdit("unreadable-file", "\(path.short) cannot be read", at: position)
  }

  /// A file whose header says that a program writes it.
  ///
  /// - Parameter source: The file's bytes, in which the header may name what to edit instead.
  public static func generated(_ header: GeneratedHeader, of path: String, source: [UInt8]) -> RefusedEdit {
    let origin = header.origin(in: source) ?? "what it is generated from"
    return RefusedEdit(
      "generated-file", "\(path) is generated; change \(origin) instead",
      at: SourcePosition(file: path, line: header.line, column: 1))
  }

  /// A job that the file does not define any more.
  ///
  /// - Parameter job: With the platform's word for it, such as `the step 'test'`.
  public static func outdated(_ job: String, in path: String, at position: SourcePosition) -> RefusedEdit {
    RefusedEdit(
      "outdated-suggestion", "\(job) is not in \(path.short) any more; ask for suggestions again",
      at: position)
  }

  /// A cache whose step the job does not have any more.
  public static func outdatedCache(at position: SourcePosition) -> RefusedEdit {
    RefusedEdit(
      "outdated-suggestion",
      "the step that the cache serves is not there any more; ask for suggestions again", at: position)
  }

  /// An alias in the place that should change.
  ///
  /// - Parameter what: What the node is to its job, such as `the machine`.
  public static func sharedAlias(_ alias: YAMLNode, _ what: String) -> RefusedEdit {
    let line = alias.target?.position.line ?? alias.position.line
    return RefusedEdit(
      "shared-anchor", "\(what) is the alias *\(alias.text) of line \(line); give this job a text of its own",
      at: SourcePosition(alias.position))
  }
}

extension YAMLStream {
  /// Refuses a file that is no YAML.
  ///
  /// - Parameter position: For a fault that has no place of its own.
  public func refuseBroken(at position: SourcePosition) throws(RefusedEdit) {
    guard let problem else { return }
    let place = problem.position.map { SourcePosition($0) }
    throw RefusedEdit("unreadable-file", "\(file) is no YAML: \(problem.message)", at: place ?? position)
  }
}
