internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

/// One use of `inject`: which platform, which file, which way, and what is to be done.
struct Injection {
  private let command: InjectCommand
  private let environment: [String: String]
  private let adapter: any CIAdapter
  private let way: InjectionWay
  private let scene: RunScene

  /// - Throws: ``EngineError`` if platform or way are not known.
  init(_ command: InjectCommand, _ environment: [String: String]) throws {
    self.command = command
    self.environment = environment
    let job = Wiring.jobEnvironment
    guard let adapter = try Self.adapter(command, job) else {
      throw EngineError(
        code: "unknown-platform",
        message: "This is no job of a CI platform, so name the platform with --platform.")
    }
    self.adapter = adapter
    let ways = type(of: adapter).injectionWays
    guard let way = command.way.map({ name in ways.first { $0.id.description == name } }) ?? ways.first else {
      let names = ways.map(\.id.description).joined(separator: ", ")
      throw EngineError(
        code: "unknown-way",
        message:
          "\(type(of: adapter).displayName) knows no way called \(command.way ?? ""); it knows \(names).")
    }
    self.way = way
    scene = RunScene(
      variables: EnvironmentVariables(environment), job: job, output: command.output,
      api: adapter.apiURL(of: job?.run.source, environment: environment))
  }

  private static func adapter(_ command: InjectCommand, _ job: JobEnvironment?) throws -> (any CIAdapter)? {
    if let platform = command.look.platform { return Wiring.registry[Platform(rawValue: platform)] }
    if let job { return Wiring.registry[job.run.platform] }
    let finding = RepositoryFinder(Wiring.registry).find(
      command.look.request.paths, platform: nil, isRecursive: false)
    let platforms = Set(finding.repositories.flatMap(\.pipelines).map(\.platform))
    return platforms.count == 1 ? platforms.first.flatMap { Wiring.registry[$0] } : nil
  }

  /// Whether the run ends here unless the way is gone.
  var isVital: Bool { way.isVital }

  /// Whether the way hands a pipeline's text on.
  var needsFile: Bool { way.needsFile }

  /// Whether the user switched it off by a variable.
  var isOff: Bool { RunSpeech.isOff(environment) }

  private var platform: Platform { type(of: adapter).platform }

  // MARK: - The plan

  /// The plan, and what keeps it from moving anything.
  func plan() -> (RunPlan, (any Error)?) {
    let source = RunSource(command.look)
    let own = command.pipeline ?? scene.job?.details.pipeline
    let isNamed = command.pipeline != nil
    if let missing { return (unmoved, missing) }
    guard !isOff else {
      return (source.unmoved(own, isNamed: isNamed, on: platform) ?? unmoved, nil)
    }
    do {
      return (try source.plan(for: own, isNamed: isNamed, on: platform), nil)
    } catch {
      let reason = (error as? EngineFailure)?.errors.first
      return (source.unmoved(own, isNamed: isNamed, on: platform) ?? unmoved, reason ?? error)
    }
  }

  /// What is wrong with a file that the user names and that is not there.
  private var missing: EngineError? {
    let disk = FileManager.default
    guard way.needsFile, let path = command.look.path.first(where: { !disk.fileExists(atPath: $0) }) else {
      return nil
    }
    return EngineError(code: "not-found", message: "There is no \(path).")
  }

  /// A plan that leaves everything as it is.
  private var unmoved: RunPlan {
    let path = command.pipeline ?? command.look.path.first
    guard let path, let bytes = try? LocalDisk.contents(ofFileOrPipe: path, limit: 64 << 20) else {
      return RunPlan()
    }
    return RunPlan(pipeline: path, files: [RunPlan.File(path: path, before: bytes, after: bytes)])
  }

  // MARK: - Carrying out

  func carryOut(_ plan: RunPlan) throws {
    let instructions = try adapter.instructions(for: plan, by: way.id, in: scene)
    try InstructionRunner(adapter).run(instructions)
  }

  /// Leaves the pipeline's own sizes in force after a failure: what stands behind us in a pipe, or reads a file of ours, needs
  /// something to take.
  func leave() throws {
    let instructions = try adapter.instructions(for: unmoved, by: way.id, in: scene)
    try InstructionRunner(adapter).run(way.needsFile ? instructions : instructions.filter(\.isLocal))
  }
}
