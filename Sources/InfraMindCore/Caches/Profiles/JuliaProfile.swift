/// Julia: packages, artifacts and compiled code, keyed by the project.
struct JuliaProfile: CacheProfile {
  let tool = CacheTool.julia
  let title = "Julia"
  let keeps = "Julia's packages and compiled code (`~/.julia`)"
  let weight = 72
  let packagedCaches = [PackagedCache(name: "julia-actions/cache")]
  let pathMarks = [".julia", "julia"]
  let keyMarks = ["julia"]
  let setupWords = ["julia"]
  let programs: Set = ["julia"]

  func use(of packaged: PackagedStep, at place: Int, in job: JobScan) -> ToolUse? {
    guard Self.builders.contains(packaged.name) else { return nil }
    let project = packaged.inputs["project"] ?? ""
    let folder = project == "@." ? "" : RepositoryPath.joining("", project)
    return ToolUse(place: place, directory: folder, text: packaged.name)
  }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard command.arguments.contains(where: Self.installs) else { return nil }
    let project = command.values(of: "--project").first { !$0.hasPrefix("@") && !$0.hasPrefix("-") }
    return use(command, at: place, folder: project)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let project = job.nearest(["Project.toml", "JuliaProject.toml"], from: folder) else {
      return job.missing("Project.toml", for: uses[0])
    }
    let manifest = RepositoryPath.appending("Manifest.toml", to: RepositoryPath.parent(of: project) ?? "")
    let files = [project] + (job.repository.exists(manifest) ? [manifest] : [])
    let folders = ["artifacts", "packages", "registries", "compiled"].map { CachePath("~/.julia/\($0)") }
    var cache = MissingCache(keyFiles: files, paths: folders)
    cache.keyParts = job.versionAxes(of: ["julia-actions/setup-julia"], before: uses[0].place)
    return .missing(cache)
  }

  private static let builders = [
    "julia-actions/julia-buildpkg", "julia-actions/julia-runtest", "julia-actions/julia-docdeploy",
  ]

  private static func installs(_ word: String) -> Bool {
    ["Pkg.instantiate", "Pkg.test", "Pkg.add", "Pkg.build", "Pkg.develop", "Pkg.update"].contains {
      word.contains($0)
    }
  }
}
