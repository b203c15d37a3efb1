/// pre-commit: the environments of its hooks, keyed by its configuration and the version of Python.
struct PreCommitProfile: CacheProfile {
  let tool = CacheTool.preCommit
  let title = "pre-commit"
  let keeps = "the environments of pre-commit's hooks (`~/.cache/pre-commit`)"
  let weight = 50
  let packagedCaches = [PackagedCache(name: "pre-commit/action")]
  let pathMarks = ["pre-commit", "pre_commit"]
  let keyMarks = ["pre-commit", "pre_commit"]
  let setupWords = ["precommit"]
  let programs = runners.union(["pre-commit", "pre_commit"])

  func mover(of path: CachePath) -> CacheMover? { CacheMover("PRE_COMMIT_HOME") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    switch verb(of: command) {
    case "run", "install-hooks": return use(command, at: place)
    case "install": return command.has("--install-hooks", "--install") ? use(command, at: place) : nil
    default: return nil
    }
  }

  /// What pre-commit is told to do, also where another program runs it from an environment.
  private func verb(of command: ShellCommand) -> String? {
    if command.name.isPreCommit { return command.operands().first }
    guard Self.runners.contains(command.name),
      let program = command.arguments.lastIndex(where: \.isPreCommit)
    else { return nil }
    return command.arguments[(program + 1)...].first { !$0.hasPrefix("-") }
  }

  func use(of packaged: PackagedStep, at place: Int, in job: JobScan) -> ToolUse? {
    guard packaged.name == "pre-commit/action" else { return nil }
    return ToolUse(place: place, directory: "", text: packaged.name)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let file = configuration(of: uses[0], from: folder, in: job) else {
      return job.missing(".pre-commit-config.yaml", for: uses[0])
    }
    let environment = job.step(uses[0].place).environment
    let home = environment["PRE_COMMIT_HOME"] ?? environment["XDG_CACHE_HOME"].map { $0 + "/pre-commit" }
    let path = home ?? "~/.cache/pre-commit"
    guard !path.contains("$") else {
      return .unknown("where pre-commit keeps its environments is known only to a run")
    }
    var cache = MissingCache(keyFiles: [file], paths: [CachePath(path)])
    cache.keyParts = job.versionAxes(of: ["actions/setup-python"], before: uses[0].place)
    cache.adviceOnly = job.containerAdvice
    return .missing(cache)
  }

  private func configuration(of use: ToolUse, from folder: String, in job: JobScan) -> String? {
    if let chosen = use.command?.values(of: "--config", "-c").first {
      let path = RepositoryPath.joining(folder, chosen)
      return path.flatMap { job.repository.exists($0) ? $0 : nil }
    }
    return job.nearest([".pre-commit-config.yaml"], from: folder)
  }

  /// Programs that run pre-commit from an environment.
  private static let runners: Set<String> = ["uv", "uvx", "poetry", "pdm", "hatch", "pipenv", "pipx", "rye"]
}

extension String {
  fileprivate var isPreCommit: Bool { self == "pre-commit" || self == "pre_commit" }
}
