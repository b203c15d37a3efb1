/// npm: its download cache, keyed by the lockfile of the folder or of the workspace above it.
struct NPMProfile: CacheProfile {
  let tool = CacheTool.npm
  let title = "npm"
  let keeps = "npm's downloads (`~/.npm`)"
  let weight = 60
  let packagedCaches = NodeSteps.caches(for: "npm")
  let pathMarks = [".npm", "node_modules", "npm-cache", "npm/cache"]
  let pathExceptions = ["node_modules/."]
  let keyMarks = ["package-lock", "npm-shrinkwrap", "-npm-", "npm-cache"]
  let locationQueries = [["npm", "config", "get", "cache"], ["npm", "get", "cache"]]
  let setupWords = ["node", "npm", "js", "javascript", "frontend", "web"]
  let programs: Set = ["npm"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("npm_config_cache") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("-g", "--global", "--version", "--dry-run") else { return nil }
    let operands = command.operands(valued: Self.valued)
    guard let verb = operands.first, Self.installs.contains(verb) else { return nil }
    guard Self.clean.contains(verb) || operands.count == 1 else { return nil }
    return use(command, at: place, folder: command.values(of: "--prefix", "-C").first)
  }

  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? {
    NodeSteps.automaticCache(for: "npm", uses: uses, in: job)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let lockfile = job.nearest(["package-lock.json", "npm-shrinkwrap.json"], from: folder) else {
      return job.missing("package-lock.json", for: uses[0])
    }
    let paths = [
      CachePath("~/.npm", os: "linux"), CachePath("~/.npm", os: "macos"),
      CachePath("~/AppData/Local/npm-cache", os: "windows"),
    ]
    return .missing(
      MissingCache(keyFiles: [lockfile], paths: paths, setup: job.setup(of: self, before: uses[0].place)))
  }

  private static let installs: Set<String> = [
    "ci", "install", "i", "clean-install", "install-clean", "install-test", "it", "cit", "install-ci-test",
    "clean-install-test", "add",
  ]
  private static let clean: Set<String> = [
    "ci", "clean-install", "install-clean", "cit", "clean-install-test",
  ]
  private static let valued: Set<String> = [
    "--prefix", "-C", "--workspace", "-w", "--registry", "--loglevel", "--omit", "--include", "--cache",
    "--fetch-timeout", "--fetch-retries", "--maxsockets", "--userconfig",
  ]
}
