/// Finds the likeliest cause of a failed job. Rules are asked in the order of their certainty: what was measured, then what
/// the platform says, then the end of the log, then the name of the step that failed. The first that fits decides.
struct FailureDiagnosis {
  private let run: JobRun
  private let earlier: [JobRun]
  private let log: String?

  /// A disk this full has no room for what failed.
  private static let fullDisk = 0.985
  /// A peak this near the limit makes exit status 137 a matter of memory.
  private static let fullMemory = 0.95

  init(_ run: JobRun, earlier: [JobRun], log: String?) {
    self.run = run
    self.earlier = earlier
    self.log = log
  }

  /// The cause; `nil` if the job did not fail.
  var cause: FailureCause? {
    switch run.conclusion {
    case .success, .skipped, .cancelled: return nil
    case .failure, .timedOut, .infrastructureFailure, .outOfMemory: break
    }
    return measured ?? told ?? logged ?? failedStep ?? FailureCause(.unknown, evidence: [])
  }

  // MARK: - Measured

  private var measured: FailureCause? {
    guard let use = run.use else { return nil }
    if let kills = use.outOfMemoryKills, kills > 0 {
      return FailureCause(
        .outOfMemory,
        evidence: ["The kernel killed \(kills == 1 ? "a process" : "\(kills) processes") for want of memory."]
          + peak(use))
    }
    if let disk = use.peakDiskUse, disk >= Self.fullDisk {
      return FailureCause(.diskFull, evidence: ["The workspace's disk was \(Int(disk * 100)) % full."])
    }
    return nil
  }

  private func peak(_ use: ResourceUse) -> [String] {
    guard let peak = use.peakMemory, let limit = use.memoryLimit ?? run.memory else { return [] }
    return ["\(Self.tenths(peak.gibibytes)) GiB of \(Self.tenths(limit.gibibytes)) GiB were in use at most."]
  }

  private static func tenths(_ number: Double) -> String { ((number * 10).rounded() / 10).short }

  // MARK: - Told by the platform

  private var told: FailureCause? {
    let word = run.conclusionWord.map { ["The platform says: \($0)."] } ?? []
    switch run.conclusion {
    case .outOfMemory: return FailureCause(.outOfMemory, evidence: word + (run.use.map(peak) ?? []))
    case .timedOut: return FailureCause(.timeout, evidence: word + lastedLong)
    case .infrastructureFailure: return FailureCause(.infrastructure, evidence: word)
    case .failure: return almostFullMemory
    case .success, .skipped, .cancelled: return nil
    }
  }

  private var lastedLong: [String] {
    guard let duration = run.duration else { return [] }
    let minutes = Int((duration / .seconds(60)).rounded())
    guard
      let rank = DurationRank(
        duration, among: earlier.filter { !$0.isFromFork && $0.conclusion == .success }.compactMap(\.duration)
      )
    else { return ["It was stopped after \(minutes) min."] }
    return [
      "It was stopped after \(minutes) min; successful runs take \(Int((rank.median / .seconds(60)).rounded())) min."
    ]
  }

  private var almostFullMemory: FailureCause? {
    guard let use = run.use, let peak = use.peakMemory, let limit = use.memoryLimit,
      peak.gibibytes >= Self.fullMemory * limit.gibibytes,
      let line = log.flatMap({ LogLines($0).first(with: ["exit code 137", "exit status 137", "Killed"]) })
    else { return nil }
    return FailureCause(.outOfMemory, evidence: self.peak(use) + [SecretMask.line(line)])
  }

  // MARK: - The log

  private var logged: FailureCause? {
    guard let log else { return nil }
    let lines = LogLines(log)
    for (kind, phrases) in Self.phrases {
      if let line = lines.first(with: phrases) {
        return FailureCause(kind, evidence: [SecretMask.line(line)])
      }
    }
    return nil
  }

