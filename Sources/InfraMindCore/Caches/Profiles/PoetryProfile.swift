/// Poetry: downloads and wheels, keyed by `poetry.lock`.
struct PoetryProfile: CacheProfile {
  let tool = CacheTool.poetry
  let title = "Poetry"
  let keeps = "Poetry's downloads and environments (`~/.cache/pypoetry`)"
  let weight = 56
  let packagedCaches = [
    PackagedCache(
      name: "actions/setup-python", input: "cache", values: ["poetry"], since: 3, isPreferred: true,
      beforeCheckout: "finds no file to key its cache by and fails the job"),
    PackagedCache(name: "packetcoders/action-setup-cache-python-poetry"),
  ]
  let pathMarks = ["pypoetry", ".venv", "venv", "virtualenv", "poetry", "site-packages"]
  let keyMarks = ["poetry"]
  let locationQueries = [["poetry", "config", "cache-dir"], ["poetry", "env", "info"]]
  let setupWords = ["python", "poetry", "py"]
  let programs: Set = ["poetry"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("POETRY_CACHE_DIR") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("--dry-run", "--no-cache") else { return nil }
    let operands = command.operands(valued: [
      "-C", "--directory", "--project", "--with", "--only", "--extras", "-E", "--without",
    ])
    guard let verb = operands.first, ["install", "sync", "update"].contains(verb) else { return nil }
    return use(command, at: place, folder: command.values(of: "-C", "--directory", "--project").first)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let lockfile = job.nearest(["poetry.lock"], from: folder) else {
      return job.missing("poetry.lock", for: uses[0])
    }
    let paths = [
      CachePath("~/.cache/pypoetry", os: "linux"), CachePath("~/Library/Caches/pypoetry", os: "macos"),
      CachePath("~/AppData/Local/pypoetry/Cache", os: "windows"),
    ]
    var cache = MissingCache(keyFiles: [lockfile], paths: paths)
    cache.setup = job.setup(of: self, before: uses[0].place).flatMap {
      isReady(before: $0, in: job) ? $0 : nil
    }
    cache.keyParts = job.versionAxes(of: ["actions/setup-python"], before: uses[0].place)
    return .missing(cache)
  }

  /// Whether Poetry is there before a step: setup-python asks it for its folders and fails without it.
  private func isReady(before place: Int, in job: JobScan) -> Bool {
    let isSetUp = job.packaged.contains { $0.place < place && $0.step.name.containsBytes(of: "poetry") }
    return isSetUp
      || job.commands.contains { other, command in
        other < place && command.arguments.contains { $0.containsBytes(of: "poetry") }
      }
  }
}
