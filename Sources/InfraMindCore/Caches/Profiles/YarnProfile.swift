/// Yarn 1: its global cache of archives, keyed by `yarn.lock`.
struct YarnProfile: CacheProfile {
  let tool = CacheTool.yarn
  let title = "Yarn"
  let keeps = "Yarn's downloads (`~/.cache/yarn`)"
  let weight = 58
  let packagedCaches = NodeSteps.caches(for: "yarn")
  let pathMarks = ["yarn", "node_modules"]
  let pathExceptions = ["node_modules/."]
  let keyMarks = ["yarn.lock", "-yarn-", "yarn-"]
  let locationQueries = [["yarn", "cache", "dir"], ["yarn", "config", "get", "cacheFolder"]]
  let setupWords = ["node", "yarn", "js", "javascript", "frontend", "web"]
  let programs: Set = ["yarn", "yarnpkg"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("YARN_CACHE_FOLDER") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard let use = YarnCommand.use(command, at: place, of: self) else { return nil }
    return YarnProject(use, in: job).isBerry ? nil : use
  }

  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? {
    NodeSteps.automaticCache(for: "yarn", uses: uses, in: job)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard uses[0].directory != nil else { return unknownFolder(uses[0]) }
    guard let lockfile = YarnProject(uses[0], in: job).lockfile else {
      return job.missing("yarn.lock", for: uses[0])
    }
    let paths = [
      CachePath("~/.cache/yarn", os: "linux"), CachePath("~/Library/Caches/Yarn", os: "macos"),
      CachePath("~/AppData/Local/Yarn/Cache", os: "windows"),
    ]
    return .missing(
      MissingCache(keyFiles: [lockfile], paths: paths, setup: job.setup(of: self, before: uses[0].place)))
  }
}

/// Yarn 2 and later: its archives, in the project or in the home folder.
struct YarnBerryProfile: CacheProfile {
  let tool = CacheTool.yarnBerry
  let title = "Yarn"
  let keeps = "Yarn's archives (`.yarn/cache` or `~/.yarn/berry/cache`)"
  let weight = 58
  let packagedCaches = NodeSteps.caches(for: "yarn")
  let pathMarks = ["yarn", "node_modules"]
  let pathExceptions = ["node_modules/."]
  let keyMarks = ["yarn.lock", "-yarn-", "yarn-"]
  let locationQueries = [["yarn", "config", "get", "cacheFolder"], ["yarn", "cache", "dir"]]
  let setupWords = ["node", "yarn", "js", "javascript", "frontend", "web"]
  let programs: Set = ["yarn", "yarnpkg"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("YARN_CACHE_FOLDER") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard let use = YarnCommand.use(command, at: place, of: self) else { return nil }
    return YarnProject(use, in: job).isBerry ? use : nil
  }

  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? {
    NodeSteps.automaticCache(for: "yarn", uses: uses, in: job)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard uses[0].directory != nil else { return unknownFolder(uses[0]) }
    let project = YarnProject(uses[0], in: job)
    guard let lockfile = project.lockfile else { return job.missing("yarn.lock", for: uses[0]) }
    guard !project.keepsArchives else {
      return .unwise("the archives are in the repository, so nothing is downloaded")
    }
    return .missing(
      MissingCache(
        keyFiles: [lockfile], paths: [CachePath(project.archives)],
        setup: job.setup(of: self, before: uses[0].place)))
  }
}