  /// What programs write when something lacks, most telling first. Phrases that also stand in logs of jobs that went well,
  /// such as a bare "error", are not among them.
  private static let phrases: [(FailureCause.Kind, [String])] = [
    (
      .outOfMemory,
      [
        "OutOfMemoryError", "JavaScript heap out of memory", "Cannot allocate memory", "OOMKilled",
        "out of memory: Killed",
        "std::bad_alloc", "virtual memory exhausted", "MemoryError", "signal: 9, SIGKILL: kill",
        "The node was low on resource: memory",
      ]
    ),
    (
      .diskFull,
      ["No space left on device", "ENOSPC", "disk quota exceeded", "There is not enough space on the disk"]
    ),
    (
      .network,
      [
        "Could not resolve host", "Temporary failure in name resolution", "ECONNRESET", "ETIMEDOUT",
        "ENOTFOUND", "EAI_AGAIN",
        "Connection timed out", "Connection refused", "Connection reset by peer", "TLS handshake timeout",
        "i/o timeout",
        "503 Service Unavailable", "502 Bad Gateway", "504 Gateway Time-out", "429 Too Many Requests",
        "SSL_ERROR_SYSCALL",
        "The remote end hung up unexpectedly", "toomanyrequests",
      ]
    ),
    (
      .timeout,
      [
        "has exceeded the maximum execution time", "execution took longer than", "context deadline exceeded",
        "Too long with no output",
      ]
    ),
    (
      .infrastructure,
      [
        "The runner has received a shutdown signal", "lost communication with the server",
        "runner system failure",
        "The self-hosted runner", "spot instance", "Instance terminated", "agent_stop",
      ]
    ),
    (
      .testFailure,
      [
        " tests failed", " test failed", "Failing tests", "Tests run:", "FAILURES!", "FAILED (failures=",
        "There were failing tests",
        "Test Suites: ", "--- FAIL:", "test result: FAILED", " failed, ", "examples, ", "AssertionError",
        "XCTAssert",
      ]
    ),
    (
      .setupFailure,
      [
        "npm ERR! code ERESOLVE", "npm ERR! code E404",
        "Could not find a version that satisfies the requirement", "Unable to locate package",
        "manifest unknown", "pull access denied", "Unable to resolve action",
        "fatal: couldn't find remote ref", "Permission denied (publickey)",
        "Could not resolve dependencies", "Your lock file does not satisfy dependencies",
        "ERR_PNPM_OUTDATED_LOCKFILE",
      ]
    ),
    (
      .buildFailure,
      [
        "error: could not compile", "Compilation failed", "BUILD FAILURE", "BUILD FAILED", "SyntaxError:",
        "error TS", ": error:",
        "undefined reference to", "cannot find symbol", "make: ***",
      ]
    ),
  ]

  // MARK: - The step

  private var failedStep: FailureCause? {
    guard let step = run.steps.first(where: { $0.conclusion == .failure || $0.conclusion == .timedOut })
    else { return nil }
    let name = step.name.lowercased()
    let evidence = ["The step \"\(step.name)\" failed."]
    for (kind, words) in Self.stepWords where words.contains(where: name.contains) {
      return FailureCause(kind, evidence: evidence)
    }
    return FailureCause(.unknown, evidence: evidence)
  }

  private static let stepWords: [(FailureCause.Kind, [String])] = [
    (
      .setupFailure,
      [
        "set up job", "checkout", "setup-", "set up", "install", "initialize containers", "restore",
        "docker login", "npm ci", "clone",
      ]
    ),
    (.testFailure, ["test", "spec", "pytest", "jest", "coverage"]),
    (.buildFailure, ["build", "compile", "lint", "typecheck", "format", "package"]),
  ]
}

/// The lines of a log's end.
private struct LogLines {
  private static let most = 400
  private static let longest = 200
  private let lines: [Substring]

  init(_ log: String) { lines = log.split(whereSeparator: \.isNewline).suffix(Self.most) }

  /// The last line that holds any of some phrases, in any case, cut to a readable length.
  func first(with phrases: [String]) -> String? {
    let wanted = phrases.map { $0.lowercased() }
    let line = lines.last { line in
      let lower = line.lowercased()
      return wanted.contains { lower.contains($0) }
    }
    return line.map { line in
      let visible = line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }
      return String(String.UnicodeScalarView(visible)).trimmed(to: Self.longest)
    }
  }
}

extension String {
  fileprivate func trimmed(to length: Int) -> String {
    let text = drop(while: \.isWhitespace)
    return text.count > length ? text.prefix(length - 1) + "…" : String(text)
  }
}
