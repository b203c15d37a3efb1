/// ccache: compiled objects; nothing in the files keys them, each run adds to what the last one left.
struct CcacheProfile: CacheProfile {
  let tool = CacheTool.ccache
  let title = "ccache"
  let keeps = "ccache's objects"
  let weight = 88
  let packagedCaches = [
    PackagedCache(name: "hendrikmuhs/ccache-action"), PackagedCache(name: "chocobo1/setup-ccache-action"),
  ]
  let pathMarks = ["ccache"]
  let keyMarks = ["ccache"]
  let locationQueries = [["ccache", "--get-config"], ["ccache", "-k"]]
  let setupWords = ["ccache"]
  let programs = CompilerCache.compilers.union(CompilerCache.wrapped).union(["ccache"])

  func mover(of path: CachePath) -> CacheMover? { CacheMover("CCACHE_DIR") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard CompilerCache.launches("ccache", command, at: place, in: job) else { return nil }
    return use(command, at: place)
  }

  func group(of use: ToolUse, in job: JobScan) -> String? { "" }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    let environment = job.step(uses[0].place).environment
    let folder = CompilerCache.folder(environment["CCACHE_DIR"], otherwise: "~/.cache/ccache")
    guard let folder else { return .unknown("`CCACHE_DIR` is known only to a run") }
    var cache = MissingCache(keyFiles: [], paths: [CachePath(folder)])
    if environment["CCACHE_DIR"] == nil {
      cache.paths = [
        CachePath("~/.cache/ccache", os: "linux"), CachePath("~/Library/Caches/ccache", os: "macos"),
        CachePath("~/AppData/Local/ccache", os: "windows"),
      ]
    }
    cache.keyParts = job.axes(
      in: uses.compactMap { $0.command?.arguments.joined(separator: " ") }.joined(separator: " "))
    cache.doubt = 0.1
    return .missing(cache)
  }
}

/// sccache: compiled objects, locally or in a store that its settings name.
struct SccacheProfile: CacheProfile {
  let tool = CacheTool.sccache
  let title = "sccache"
  let keeps = "sccache's objects"
  let weight = 87
  let packagedCaches = [
    PackagedCache(name: "hendrikmuhs/ccache-action", input: "variant", values: ["sccache"]),
    PackagedCache(name: "mozilla-actions/sccache-action"),
  ]
  let pathMarks = ["sccache", "mozilla.sccache"]
  let keyMarks = ["sccache"]
  let setupWords = ["sccache"]
  let programs = CompilerCache.compilers.union(CompilerCache.wrapped).union(["sccache", "cargo"])

  func mover(of path: CachePath) -> CacheMover? { CacheMover("SCCACHE_DIR") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard
      wrapsCargo(command, at: place, in: job)
        || CompilerCache.launches("sccache", command, at: place, in: job)
    else { return nil }
    return use(command, at: place)
  }

  private func wrapsCargo(_ command: ShellCommand, at place: Int, in job: JobScan) -> Bool {
    guard command.name == "cargo", Self.compiling.contains(command.arguments.first ?? "") else {
      return false
    }
    let wrapper = command.assignments["RUSTC_WRAPPER"] ?? job.step(place).environment["RUSTC_WRAPPER"]
    return wrapper?.containsBytes(of: "sccache") == true
  }

  private static let compiling: Set<String> = [
    "build", "test", "check", "clippy", "run", "doc", "bench", "nextest",
  ]

  func group(of use: ToolUse, in job: JobScan) -> String? { "" }

