/// Composer: downloads, keyed by `composer.lock` or `composer.json`.
struct ComposerProfile: CacheProfile {
  let tool = CacheTool.composer
  let title = "Composer"
  let keeps = "Composer's downloads"
  let weight = 50
  let packagedCaches = [
    PackagedCache(name: "ramsey/composer-install", input: "ignore-cache", onSince: 0, isInverted: true),
    PackagedCache(name: "php-actions/composer"),
  ]
  let pathMarks = ["composer", "vendor"]
  let pathExceptions = ["vendor/bundle"]
  let keyMarks = ["composer"]
  let locationQueries = [
    ["composer", "config", "cache-files-dir"], ["composer", "config", "cache-dir"], ["composer", "global"],
  ]
  let setupWords = ["php", "composer"]
  let programs: Set = ["composer", "composer.phar", "php"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("COMPOSER_CACHE_DIR") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    let isComposer = command.name != "php" || command.arguments.first?.hasSuffix("composer.phar") == true
    guard isComposer, !command.has("--version", "--dry-run", "--no-cache") else { return nil }
    let operands = command.operands(valued: ["-d", "--working-dir"]).filter { !$0.hasSuffix("composer.phar") }
    guard let verb = operands.first, ["install", "i", "update", "u", "upgrade"].contains(verb) else {
      return nil
    }
    return use(command, at: place, folder: command.values(of: "-d", "--working-dir").first)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let file = job.nearest(["composer.lock", "composer.json"], from: folder) else {
      return job.missing("composer.lock or composer.json", for: uses[0])
    }
    let paths = [
      CachePath("~/.cache/composer", os: "linux"), CachePath("~/Library/Caches/composer", os: "macos"),
      CachePath("~/AppData/Local/Composer", os: "windows"),
    ]
    return .missing(MissingCache(keyFiles: [file], paths: paths))
  }
}
