/// uv: its cache, keyed by `uv.lock` or by requirement files.
struct UvProfile: CacheProfile {
  let tool = CacheTool.uv
  let title = "uv"
  let keeps = "uv's cache (`~/.cache/uv`)"
  let weight = 52
  let packagedCaches = [
    PackagedCache(name: "astral-sh/setup-uv", input: "enable-cache", since: 1, onSince: 5, isPreferred: true),
    PackagedCache(name: "yezz123/setup-uv", input: "uv-cache"),
    PackagedCache(name: "hynek/setup-cached-uv"),
    PackagedCache(name: "drivendataorg/setup-python-uv-action", input: "cache-packages", onSince: 0),
    PackagedCache(name: "prefix-dev/setup-pixi", input: "cache", onSince: 0),
  ]
  let pathMarks = ["cache/uv", "uv-cache", "/uv", "uv_cache", ".venv", "venv"]
  let keyMarks = ["uv.lock", "-uv-", "uv-"]
  let locationQueries = [["uv", "cache", "dir"]]
  let setupWords = ["python", "uv", "py"]
  let programs: Set = ["uv"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("UV_CACHE_DIR") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("--no-cache", "-n", "--offline") else { return nil }
    let operands = command.operands(valued: Self.valued)
    switch operands.first {
    case "sync": guard !command.has("--check", "--dry-run") else { return nil }
    case "run": guard !command.has("--no-project"), !command.has("--no-sync") else { return nil }
    case "pip":
      guard ["install", "sync"].contains(operands.dropFirst().first ?? "") else { return nil }
      guard operands.dropFirst().first == "sync" || namesFiles(command) else { return nil }
    default: return nil
    }
    return use(command, at: place, folder: command.values(of: "--directory", "--project").first)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    let keyFiles = self.keyFiles(of: uses, from: folder, in: job)
    guard !keyFiles.isEmpty else { return job.missing("uv.lock or requirement file", for: uses[0]) }
    let paths = [
      CachePath("~/.cache/uv", os: "linux"), CachePath("~/.cache/uv", os: "macos"),
      CachePath("~/AppData/Local/uv/cache", os: "windows"),
    ]
    var cache = MissingCache(
      keyFiles: keyFiles, paths: paths, setup: job.setup(of: self, before: uses[0].place))
    cache.keyParts = job.versionAxes(
      of: ["actions/setup-python", "astral-sh/setup-uv"], before: uses[0].place)
    return .missing(cache)
  }

  private func namesFiles(_ command: ShellCommand) -> Bool {
    let wanted = PythonRequirements(command.arguments.dropFirst(2))
    return !wanted.files.isEmpty || !wanted.projects.isEmpty
  }

  private func keyFiles(of uses: [ToolUse], from folder: String, in job: JobScan) -> [String] {
    let isProject = uses.contains { $0.command?.arguments.first != "pip" }
    if isProject, let lockfile = job.nearest(["uv.lock"], from: folder) { return [lockfile] }
    var found: Set<String> = []
    for command in uses.compactMap(\.command) where command.arguments.first == "pip" {
      let words = command.arguments.dropFirst(2)
      let wanted =
        command.arguments.dropFirst().first == "sync"
        ? ["-r"] + words.filter { !$0.hasPrefix("-") } : Array(words)
      found.formUnion(PythonRequirements(wanted).keyFiles(from: folder, in: job))
    }
    return found.sorted()
  }

  private static let valued: Set<String> = [
    "--directory", "--project", "--python", "-p", "--extra", "--group", "--with", "--package", "--index-url",
    "--only-group", "--no-group", "--config-file", "--cache-dir", "--link-mode", "--color",
  ]
}
