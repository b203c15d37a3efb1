/// Bundler: installed gems, keyed by `Gemfile.lock`.
struct BundlerProfile: CacheProfile {
  let tool = CacheTool.bundler
  let title = "Bundler"
  let keeps = "the bundle's gems"
  let weight = 62
  let packagedCaches = [
    PackagedCache(
      name: "ruby/setup-ruby", input: "bundler-cache", isPreferred: true,
      beforeCheckout: "finds no Gemfile, so it installs and keeps nothing"),
    PackagedCache(name: "useblacksmith/setup-ruby", input: "bundler-cache"),
  ]
  let pathMarks = ["vendor/bundle", "bundle", "gems"]
  let keyMarks = ["gemfile.lock", "gems", "bundle"]
  let setupWords = ["ruby", "bundler", "rails"]
  let programs: Set = ["bundle", "bundler"]

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("--version", "-v", "--local") else { return nil }
    let operands = command.operands(valued: [
      "--jobs", "-j", "--retry", "--path", "--gemfile", "--without", "--with",
    ])
    guard operands.isEmpty || operands == ["install"] || operands == ["update"] else { return nil }
    let gemfile = command.values(of: "--gemfile").first ?? job.step(place).environment["BUNDLE_GEMFILE"]
    return use(command, at: place, folder: gemfile.map { RepositoryPath.parent(of: $0) ?? "" })
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let file = job.nearest(["Gemfile.lock", "gems.locked", "Gemfile"], from: folder) else {
      return job.missing("Gemfile", for: uses[0])
    }
    let setup = job.setup(of: self, before: uses[0].place)
    let path = gemFolder(uses, in: job)
    var cache = MissingCache(
      keyFiles: [file], paths: [CachePath(RepositoryPath.appending(path ?? "vendor/bundle", to: folder))],
      setup: setup)
    cache.keyParts = job.versionAxes(of: ["ruby/setup-ruby"], before: uses[0].place)
    if path == nil { cache.paths[0].mover = CacheMover("BUNDLE_PATH") }
    if setup == nil, path == nil, job.definition.cacheReach == .machine {
      cache.adviceOnly =
        "Tell Bundler where to put the gems first (`BUNDLE_PATH: vendor/bundle`), then keep that folder."
    }
    return .missing(cache)
  }

  private func gemFolder(_ uses: [ToolUse], in job: JobScan) -> String? {
    if let path = uses.compactMap({ $0.command?.values(of: "--path").first }).first { return path }
    if let path = job.step(uses[0].place).environment["BUNDLE_PATH"], !path.contains("$") { return path }
    for (place, command) in job.commands where place <= uses[0].place && command.begins(["bundle", "config"])
    {
      if let index = command.arguments.firstIndex(of: "path"), index + 1 < command.arguments.count {
        return command.arguments[index + 1]
      }
    }
    return nil
  }
}
