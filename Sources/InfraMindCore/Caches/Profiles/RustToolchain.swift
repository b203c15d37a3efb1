/// What says which compiler Cargo runs: what one has compiled is of no use to another.
///
/// A file `rust-toolchain.toml` says so too; it belongs to the files that key the cache.
struct RustToolchain {
  /// Axes of the matrix that choose toolchains or targets.
  private(set) var axes: [String] = []
  /// Names of toolchains that are chosen for good.
  private(set) var names: [String] = []

  /// Looks at the set-up steps and commands up to the last of some uses, and at the uses themselves.
  init(of uses: [ToolUse], in job: JobScan) {
    let last = uses.map(\.place).max() ?? 0
    axes = job.imageAxes
    for (place, step) in job.packaged where place <= last {
      if let text = Self.choice(of: step) { take(text, at: place, in: job) }
    }
    for (place, command) in job.commands where place <= last && command.name == "rustup" {
      take(command, at: place, in: job)
    }
    for use in uses { take(use, in: job) }
    axes = axes.uniqued
    names = names.uniqued
  }

  private mutating func take(_ use: ToolUse, in job: JobScan) {
    let arguments = use.command?.arguments ?? []
    axes += job.axes(in: arguments.joined(separator: " "), at: use.place)
    let own = use.command?.assignments["RUSTUP_TOOLCHAIN"]
    if let chosen = own ?? job.step(use.place).environment["RUSTUP_TOOLCHAIN"] {
      take(chosen, at: use.place, in: job)
    }
    if let name = arguments.first, name.hasPrefix("+") {
      take(String(name.dropFirst()), at: use.place, in: job)
    }
  }

  /// What a set-up step is told to install.
  private static func choice(of step: PackagedStep) -> String? {
    switch step.name {
    case "actions-rs/toolchain", "actions-rust-lang/setup-rust-toolchain", "actions-rs/cargo":
      return step.inputs["toolchain"]
    case "hecrj/setup-rust-action": return step.inputs["rust-version"]
    case "dtolnay/rust-toolchain": return step.inputs["toolchain"] ?? reference(of: step)
    default: return nil
    }
  }

  /// The toolchain that the version of `dtolnay/rust-toolchain` names; a commit has it in the comment behind it.
  private static func reference(of step: PackagedStep) -> String? {
    let isCommit = step.version.count == 40 && step.version.allSatisfy(\.isHexDigit)
    let name = isCommit ? step.versionComment : step.version
    return ["", "master", "main", "v1"].contains(name) ? nil : name
  }

  /// What `rustup` is told: axes wherever they stand, names only where one toolchain is chosen for what follows.
  private mutating func take(_ command: ShellCommand, at place: Int, in job: JobScan) {
    let named = job.axes(in: command.arguments.joined(separator: " "), at: place)
    guard named.isEmpty else {
      axes += named
      return
    }
    let words = command.operands(valued: ["--path", "--profile", "--component", "-c", "--target", "-t"])
    if words.first == "default", words.count == 2 { take(words[1], at: place, in: job) }
    guard words.count == 3, words[0] == "override", ["set", "add"].contains(words[1]) else { return }
    take(words[2], at: place, in: job)
  }

  private mutating func take(_ text: String, at place: Int, in job: JobScan) {
    let named = job.axes(in: text, at: place)
    axes += named
    let isName = text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || [45, 46, 95].contains(byte)
    }
    if named.isEmpty, isName, !text.isEmpty { names.append(text) }
  }
}
