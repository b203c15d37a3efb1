/// A number of workers or of shards, or an amount of memory, that a step fixes and that should follow the machine's size.
///
/// Only plain numbers count: `-j$(nproc)`, `-n auto` and `-T 1C` follow the machine by themselves.
struct ParallelismHint: Hashable, Sendable {
  /// What is fixed.
  enum Limit: Hashable, Sendable {
    /// How many things run at once.
    case workers(Int)
    /// Into how many jobs the work is split.
    case shards(Int)
    /// The largest heap, in MiB.
    case heap(Int)
  }

  /// Where the step begins.
  let position: SourcePosition
  /// What is written, such as `make -j8` or `GOMAXPROCS=4`.
  let written: String
  /// What it fixes.
  let limit: Limit

  /// Share of a machine's memory that one heap may take, the rest being for other processes and the system.
  static let heapShare = 0.75
  /// Most hints that a suggestion carries.
  static let most = 5

  /// All that the scripts and environments of a job's steps fix, in their order, each once.
  static func all(in steps: [JobStep]) -> [ParallelismHint] {
    var found: [ParallelismHint] = []
    for step in steps {
      for (name, value) in step.environment.sorted(by: { $0.key < $1.key }) {
        found += variable(name, value, at: step.position)
      }
      guard case .run(let script) = step.work else { continue }
      for command in ShellCommands(script, in: step.workingDirectory).all {
        found += hints(of: command, at: step.position)
      }
    }
    return found.uniqued
  }

  /// What to write instead on another machine, as a sentence; `nil` if what is there fits or a size is unknown.
  func sentence(from old: Runner, to new: Runner) -> String? {
    let place = "\(position.file):\(position.line)"
    switch limit {
    case .workers(let count):
      guard let before = old.cpus, let after = new.cpus, before > 0 else { return nil }
      let fitting = Self.workers(count, from: before, to: after)
      guard fitting != count else { return nil }
      return "`\(written)` (\(place)) fixes \(FigureText.count(count, "worker")): on \(after.short) vCPU, "
        + "\(fitting) would match."
    case .shards(let count):
      guard let before = old.cpus, let after = new.cpus, before > 0, after > 0 else { return nil }
      let fitting = Int(min(max((Double(count) * before / after).rounded(.up), 1), 4096))
      guard fitting != count else { return nil }
      return
        "`\(written)` (\(place)) splits the work among \(FigureText.count(count, "job")): of \(after.short) vCPU each, "
        + "\(fitting) have as many together; the number of jobs started has to follow."
    case .heap(let mebibytes):
      guard let memory = new.memory else { return nil }
      let fitting = Int((memory.gibibytes * 1024 * Self.heapShare).rounded(.down))
      guard mebibytes > fitting else { return nil }
      return
        "`\(written)` (\(place)) allows a heap of \(FigureText.gibibytes(Double(mebibytes) * 1_048_576)): on "
        + "\(FigureText.gibibytes(Double(memory.bytes))) of memory, \(fitting) MiB would leave room for the rest."
    }
  }

  /// As many for each vCPU as today; on a smaller machine no fewer than it has, unless fewer were asked for.
  private static func workers(_ count: Int, from before: Double, to after: Double) -> Int {
    let least = after < before ? min(Double(count), after.rounded(.down)) : 1
    let scaled = (Double(count) * after / before).rounded()
    return Int(min(max(scaled, least, 1), 4096))
  }

  // MARK: - Reading

