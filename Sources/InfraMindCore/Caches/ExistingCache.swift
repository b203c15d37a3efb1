/// Whether something in a job caches a tool already.
enum ExistingCache {
  /// What was found.
  enum Finding: Sendable {
    /// A cache is there, and why we know.
    case cached(String)
    /// Somebody switched it off on purpose.
    case refused(String)
    /// The set-up step at a place would cache, but runs before the files that it keys by are there; what to do.
    case early(String, place: Int)
    /// A step of somebody else may do it, out of view.
    case hidden(String)
    /// Nothing caches.
    case none
  }

  /// Looks through a job's steps.
  static func find(for profile: some CacheProfile, uses: [ToolUse], in job: JobScan) -> Finding {
    if let folders = job.folderCaches.first(where: { fits($0, profile, uses, in: job) }) {
      return .cached("\(folders.name) keeps its files already")
    }
    if let off = job.definition.caches.first(where: { isSwitchedOff($0, for: profile.tool) }) {
      return .refused("\(off.name) is switched off on purpose")
    }
    if let outside = job.definition.caches.first(where: \.isOutsideView) {
      return .hidden("\(outside.name) is outside the view and may keep its files")
    }
    let last = uses.map(\.place).max() ?? 0
    var refused: String?
    var early: Finding?
    for (place, step) in job.packaged where place <= last {
      for cache in profile.packagedCaches where cache.matches(step) {
        switch cache.state(of: step) {
        case .on(let sentence):
          if let advice = self.early(cache, step, at: place, in: job) {
            early = .early(advice, place: place)
            continue
          }
          if profile.isEffective(cache, step, for: uses, in: job) { return .cached(sentence) }
        case .refused(let sentence): refused = sentence
        case .off, .taken, .unsupported: continue
        }
      }
    }
    if mayHit(job), uses.allSatisfy({ job.step($0.place).condition?.containsBytes(of: "cache-hit") == true })
    {
      return .cached("its steps are skipped when a cache is found")
    }
    if let sentence = profile.impliedCache(for: uses, in: job) { return .cached(sentence) }
    if let refused { return .refused(refused) }
    if let early { return early }
    if let hidden = hiddenSetup(for: profile, before: last, in: job) { return .hidden(hidden) }
    return .none
  }

  private static func isSwitchedOff(_ cache: DeclaredCache, for tool: CacheTool) -> Bool {
    cache.isSwitchedOff && (cache.tools.isEmpty || cache.tools.contains(tool))
  }

  /// What to do about a set-up step whose cache is on, and which runs before the checkout.
  private static func early(
    _ cache: PackagedCache, _ step: PackagedStep, at place: Int, in job: JobScan
  ) -> String? {
    guard let outcome = cache.beforeCheckout, let checkout = job.checkout.place, place < checkout else {
      return nil
    }
    let line = job.step(checkout).ownPosition.line
    return
      "\(step.name) runs before the checkout at line \(line), so it \(outcome): move it behind the checkout."
  }

  private static func fits(
    _ cache: FolderCache, _ profile: some CacheProfile, _ uses: [ToolUse], in job: JobScan
  ) -> Bool {
    if cache.tools.contains(profile.tool) { return true }
    let (exceptions, marks) = (profile.pathExceptions, profile.pathMarks)
    let useful = cache.paths.filter { profile.idleness(of: $0, for: uses, in: job) == nil }
    let own = useful.filter { path in !exceptions.contains(where: path.containsBytes(ofText:)) }
    if own.contains(where: { marks.contains(where: $0.containsBytes(ofText:)) }) { return true }
    if own.contains(where: { $0 == profile.tool.rawValue || marks.contains("/" + $0) }) { return true }
    if own.contains("~/.cache"), homeCaches.contains(profile.tool) { return true }
    guard cache.isComputed, !useful.isEmpty else { return false }
    if profile.keyMarks.contains(where: cache.key.containsBytes(ofText:)) { return true }
    let queries = profile.locationQueries
    return job.commands.contains { _, command in queries.contains { command.begins($0) } }
  }

