/// Cargo: the registry and the target folder, keyed by the lockfile or the manifests.
struct CargoProfile: CacheProfile {
  let tool = CacheTool.cargo
  let title = "Cargo"
  let keeps = "Cargo's registry and the compiled dependencies (`~/.cargo/registry`, `~/.cargo/git`, `target`)"
  let weight = 90
  let packagedCaches = [
    PackagedCache(name: "swatinem/rust-cache", input: "lookup-only", onSince: 0, isInverted: true),
    PackagedCache(name: "actions-rust-lang/setup-rust-toolchain", input: "cache", onSince: 0),
    PackagedCache(name: "moonrepo/setup-rust", input: "cache", onSince: 0),
    PackagedCache(name: "mozilla-actions/sccache-action"),
    PackagedCache(name: "leafwing-studios/cargo-cache"),
    PackagedCache(name: "houseabsolute/actions-rust-cross", input: "use-rust-cache", onSince: 0),
    PackagedCache(name: "useblacksmith/rust-cache"),
    PackagedCache(name: "hendrikmuhs/ccache-action", input: "variant", values: ["sccache"]),
  ]
  let pathMarks = [".cargo", "cargo_home", "cargo/registry", "cargo/git", "target/", "/target", "sccache"]
  let pathExceptions = [".cargo/bin", ".cargo/.crates"]
  let keyMarks = ["cargo.lock", "cargo.toml", "cargo-"]
  let setupWords = ["rust", "cargo"]
  let programs: Set = ["cargo", "cross"]

  func mover(of path: CachePath) -> CacheMover? {
    let parts = path.path.split(separator: "/").suffix(2)
    return CacheMover("CARGO_HOME", kept: parts.joined(separator: "/"))
  }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    let operands = command.operands(valued: ["--manifest-path", "-C", "-Z", "--config", "--color"])
    guard let verb = operands.first(where: { !$0.hasPrefix("+") }), Self.compiles.contains(verb) else {
      return nil
    }
    let manifest = command.values(of: "--manifest-path").first.map { RepositoryPath.parent(of: $0) ?? "" }
    return use(command, at: place, folder: manifest ?? command.values(of: "-C").first)
  }

  func group(of use: ToolUse, in job: JobScan) -> String? {
    use.directory.map { workspace(of: $0, in: job) ?? $0 }
  }

  func impliedCache(for uses: [ToolUse], in job: JobScan) -> String? {
    let wrapped = uses.contains { use in
      job.step(use.place).environment["RUSTC_WRAPPER"]?.containsBytes(of: "sccache") == true
        || use.command?.assignments["RUSTC_WRAPPER"]?.containsBytes(of: "sccache") == true
    }
    return wrapped ? "the compiler runs through sccache (`RUSTC_WRAPPER`)" : nil
  }

  /// Cargo's home: images of Rust set their own, but those that CircleCI builds leave it in the home folder.
  private static func home(in image: String?) -> String {
    guard let image, image.containsBytes(of: "rust") else { return "~/.cargo" }
    return image.hasPrefix("cimg/") || image.hasPrefix("circleci/") ? "~/.cargo" : "/usr/local/cargo"
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    guard let root = workspace(of: folder, in: job) else { return job.missing("Cargo.toml", for: uses[0]) }
    let lockfile = RepositoryPath.appending("Cargo.lock", to: root)
    let hasLockfile = job.repository.exists(lockfile)
    let manifests = hasLockfile ? [lockfile] : job.below(root, ["Cargo.toml"])
    let choices = job.nearest(["rust-toolchain.toml", "rust-toolchain"], from: root).map { [$0] } ?? []
    let target = RepositoryPath.appending("target", to: root)
    let home = Self.home(in: job.definition.container)
    var cache = MissingCache(
      keyFiles: manifests + choices,
      paths: [
        CachePath("\(home)/registry/index"), CachePath("\(home)/registry/cache"), CachePath("\(home)/git/db"),
        CachePath(target),
      ])
    cache.keeps =
      "Cargo's registry and the compiled dependencies (`\(home)/registry`, `\(home)/git`, `\(target)`)"
    if !hasLockfile { cache.keyGlobs = [RepositoryPath.appending("**/Cargo.toml", to: root)] + choices }
    let toolchain = RustToolchain(of: uses, in: job)
    cache.keyParts = toolchain.axes
    cache.keyWords = toolchain.names
    if uses[0].command?.name == "cross" { cache.doubt = 0.1 }
    return .missing(cache)
  }

  /// The folder of the nearest lockfile above, else of the outermost manifest above.
  private func workspace(of folder: String, in job: JobScan) -> String? {
    if let lockfile = job.nearest(["Cargo.lock"], from: folder) { return RepositoryPath.parent(of: lockfile) }
    let roots = RepositoryPath.ancestry(of: folder).filter {
      job.repository.exists(RepositoryPath.appending("Cargo.toml", to: $0))
    }
    return roots.last
  }

  private static let compiles: Set<String> = [
    "build", "b", "test", "t", "check", "c", "clippy", "run", "r", "doc", "d", "bench", "nextest", "llvm-cov",
    "tarpaulin", "hack", "rustc", "rustdoc", "miri", "careful", "all-features", "udeps", "semver-checks",
    "ndk",
    "component", "zigbuild", "xtask", "make", "insta", "cranky", "fuzz", "lambda", "mutants", "msrv",
  ]
}
