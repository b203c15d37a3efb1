internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Turns the pipelines of a file into jobs.
struct PipelineReader {
  private let file: DroneFile
  private let repository: String
  private(set) var jobs: [JobDefinition] = []
  private(set) var problems: [PipelineProblem]
  private var allowance = ReadingAllowance()

  init(_ file: DroneFile, repository: String) {
    self.file = file
    self.repository = repository
    problems = file.faults + file.remarks
  }

  mutating func read() {
    var names: Set<String> = []
    for root in file.pipelines {
      let pipeline = Pipeline(path: file.path, root: root)
      guard names.insert(pipeline.name).inserted else {
        problem(
          pipeline, .error, "duplicate-name",
          "another pipeline of the file is called '\(pipeline.name.short)' too, and Drone refuses that; "
            + "this one is left out")
        continue
      }
      for need in pipeline.needs where !names.contains(need) || need == pipeline.name {
        problem(
          pipeline, .warning, "unknown-dependency",
          "`depends_on` names '\(need.short)', which no pipeline above is called; Drone refuses that")
      }
      read(pipeline)
      guard !allowance.isSpent else {
        problems.append(.tooMuch(at: pipeline.position))
        break
      }
    }
    guard let signature = file.signature, !jobs.isEmpty else { return }
    problems.append(
      .at(
        signature, in: file.path, .note, "signed-file",
        "the file is signed: after any edit, even of a comment, sign it anew with `drone sign \(repositoryName) --save`"
      ))
  }

  private var repositoryName: String { repository.isEmpty ? "owner/name" : repository }

  private mutating func read(_ pipeline: Pipeline) {
    let machine = Machine(of: pipeline)
    problems += machine.problems
    let steps = StepReader(pipeline, &allowance)
    problems += steps.problems
    guard !steps.isIncomplete else { return }
    let signs = JobSigns(of: pipeline, steps: steps.steps, in: file)
    let row = JobRow(
      matrix: [:], variant: JobVariant(), name: pipeline.name, runner: machine.request)
    var job = JobDefinition(
      key: JobKey(
        platform: .drone, repository: repository, pipeline: file.path, job: pipeline.name),
      name: pipeline.name, position: pipeline.position, rows: [row], steps: steps.steps,
      container: steps.image, needs: pipeline.needs, events: TriggerEvents(pipeline.root["trigger"]).names,
      traits: signs.traits, signs: signs.signs)
    let isCloned = pipeline.root["clone"]?["disable"]?.resolved.scalar != .bool(true)
    job.checkout = isCloned ? .platform : .steps
    job.cacheReach = pipeline.hasContainers ? .workspace : .machine
    job.caches = CacheReader(pipeline).declared
    if allowance.take(job) { jobs.append(job) }
  }

  private mutating func problem(
    _ pipeline: Pipeline, _ severity: PipelineProblem.Severity, _ code: String, _ message: String
  ) {
    problems.append(
      PipelineProblem(severity: severity, code: code, message: message, position: pipeline.position))
  }
}

/// The events that start a pipeline.
struct TriggerEvents {
  let names: [String]

  private static let all = ["push", "pull_request", "tag", "promote", "rollback", "cron", "custom"]

  init(_ trigger: YAMLNode?) {
    guard let event = trigger?["event"], !event.isNull else {
      names = Self.all
      return
    }
    guard event.resolved.kind == .mapping else {
      names = event.texts
      return
    }
    let included = event["include"]?.texts ?? []
    let excluded = Set(event["exclude"]?.texts ?? [])
    names = (included.isEmpty ? Self.all : included).filter { !excluded.contains($0) }
  }
}
