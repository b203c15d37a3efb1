internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A checkout as the edits see it: each pipeline read once.
struct InjectionScene {
  private let repository: any RepositoryFiles
  private let queues: DeclaredQueues
  private var pipelines: [String: ReadPipeline] = [:]
  private var places: [JobKey: Int] = [:]

  init(_ repository: some RepositoryFiles) {
    self.repository = repository
    queues = DeclaredQueues(in: repository)
  }

  /// A pipeline that was read.
  func pipeline(_ path: String) -> ReadPipeline? { pipelines[path] }

  /// The pipeline of a suggestion's job, and the step's place among its steps.
  mutating func step(for suggestion: Suggestion) throws(RefusedEdit) -> (ReadPipeline, Int) {
    if let reason = suggestion.adviceOnly {
      throw RefusedEdit("advice-only", reason, at: suggestion.position)
    }
    let key = suggestion.job.withoutVariant
    let pipeline = read(key.pipeline, key.repository)
    guard let stream = pipeline.stream else {
      throw RefusedEdit("unreadable-file", "\(key.pipeline) cannot be read", at: suggestion.position)
    }
    if let problem = stream.problem {
      let place = problem.position.map { SourcePosition($0) }
      throw RefusedEdit(
        "unreadable-file", "\(key.pipeline) is no YAML: \(problem.message)", at: place ?? suggestion.position)
    }
    if let header = pipeline.generatedHeader {
      let origin = header.origin(in: stream.source) ?? "what it is generated from"
      throw RefusedEdit(
        "generated-file", "\(key.pipeline) is generated; change \(origin) instead",
        at: SourcePosition(file: key.pipeline, line: header.line, column: 1))
    }
    if let mark = pipeline.templateMark {
      throw RefusedEdit(
        "template-file",
        "\(key.pipeline) is a template that a program fills in, so what is uploaded is not what stands here",
        at: mark)
    }
    guard let place = places[key] else {
      throw RefusedEdit(
        "outdated-suggestion",
        "the step '\(key.job)' is not in \(key.pipeline) any more; ask for suggestions again",
        at: suggestion.position)
    }
    try Self.refuse(pipeline.steps[place])
    return (pipeline, place)
  }

  private static func refuse(_ step: ReadStep) throws(RefusedEdit) {
    if let signature = step.signature {
      throw RefusedEdit(
        "signed-file", "the step carries a signature; change the file that is signed, and sign it anew",
        at: signature.place)
    }
    guard step.item.kind != .alias else {
      throw RefusedEdit(
        "shared-anchor",
        "the step is the alias *\(step.item.text) of line \(step.mapping.position.line); give it a text of its own",
        at: step.item.place)
    }
  }

  private mutating func read(_ path: String, _ repositoryName: String) -> ReadPipeline {
    if let known = pipelines[path] { return known }
    let pipeline = ReadPipeline(path: path, repository: repositoryName, files: repository, queues: queues)
    pipelines[path] = pipeline
    for (place, one) in pipeline.steps.enumerated() where places[one.definition.key] == nil {
      places[one.definition.key] = place
    }
    return pipeline
  }
}
