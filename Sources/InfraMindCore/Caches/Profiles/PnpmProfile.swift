/// pnpm: its store, keyed by the lockfile of the workspace.
struct PnpmProfile: CacheProfile {
  let tool = CacheTool.pnpm
  let title = "pnpm"
  let keeps = "pnpm's store"
  let weight = 58
  let packagedCaches =
    NodeSteps.caches(for: "pnpm") + [
      PackagedCache(name: "pnpm/action-setup", input: "cache"),
      PackagedCache(name: "pnpm/setup", input: "cache"),
    ]
  let pathMarks = ["pnpm", "node_modules"]
  let pathExceptions = ["node_modules/."]
  let keyMarks = ["pnpm-lock", "pnpm"]
  let locationQueries = [["pnpm", "store", "path"], ["pnpm", "config", "get", "store-dir"]]
  let setupWords = ["node", "pnpm", "js", "javascript", "frontend", "web"]
  let programs: Set = ["pnpm"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("npm_config_store_dir") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("-g", "--global", "--offline", "--version") else { return nil }
    let operands = command.operands(valued: [
      "--dir", "-C", "--filter", "-F", "--reporter", "--store-dir", "--prefix",
    ])
    guard operands.count == 1, ["install", "i", "ci"].contains(operands[0]) else { return nil }
    return use(command, at: place, folder: command.values(of: "--dir", "-C", "--prefix").first)
  }

  func use(of packaged: PackagedStep, at place: Int, in job: JobScan) -> ToolUse? {
    guard packaged.name == "pnpm/action-setup", let wanted = packaged.inputs["run_install"] else {
      return nil
    }
    guard !["false", "null", ""].contains(wanted.lowercasedASCII), !wanted.containsBytes(of: "global") else {
      return nil
    }
    return ToolUse(place: place, directory: "", text: "pnpm/action-setup with run_install")
  }

  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? {
    NodeSteps.automaticCache(for: "pnpm", uses: uses, in: job)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let lockfile = job.nearest(["pnpm-lock.yaml"], from: folder) else {
      return job.missing("pnpm-lock.yaml", for: uses[0])
    }
    let paths = [
      CachePath("~/.local/share/pnpm/store", os: "linux"), CachePath("~/Library/pnpm/store", os: "macos"),
      CachePath("~/AppData/Local/pnpm/store", os: "windows"),
    ]
    var cache = MissingCache(keyFiles: [lockfile], paths: paths)
    cache.setup = job.setup(of: self, before: uses[0].place).flatMap {
      isReady(before: $0, in: job) ? $0 : nil
    }
    let isBelowActions = job.packaged.contains { $0.step.name == "pnpm/action-setup" }
    if cache.setup == nil, isBelowActions {
      cache.adviceOnly =
        "pnpm/action-setup moves pnpm's store below its own folder: put it before actions/setup-node and give "
        + "that step `cache: pnpm`."
    }
    return .missing(cache)
  }

  /// Whether pnpm is there before a step: setup-node asks it for its store and fails without it.
  private func isReady(before place: Int, in job: JobScan) -> Bool {
    let isSetUp = job.packaged.contains { $0.place < place && $0.step.name.hasPrefix("pnpm/") }
    return isSetUp
      || job.commands.contains { other, command in
        other < place && (command.begins(["enable"]) || command.arguments.contains("pnpm"))
      }
  }
}