  /// Whether a step of a job could say that it found a cache; conditions outlive the steps that they ask.
  private static func mayHit(_ job: JobScan) -> Bool {
    job.packaged.contains { _, step in
      step.name.containsBytes(of: "cache") || step.name.hasPrefix("./") || step.inputs["cache"] != nil
    }
  }

  /// Tools whose files are below `~/.cache` unless they are told otherwise.
  private static let homeCaches: Set<CacheTool> = [
    .bazel, .ccache, .composer, .go, .pip, .poetry, .sccache, .uv, .yarn,
  ]

  /// A set-up step out of view whose name says that it deals with this tool.
  private static func hiddenSetup(for profile: some CacheProfile, before last: Int, in job: JobScan)
    -> String?
  {
    for (place, step) in job.packaged where place <= last && !known.contains(step.name) {
      let words = step.name.utf8.split { "/-_.".utf8.contains($0) }.map { String(Substring($0)) }
      guard words.contains(where: isSetupWord) else { continue }
      let names = profile.setupWords + [profile.tool.rawValue]
      let isLocal = step.name.hasPrefix("./")
      guard isLocal || words.contains(where: { word in names.contains { word.hasPrefix($0) } }) else {
        continue
      }
      let isOwn =
        profile.packagedCaches.contains { $0.matches(step) }
        || profile.use(of: step, at: place, in: job) != nil
      if !isOwn { return "\(step.name) is not in view and may set a cache up" }
    }
    return nil
  }

  private static func isSetupWord(_ word: String) -> Bool {
    setupWords.contains { word.hasPrefix($0) } || word.hasSuffix("cache")
  }

  private static let setupWords = [
    "setup", "install", "prepare", "init", "bootstrap", "deps", "dependencies", "cache", "restore", "env",
    "build",
  ]

  /// Set-up steps whose ways are known: what they cache is in the profiles, the rest caches nothing.
  private static let known: Set<String> = [
    "actions/setup-node", "actions/setup-python", "actions/setup-java", "actions/setup-go",
    "actions/setup-dotnet",
    "ruby/setup-ruby", "actions/setup-ruby", "astral-sh/setup-uv", "pnpm/action-setup", "volta-cli/action",
    "shivammathur/setup-php", "julia-actions/setup-julia", "conda-incubator/setup-miniconda",
    "mamba-org/setup-micromamba", "snok/install-poetry", "abatilo/actions-poetry",
    "docker/setup-buildx-action",
    "docker/setup-qemu-action", "docker/setup-docker-action", "dtolnay/rust-toolchain",
    "actions-rs/toolchain",
    "hecrj/setup-rust-action", "gradle/wrapper-validation-action", "gradle/actions/wrapper-validation",
    "gradle/actions/dependency-submission", "android-actions/setup-android", "taiki-e/install-action",
    "maxim-lobanov/setup-xcode", "hashicorp/setup-terraform", "browser-actions/setup-chrome",
    "azure/setup-helm",
    "arduino/setup-protoc", "bazelbuild/setup-bazelisk", "microsoft/setup-msbuild", "nuget/setup-nuget",
    "github/codeql-action/init", "github/codeql-action/autobuild", "google-github-actions/setup-gcloud",
    "azure/setup-kubectl", "docker/build-push-action", "docker/bake-action", "actions/cache/restore",
    "actions/cache", "awalsh128/cache-apt-pkgs-action", "actions/setup-haskell", "erlef/setup-beam",
    "subosito/flutter-action", "denoland/setup-deno", "ilammy/msvc-dev-cmd", "egor-tensin/setup-gcc",
    "lukka/get-cmake", "oven-sh/setup-bun", "aws-actions/setup-sam", "helm/kind-action",
    "medyagh/setup-minikube",
    "baptiste0928/cargo-install", "gr1n/setup-poetry", "s-weigand/setup-conda", "stcarolas/setup-maven",
    "gradle/gradle-build-action", "gradle/actions/setup-gradle", "swatinem/rust-cache", "julia-actions/cache",
    "setup_remote_docker",
  ]
}
