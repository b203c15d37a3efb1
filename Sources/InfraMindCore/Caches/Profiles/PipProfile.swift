/// pip: wheels and downloads, keyed by the requirement files or manifests that a command names.
struct PipProfile: CacheProfile {
  let tool = CacheTool.pip
  let title = "pip"
  let keeps = "pip's downloads and wheels (`~/.cache/pip`)"
  let weight = 55
  let packagedCaches = [
    PackagedCache(
      name: "actions/setup-python", input: "cache", values: ["pip"], since: 2, isPreferred: true,
      beforeCheckout: "finds no file to key its cache by and fails the job"),
    PackagedCache(name: "buildjet/setup-python", input: "cache", values: ["pip"]),
    PackagedCache(name: "useblacksmith/setup-python", input: "cache", values: ["pip"]),
  ]
  let pathMarks = [
    ".cache/pip", "pip/cache", "caches/pip", "site-packages", "venv", "pythonlocation", "virtualenv",
  ]
  let keyMarks = ["requirements", "-pip-", "pip-", "setup.py", "pyproject.toml"]
  let locationQueries = [["pip", "cache", "dir"]]
  let setupWords = ["python", "pip", "py", "venv"]
  let programs: Set = ["pip", "pip-sync"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("PIP_CACHE_DIR") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    if command.name == "pip-sync" { return use(command, at: place) }
    guard let verb = command.arguments.firstIndex(where: { !$0.hasPrefix("-") }),
      ["install", "wheel", "download"].contains(command.arguments[verb])
    else { return nil }
    let wanted = PythonRequirements(command.arguments[(verb + 1)...])
    let isUpgrade = wanted.names.allSatisfy { Self.tools.contains(String($0.prefix { $0.isLetter })) }
    if wanted.files.isEmpty, wanted.projects.isEmpty, isUpgrade { return nil }
    var found = use(command, at: place)
    found.isDecisive = !wanted.files.isEmpty || !wanted.projects.isEmpty
    return found
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    if let use = uses.first(where: { refusesCache($0, in: job) }) {
      return .unwise("`\(use.text)` is told not to cache")
    }
    let decisive = uses.filter(\.isDecisive)
    guard let first = decisive.first else {
      return .unwise("`\(uses[0].text)` installs packages by name, so no file of the checkout keys a cache")
    }
    guard let folder = first.directory else { return unknownFolder(first) }
    let keyFiles = Set(decisive.flatMap { self.keyFiles(of: $0, from: folder, in: job) })
    guard !keyFiles.isEmpty else {
      return job.missing("requirement file or manifest with dependencies", for: first)
    }
    let paths = [
      CachePath("~/.cache/pip", os: "linux"), CachePath("~/Library/Caches/pip", os: "macos"),
      CachePath("~/AppData/Local/pip/Cache", os: "windows"),
    ]
    var cache = MissingCache(
      keyFiles: Array(keyFiles), paths: paths, setup: job.setup(of: self, before: uses[0].place))
    cache.keyParts = job.versionAxes(of: ["actions/setup-python"], before: first.place)
    cache.adviceOnly = job.containerAdvice
    return .missing(cache)
  }

  private func keyFiles(of use: ToolUse, from folder: String, in job: JobScan) -> [String] {
    guard let command = use.command else { return [] }
    let words =
      command.name == "pip-sync" ? ["-r"] + command.operands() : Array(command.arguments.dropFirst())
    let wanted = command.name == "pip-sync" && words.count == 1 ? ["-r", "requirements.txt"] : words
    return PythonRequirements(wanted).keyFiles(from: folder, in: job)
  }

  private func refusesCache(_ use: ToolUse, in job: JobScan) -> Bool {
    let environment = job.step(use.place).environment
    return use.command?.has("--no-cache-dir") == true
      || environment["PIP_NO_CACHE_DIR"].map { $0 != "0" } ?? false
  }

  /// What every environment has; bringing it up to date is no installation worth a cache.
  private static let tools: Set<String> = [
    "pip", "setuptools", "wheel", "build", "twine", "virtualenv", "poetry", "uv",
  ]
}

extension JobScan {
  /// Why a folder below the home folder is not written into a job that runs in a container: the tool's home
  /// there may be another one than the platform's. `nil` for jobs on the machine itself.
  var containerAdvice: String? {
    guard definition.cacheReach == .machine else { return nil }
    return definition.container.map {
      "The job runs in the container \($0), where the home folder may not be the one that a cache step uses: "
        + "check the tool's own answer first."
    }
  }
}
