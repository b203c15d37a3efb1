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

  func idleness(of path: String, for uses: [ToolUse], in job: JobScan) -> String? {
    guard let folder = IdleCache.folderInWorkspace(path) else { return nil }
    if folder == "node_modules" || folder.hasSuffix("/node_modules") {
      guard let clean = uses.first, uses.allSatisfy(Self.removesModules), !job.asks(for: "node_modules")
      else {
        return nil
      }
      return "which `\(clean.text)` deletes before it installs"
    }
    guard folder == ".npm" || folder.hasSuffix("/.npm"), !Self.isTold(in: job) else { return nil }
    return "and nothing tells npm to keep its downloads there (`npm_config_cache` would)"
  }

  /// Whether a use is a clean install, which deletes `node_modules` first.
  private static func removesModules(_ use: ToolUse) -> Bool {
    use.command?.operands(valued: valued).first.map(clean.contains) ?? false
  }

  /// Whether the files tell npm a folder for its downloads.
  private static func isTold(in job: JobScan) -> Bool {
    job.sets("npm_config_cache")
      || job.commands.contains { _, command in
        !command.values(of: "--cache").isEmpty
          || command.begins(["npm", "config", "set"]) && command.arguments.contains { $0.hasPrefix("cache") }
      }
      || job.text(of: ".npmrc")?.containsBytes(of: "cache=") == true
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
