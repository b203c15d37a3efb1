/// conda and its kin: packages, keyed by the environment's file.
struct CondaProfile: CacheProfile {
  let tool = CacheTool.conda
  let title = "conda"
  let keeps = "conda's packages"
  let weight = 65
  let packagedCaches = [
    PackagedCache(name: "mamba-org/setup-micromamba", input: "cache-environment", isPreferred: true),
    PackagedCache(name: "mamba-org/setup-micromamba", input: "cache-downloads"),
    PackagedCache(name: "mamba-org/provision-with-micromamba", input: "cache-env"),
    PackagedCache(name: "mamba-org/provision-with-micromamba", input: "cache-downloads"),
    PackagedCache(name: "prefix-dev/setup-pixi", input: "cache", onSince: 0),
  ]
  let pathMarks = ["conda", "mamba", "/pkgs", "/envs"]
  let keyMarks = ["environment.y", "conda", "mamba"]
  let locationQueries = [["conda", "info"]]
  let setupWords = ["conda", "mamba", "micromamba", "python"]
  let programs: Set = ["conda", "mamba", "micromamba"]

  func use(of packaged: PackagedStep, at place: Int, in job: JobScan) -> ToolUse? {
    guard Self.setups.contains(packaged.name) else { return nil }
    guard let file = packaged.inputs["environment-file"], !file.isEmpty, file != "false" else { return nil }
    var use = ToolUse(place: place, directory: "", text: "\(packaged.name) with \(file)")
    use.isDecisive = RepositoryPath.joining("", file) != nil
    return use
  }

  func mover(of path: CachePath) -> CacheMover? { CacheMover("CONDA_PKGS_DIRS") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    let operands = command.operands(valued: [
      "-n", "--name", "-p", "--prefix", "-f", "--file", "-c", "--channel",
    ])
    let installs = operands.starts(with: ["env"]) ? operands.dropFirst().first ?? "" : operands.first ?? ""
    guard ["create", "update", "install"].contains(installs), file(of: command) != nil else { return nil }
    return use(command, at: place)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    var keyFiles: Set<String> = []
    for use in uses {
      guard let file = file(of: use, in: job) else { continue }
      guard let folder = use.directory else { return unknownFolder(use) }
      if let path = RepositoryPath.joining(folder, file), job.repository.exists(path) {
        keyFiles.insert(path)
      }
    }
    guard !keyFiles.isEmpty else { return job.missing("environment file", for: uses[0]) }
    var cache = MissingCache(keyFiles: Array(keyFiles), paths: [CachePath("~/conda_pkgs_dir")])
    if case .use(let step) = job.step(uses[0].place).work {
      if step.name == "mamba-org/setup-micromamba" { cache.setup = uses[0].place }
      if let folder = step.inputs["pkgs-dirs"] { cache.paths = [CachePath(folder)] }
      let isReady = cache.setup != nil || step.inputs["pkgs-dirs"] != nil
      if !isReady { cache.adviceOnly = Self.advice }
    } else {
      cache.adviceOnly = Self.advice
    }
    cache.keyParts = job.versionAxes(of: Self.setups, before: uses[0].place + 1)
    return .missing(cache)
  }

  private func file(of use: ToolUse, in job: JobScan) -> String? {
    if let command = use.command { return file(of: command) }
    guard case .use(let step) = job.step(use.place).work else { return nil }
    return step.inputs["environment-file"]
  }

  private func file(of command: ShellCommand) -> String? { command.values(of: "-f", "--file").first }

  private static let advice =
    "Tell conda where to keep its packages first (`pkgs-dirs: ~/conda_pkgs_dir` of setup-miniconda), "
    + "then keep that folder."
  private static let setups = [
    "conda-incubator/setup-miniconda", "mamba-org/setup-micromamba", "mamba-org/provision-with-micromamba",
  ]
}
