/// Go: modules and the build cache, keyed by `go.sum`.
struct GoProfile: CacheProfile {
  let tool = CacheTool.go
  let title = "Go"
  let keeps = "Go's modules and compiled packages (`~/go/pkg/mod`, `~/.cache/go-build`)"
  let weight = 70
  let packagedCaches = [
    PackagedCache(
      name: "actions/setup-go", input: "cache", since: 3, onSince: 4, isPreferred: true,
      beforeCheckout: "finds no go.sum and restores nothing"),
    PackagedCache(name: "buildjet/setup-go", input: "cache", onSince: 0),
    PackagedCache(name: "useblacksmith/setup-go", input: "cache", onSince: 0),
    PackagedCache(name: "magnetikonline/action-golang-cache"),
  ]
  let pathMarks = ["go-build", "go/pkg", "pkg/mod", "gocache", "gomodcache", "/go"]
  let pathExceptions = ["go/bin"]
  let keyMarks = ["go.sum", "go.mod", "-go-", "golang"]
  let locationQueries = [["go", "env", "GOCACHE"], ["go", "env", "GOMODCACHE"], ["go", "env", "GOPATH"]]
  let setupWords = ["go", "golang"]
  let programs: Set = ["go", "gotestsum", "ginkgo", "golangci-lint"]

  func mover(of path: CachePath) -> CacheMover? {
    CacheMover(path.path.hasSuffix("/mod") ? "GOMODCACHE" : "GOCACHE")
  }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    switch command.name {
    case "gotestsum", "ginkgo": return use(command, at: place)
    case "golangci-lint": return command.arguments.first == "run" ? use(command, at: place) : nil
    case "go": break
    default: return nil
    }
    let operands = command.operands(valued: [
      "-C", "-o", "-run", "-tags", "-ldflags", "-timeout", "-coverprofile",
    ])
    guard let verb = operands.first, Self.compiles(verb, operands.dropFirst()) else { return nil }
    return use(command, at: place, folder: command.values(of: "-C").first)
  }

  func group(of use: ToolUse, in job: JobScan) -> String? {
    use.directory.map { module(of: $0, in: job) ?? $0 }
  }

  func isEffective(
    _ cache: PackagedCache, _ step: PackagedStep, for uses: [ToolUse], in job: JobScan
  ) -> Bool {
    guard step.name == "actions/setup-go", step.inputs["cache-dependency-path"] == nil else { return true }
    guard !hasRootModule(job) else { return true }
    return uses.allSatisfy { use in
      // In a folder that only a run knows, the module may be any of those below the root.
      guard let folder = use.directory else { return job.repository.paths(matching: "**/go.mod").isEmpty }
      return module(of: folder, in: job) == nil
    }
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let module = module(of: folder, in: job) else {
      return job.missing("go.sum or go.mod", for: uses[0])
    }
    let sum = RepositoryPath.appending("go.sum", to: module)
    let file = job.repository.exists(sum) ? sum : RepositoryPath.appending("go.mod", to: module)
    var cache = MissingCache(keyFiles: [file], paths: Self.paths(in: job.definition.container))
    let setUp = job.lastStep(named: ["actions/setup-go"], before: uses[0].place)
    cache.setup = job.setup(of: self, before: uses[0].place)
    if let setUp, cache.setup == nil, case .on = packagedCaches[0].state(of: setUp.step) {
      cache.setup = setUp.place
      cache.evidence = ["\(setUp.step.name) looks for the module in the root only, and it is in \(module)."]
    }
    cache.keyParts = job.versionAxes(of: ["actions/setup-go"], before: uses[0].place)
    return .missing(cache)
  }

  private func hasRootModule(_ job: JobScan) -> Bool {
    job.checkout.folder.isEmpty && (job.repository.exists("go.sum") || job.repository.exists("go.mod"))
  }

  private func module(of folder: String, in job: JobScan) -> String? {
    job.nearest(["go.mod", "go.sum"], from: folder).flatMap(RepositoryPath.parent)
  }

  private static func paths(in container: String?) -> [CachePath] {
    if container?.containsBytes(of: "golang") == true {
      return [CachePath("/go/pkg/mod"), CachePath("~/.cache/go-build")]
    }
    return [
      CachePath("~/go/pkg/mod"), CachePath("~/.cache/go-build", os: "linux"),
      CachePath("~/Library/Caches/go-build", os: "macos"),
      CachePath("~/AppData/Local/go-build", os: "windows"),
    ]
  }

  private static func compiles(_ verb: String, _ rest: ArraySlice<String>) -> Bool {
    switch verb {
    case "build", "test", "vet", "generate": return true
    case "mod": return ["download", "tidy", "verify", "vendor"].contains(rest.first ?? "")
    case "run": return !(rest.first ?? "").contains("@")
    case "install": return !rest.contains { $0.contains("@") }
    case "get": return rest.allSatisfy { $0.hasPrefix(".") }
    default: return false
    }
  }
}
