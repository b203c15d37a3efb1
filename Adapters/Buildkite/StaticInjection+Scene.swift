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
    let key = suggestion.job.withoutVariant
    let pipeline = read(key.pipeline, key.repository)
    guard let stream = pipeline.stream else { throw .unreadable(key.pipeline, at: suggestion.position) }
    try stream.refuseBroken(at: suggestion.position)
    if let header = pipeline.generatedHeader {
      throw .generated(header, of: key.pipeline, source: stream.source)
    }
    if let mark = pipeline.templateMark {
      throw RefusedEdit(
        "template-file",
        "\(key.pipeline) is a template that a program fills in, so what is uploaded is not what stands here",
        at: mark)
    }
    guard let place = places[key] else {
      throw .outdated("the step '\(key.job)'", in: key.pipeline, at: suggestion.position)
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
    try step.item.refuseAlias("the step")
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
