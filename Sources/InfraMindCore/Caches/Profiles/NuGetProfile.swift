/// NuGet: the global packages folder, keyed by lockfiles or by the projects.
struct NuGetProfile: CacheProfile {
  let tool = CacheTool.nuget
  let title = "NuGet"
  let keeps = "NuGet's packages (`~/.nuget/packages`)"
  let weight = 54
  let packagedCaches = [
    PackagedCache(name: "actions/setup-dotnet", input: "cache", since: 3, isPreferred: true)
  ]
  let pathMarks = ["nuget", ".nuget"]
  let keyMarks = ["nuget", "csproj", "packages.lock.json"]
  let locationQueries = [["dotnet", "nuget", "locals"]]
  let setupWords = ["dotnet", "nuget"]
  let programs: Set = ["dotnet"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("NUGET_PACKAGES") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("--no-restore", "--no-build", "--version") else { return nil }
    let verbs: Set = ["restore", "build", "test", "publish", "pack", "run", "msbuild"]
    guard let verb = command.arguments.first, verbs.contains(verb) else { return nil }
    return use(command, at: place)
  }

  /// One folder serves all projects of a checkout.
  func group(of use: ToolUse, in job: JobScan) -> String? { "" }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    let paths = [CachePath("~/.nuget/packages")]
    let lockfiles = job.below("", ["packages.lock.json"])
    if !lockfiles.isEmpty {
      var cache = MissingCache(
        keyFiles: lockfiles, paths: paths, setup: job.setup(of: self, before: uses[0].place))
      cache.keyGlobs = ["**/packages.lock.json"]
      return .missing(cache)
    }
    let projects = job.below("", ["*.csproj", "*.fsproj", "*.vbproj"])
    guard !projects.isEmpty else { return job.missing("packages.lock.json or project file", for: uses[0]) }
    var cache = MissingCache(keyFiles: projects + job.below("", ["Directory.Packages.props"]), paths: paths)
    cache.keyGlobs = ["**/*.*proj", "**/Directory.Packages.props"]
    cache.doubt = 0.1
    return .missing(cache)
  }
}
