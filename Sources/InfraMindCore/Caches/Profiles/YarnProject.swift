/// Which Yarn a folder uses, and where that one keeps its archives.
struct YarnProject: Sendable {
  /// Whether it is Yarn 2 or later.
  var isBerry: Bool
  /// The lockfile that is in force; `nil` if there is none.
  var lockfile: String?
  /// Whether the archives are in the repository itself.
  var keepsArchives = false
  /// Where Yarn 2 and later puts its archives.
  var archives = "~/.yarn/berry/cache"

  /// Looks at the folder of a use and above.
  init(_ use: ToolUse, in job: JobScan) {
    let folder = use.directory ?? ""
    lockfile = job.nearest(["yarn.lock"], from: folder)
    let settings = job.nearest([".yarnrc.yml"], from: folder)
    let manager = RepositoryPath.ancestry(of: folder).lazy
      .compactMap { PackageManifest(in: $0, of: job.repository)?.packageManager }.first
    let lockHead = lockfile.flatMap { job.repository.contents(of: $0) }.map {
      String(decoding: $0.prefix(400), as: UTF8.self)
    }
    let asksForBerry = use.command?.has("--immutable", "--immutable-cache") == true
    let managerVersion = manager.flatMap(Self.major)
    if let lockHead {
      isBerry = lockHead.containsBytes(of: "__metadata")
    } else {
      isBerry = settings != nil || asksForBerry || (managerVersion ?? 1) >= 2
    }
    guard isBerry else { return }
    let root = lockfile.flatMap(RepositoryPath.parent) ?? folder
    let own = RepositoryPath.appending(".yarn/cache", to: root)
    keepsArchives = !job.repository.paths(matching: own + "/*.zip").isEmpty
    let text = settings.flatMap { job.text(of: $0) } ?? ""
    let isOld =
      (managerVersion ?? 4) < 4 || text.containsBytes(of: "yarn-2.") || text.containsBytes(of: "yarn-3.")
    let isGlobal =
      text.containsBytes(of: "enableGlobalCache: true")
      || !isOld && !text.containsBytes(of: "enableGlobalCache: false")
    if !isGlobal { archives = own }
  }

  private static func major(_ manager: String) -> Int? {
    guard manager.hasPrefix("yarn@") else { return nil }
    return Int(manager.dropFirst(5).prefix { $0.isNumber })
  }
}

/// What both kinds of Yarn have in common.
enum YarnCommand {
  /// Whether a command installs a project's dependencies, and where.
  static func use(_ command: ShellCommand, at place: Int, of profile: some CacheProfile) -> ToolUse? {
    guard !command.has("--version", "-v", "--help", "-h", "--offline") else { return nil }
    let operands = command.operands(valued: [
      "--cwd", "--registry", "--network-timeout", "--mutex", "--cache-folder",
    ])
    let focuses = operands.starts(with: ["workspaces", "focus"])
    guard operands.isEmpty || operands == ["install"] || focuses else { return nil }
    return profile.use(command, at: place, folder: command.values(of: "--cwd").first)
  }
}