  func isEffective(
    _ cache: PackagedCache, _ step: PackagedStep, for uses: [ToolUse], in job: JobScan
  ) -> Bool {
    step.name != "mozilla-actions/sccache-action" || usesPlatform(job)
  }

  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? {
    for step in job.definition.steps {
      guard let name = step.environment.keys.sorted().first(where: Self.stores.contains) else { continue }
      return "`\(name)` names the store that sccache writes to"
    }
    return nil
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    let environment = job.step(uses[0].place).environment
    guard let folder = CompilerCache.folder(environment["SCCACHE_DIR"], otherwise: "~/.cache/sccache") else {
      return .unknown("`SCCACHE_DIR` is known only to a run")
    }
    var cache = MissingCache(keyFiles: [], paths: [CachePath(folder)])
    cache.doubt = 0.1
    if let action = job.packaged.first(where: { $0.step.name == "mozilla-actions/sccache-action" }) {
      cache.adviceOnly =
        "\(action.step.name) needs `SCCACHE_GHA_ENABLED: \"true\"` in the environment to keep anything."
    }
    return .missing(cache)
  }

  private func usesPlatform(_ job: JobScan) -> Bool {
    job.definition.steps.contains { step in
      if step.environment["SCCACHE_GHA_ENABLED"] != nil { return true }
      guard case .run(let script) = step.work else { return false }
      return script.containsBytes(of: "SCCACHE_GHA_ENABLED")
    }
  }

  private static let stores: Set<String> = [
    "SCCACHE_BUCKET", "SCCACHE_GCS_BUCKET", "SCCACHE_REDIS", "SCCACHE_REDIS_ENDPOINT", "SCCACHE_MEMCACHED",
    "SCCACHE_MEMCACHED_ENDPOINT", "SCCACHE_AZURE_CONNECTION_STRING", "SCCACHE_WEBDAV_ENDPOINT",
    "SCCACHE_OSS_BUCKET",
    "SCCACHE_GHA_ENABLED",
  ]
}

/// What ccache and sccache have in common.
enum CompilerCache {
  /// Whether a command compiles through the launcher named.
  static func launches(
    _ launcher: String, _ command: ShellCommand, at place: Int, in job: JobScan
  ) -> Bool {
    if command.name == launcher { return command.arguments.first.map { !$0.hasPrefix("-") } ?? false }
    if command.folder.hasSuffix("lib/\(launcher)") { return true }
    guard compilers.contains(command.name) else { return false }
    if command.arguments.contains(where: { names(launcher, in: $0) }) { return true }
    let environment = job.step(place).environment
    let values = variables.compactMap { command.assignments[$0] ?? environment[$0] }
    if values.contains(where: { isLauncher($0, launcher) }) { return true }
    return environment["PATH"]?.contains("lib/\(launcher)") == true
  }

  /// The folder that a variable names, or the usual one; `nil` if only a run knows it.
  static func folder(_ value: String?, otherwise usual: String) -> String? {
    guard let value else { return usual }
    if value.hasPrefix("$HOME/") { return "~" + value.dropFirst("$HOME".count) }
    if let inside = RepositoryPath.joining("", value) { return inside }
    return value.contains("$") ? nil : value
  }

  /// Programs that compile, or start what compiles.
  static let compilers: Set<String> = [
    "cmake", "make", "ninja", "meson", "configure", "bazel", "scons", "b2", "xmake",
  ]

  /// Compilers that a folder such as `/usr/lib/ccache` has by the same names.
  static let wrapped: Set<String> = ["cc", "c++", "gcc", "g++", "clang", "clang++"]

  private static func names(_ launcher: String, in argument: String) -> Bool {
    guard let equals = argument.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
    guard argument.containsBytes(of: "LAUNCHER") || argument.hasPrefix("CC") || argument.hasPrefix("CXX")
    else {
      return false
    }
    return isLauncher(String(argument[argument.utf8.index(after: equals)...]), launcher)
  }

  private static func isLauncher(_ value: String, _ launcher: String) -> Bool {
    let program = value.split(separator: " ").first.map { RepositoryPath.name(of: String($0)) } ?? ""
    return program == launcher || program == launcher + ".exe"
  }

  private static let variables = [
    "CC", "CXX", "CMAKE_C_COMPILER_LAUNCHER", "CMAKE_CXX_COMPILER_LAUNCHER", "COMPILER_LAUNCHER",
  ]
}
