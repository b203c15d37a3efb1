/// Bun: its global cache of packages, keyed by the lockfile. setup-bun keeps the program itself and no packages.
struct BunProfile: CacheProfile {
  let tool = CacheTool.bun
  let title = "Bun"
  let keeps = "Bun's packages (`~/.bun/install/cache`)"
  let weight = 45
  let packagedCaches: [PackagedCache] = []
  let pathMarks = [".bun", "bun/install", "node_modules"]
  let pathExceptions = ["node_modules/.", ".bun/bin"]
  let keyMarks = ["bun.lock", "-bun-"]
  let locationQueries = [["bun", "pm", "cache"]]
  let setupWords = ["bun", "node", "js", "javascript", "frontend", "web"]
  let programs: Set = ["bun"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("BUN_INSTALL_CACHE_DIR") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("-g", "--global", "--dry-run", "--lockfile-only") else { return nil }
    let operands = command.operands(valued: Self.valued)
    guard operands.count == 1, ["install", "i", "ci"].contains(operands[0]) else { return nil }
    return use(command, at: place, folder: command.values(of: "--cwd").first)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    if let use = uses.first(where: { $0.command?.has("--no-cache") == true }) {
      return .unwise("`\(use.text)` is told not to cache")
    }
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let lockfile = job.nearest(["bun.lock", "bun.lockb"], from: folder) else {
      return job.missing("bun.lock or bun.lockb", for: uses[0])
    }
    let chosen = uses[0].command?.values(of: "--cache-dir").first
    let variable = job.step(uses[0].place).environment["BUN_INSTALL_CACHE_DIR"]
    let path = chosen ?? variable ?? "~/.bun/install/cache"
    guard !path.contains("$") else { return .unknown("where Bun keeps its packages is known only to a run") }
    var cache = MissingCache(keyFiles: [lockfile], paths: [CachePath(path)])
    cache.adviceOnly = job.containerAdvice
    // Bun's downloads are quick: where packages are few, restoring an archive of them takes as long.
    cache.doubt = 0.1
    return .missing(cache)
  }

  private static let valued: Set<String> = [
    "--cwd", "--cache-dir", "--config", "-c", "--registry", "--backend", "--concurrent-scripts", "--filter",
    "--network-concurrency", "--omit", "--linker",
  ]
}
