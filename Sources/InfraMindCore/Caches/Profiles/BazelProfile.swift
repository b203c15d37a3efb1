/// Bazel: outputs and repositories, keyed by the module or workspace files.
struct BazelProfile: CacheProfile {
  let tool = CacheTool.bazel
  let title = "Bazel"
  let keeps = "Bazel's outputs and repositories"
  let weight = 85
  let packagedCaches = [
    PackagedCache(name: "bazel-contrib/setup-bazel", input: "disk-cache", isPreferred: true),
    PackagedCache(name: "bazel-contrib/setup-bazel", input: "repository-cache"),
    PackagedCache(name: "bazel-contrib/setup-bazel", input: "external-cache"),
    PackagedCache(name: "angular/dev-infra/github-actions/bazel/*"),
  ]
  let pathMarks = ["bazel"]
  let pathExceptions = ["bazelisk"]
  let keyMarks = ["bazel"]
  let setupWords = ["bazel"]
  let programs: Set = ["bazel", "bazelisk"]

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    let operands = command.operands(valued: ["--output_base", "--output_user_root"])
    guard let verb = operands.first, ["build", "test", "run", "coverage", "fetch"].contains(verb) else {
      return nil
    }
    return use(command, at: place)
  }

  func group(of use: ToolUse, in job: JobScan) -> String? {
    use.directory.map { job.nearest(Self.roots, from: $0).flatMap(RepositoryPath.parent) ?? $0 }
  }

  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? {
    for command in uses.compactMap(\.command) where command.arguments.contains(where: isRemote) {
      return "`\(command.text)` uses a remote cache"
    }
    let settings = uses.compactMap(\.directory).compactMap { job.nearest([".bazelrc"], from: $0) }.uniqued
    let remote = settings.first { job.text(of: $0).map(setsRemote) ?? false }
    return remote.map { "\($0) sets a remote cache" }
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let root = job.nearest(Self.roots, from: folder).flatMap(RepositoryPath.parent) else {
      return job.missing("MODULE.bazel or WORKSPACE", for: uses[0])
    }
    let names = [
      "MODULE.bazel.lock", "MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel", ".bazelversion", ".bazelrc",
    ]
    let files = names.map { RepositoryPath.appending($0, to: root) }.filter { job.repository.exists($0) }
    let paths = [
      CachePath("~/.cache/bazel", os: "linux"), CachePath("/private/var/tmp/_bazel_runner", os: "macos"),
      CachePath("~/_bazel_runneradmin", os: "windows"),
    ]
    var cache = MissingCache(keyFiles: files, paths: paths)
    cache.doubt = 0.1
    if job.setup(of: self, before: uses[0].place) != nil {
      cache.adviceOnly =
        "Set `disk-cache` and `repository-cache` of bazel-contrib/setup-bazel, which moves Bazel's folders."
    }
    return .missing(cache)
  }

  private static let roots = ["MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel"]

  private func isRemote(_ word: String) -> Bool {
    word.hasPrefix("--remote_cache") || word.hasPrefix("--remote_executor") || word.hasPrefix("--bes_backend")
      || word.hasPrefix("--config=")
        && ["remote", "rbe", "buildbuddy", "engflow"].contains { word.contains($0) }
  }

  /// Whether settings name a remote cache for all builds, not only under a `--config`.
  private func setsRemote(_ settings: String) -> Bool {
    settings.split(whereSeparator: \.isNewline).contains { line in
      let words = line.split(separator: " ")
      guard let command = words.first, ["build", "common", "test"].contains(command) else { return false }
      return line.contains("--remote_cache=") || line.contains("--remote_executor=")
    }
  }
}