  private static func hints(of command: ShellCommand, at position: SourcePosition) -> [ParallelismHint] {
    var found = command.assignments.sorted { $0.key < $1.key }.flatMap {
      variable($0.key, $0.value, at: position)
    }
    if ["export", "env", "declare", "set"].contains(command.name) {
      for argument in command.arguments {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { found += variable(parts[0], parts[1], at: position) }
      }
    }
    for flag in flags(of: command) {
      for value in command.values(of: flag) {
        guard let count = number(value) else { continue }
        let written = "\(command.name) \(flag)\(flag.hasPrefix("--") ? "=" : " ")\(value)"
        found.append(ParallelismHint(position: position, written: written, limit: .workers(count)))
      }
    }
    for flag in shardFlags(of: command) {
      for value in command.values(of: flag) {
        // Of `2/4`, `hash:2/4` and `${{ matrix.shard }}/4` the total counts.
        let total = value.split(separator: "/").last.map(String.init) ?? ""
        guard flag == "--splits" || value.contains("/"), let count = number(total) else { continue }
        let written = "\(command.name) \(flag)=\(value)"
        found.append(ParallelismHint(position: position, written: written, limit: .shards(count)))
      }
    }
    for argument in command.arguments {
      guard let heap = heap(argument) else { continue }
      found.append(
        ParallelismHint(position: position, written: "\(command.name) \(argument)", limit: .heap(heap)))
    }
    return found
  }

  /// Options that name a number of workers; short ones mean other things to other programs.
  private static func flags(of command: ShellCommand) -> [String] {
    let common = ["--maxWorkers", "--max-workers", "--workers", "--numprocesses"]
    switch command.name {
    case "make", "gmake", "ninja", "cargo", "scons", "swift", "bazel", "ctest", "meson", "nox":
      return common + ["-j", "--jobs", "--parallel"]
    case "cmake": return common + ["-j", "--parallel"]
    case "pytest", "py.test": return common + ["-n"]
    case "mvn", "mvnw": return common + ["-T", "--threads"]
    case "go": return common + ["-p", "-parallel"]
    case "jest", "npx", "yarn", "pnpm", "npm", "vitest", "playwright", "gradle", "gradlew": return common
    default: return []
    }
  }

  /// Options that name a part of the work and how many there are.
  private static func shardFlags(of command: ShellCommand) -> [String] {
    switch command.name {
    case "jest", "vitest", "playwright", "npx", "yarn", "pnpm", "npm": ["--shard"]
    case "pytest", "py.test": ["--splits"]
    case "cargo": ["--partition"]
    default: []
    }
  }

  private static func variable(_ name: String, _ value: String, at position: SourcePosition)
    -> [ParallelismHint]
  {
    switch name {
    case "GOMAXPROCS", "CMAKE_BUILD_PARALLEL_LEVEL", "CARGO_BUILD_JOBS", "OMP_NUM_THREADS",
      "RAYON_NUM_THREADS":
      guard let count = number(value) else { return [] }
      return [ParallelismHint(position: position, written: "\(name)=\(value)", limit: .workers(count))]
    case "MAKEFLAGS":
      let counts = value.split(separator: " ").compactMap { word in
        word.hasPrefix("-j") ? number(String(word.dropFirst(2))) : nil
      }
      return counts.map {
        ParallelismHint(position: position, written: "\(name)=-j\($0)", limit: .workers($0))
      }
    case "NODE_OPTIONS", "MAVEN_OPTS", "GRADLE_OPTS", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS",
      "SBT_OPTS":
      return value.split(separator: " ").compactMap { word in
        heap(String(word)).map {
          ParallelismHint(position: position, written: "\(name)=\(word)", limit: .heap($0))
        }
      }
    default: return []
    }
  }

  /// MiB of `-Xmx4g` and of `--max-old-space-size=4096`.
  private static func heap(_ argument: String) -> Int? {
    if let size = argument.dropping("--max-old-space-size=") ?? argument.dropping("--max_old_space_size=") {
      return Int(size).flatMap { (1...16_777_216).contains($0) ? $0 : nil }
    }
    guard let size = argument.dropping("-Xmx"), let unit = size.last else { return nil }
    let digits = unit.isNumber ? size[...] : size.dropLast()
    guard let count = Int(digits), (1...1_000_000_000_000).contains(count) else { return nil }
    switch unit {
    case "g", "G": return count <= 16_384 ? count * 1024 : nil
    case "m", "M": return count <= 16_777_216 ? count : nil
    case "k", "K": return count / 1024
    default: return unit.isNumber ? count / 1_048_576 : nil
    }
  }

  private static func number(_ text: String) -> Int? {
    Int(text).flatMap { (1...4096).contains($0) ? $0 : nil }
  }
}

extension String {
  fileprivate func dropping(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
