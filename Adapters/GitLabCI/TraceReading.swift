public import AdapterKit
internal import FoundationEssentials
public import InfraMindCore

/// Reads the log of a job, as GitLab Runner writes it: when its stages began and ended, and what its caches did.
///
/// The log may come in pieces of any size. What is kept of it is bounded, and lines are recognised only in the stage that
/// the runner writes them in, so that a script which prints the same words changes nothing. The words are for people and
/// may change: what is not recognised is left out, never guessed.
///
/// - SeeAlso: gitlab-org/gitlab-runner, `functions/concrete/run/runner.go`, `shells/abstract.go`,
///   `commands/helpers/cache_extractor.go`, `common/buildlogger/internal/timestamper`
public struct TraceReading: JobLogReader {
  /// Longest part of a line that is looked at, in bytes: the words that matter stand at its beginning.
  static let longestLine = 4096
  /// Streams of which a line is kept until the next one; a runner has two or three.
  static let mostStreams = 16
  /// Most stages kept.
  static let mostSections = 200

  /// The runner's own stages, in the order of their beginning, such as `restore_cache`; without a conclusion.
  public private(set) var sections: [StepRun] = []
  /// What the job's caches did, in order.
  public var cacheEvents: [CacheEvent] { caches.events }
  /// The code that the script ended with, where the runner says so.
  public private(set) var exitCode: Int?
  /// Whether the script was killed as the kernel does for want of memory: nothing else kills a process of a container
  /// in this way, but a `kill -9` of its own.
  public private(set) var ranOutOfMemory = false

  /// Stages, caches, and whether memory ran out.
  public var findings: LogFindings {
    var findings = LogFindings(cacheEvents: cacheEvents)
    findings.steps = sections
    findings.ranOutOfMemory = ranOutOfMemory
    return findings
  }

  private var caches = CacheLines()
  /// The stage that is going on, and its place among the sections.
  private var open: (name: String, place: Int)?
  private var line: [UInt8] = []
  /// Lines that another one of the same stream may go on with.
  private var unfinished: [String: TraceLine] = [:]

  /// Nothing read yet.
  public init() {}

  /// Reads a whole log.
  public init(_ bytes: [UInt8]) {
    read(bytes)
    finish()
  }

  /// Reads on.
  public mutating func read(_ bytes: some Collection<UInt8>) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        endLine()
      } else if line.count < Self.longestLine {
        line.append(byte)
      }
    }
  }

  /// Reads the last line, and settles what only the end decides.
  public mutating func finish() {
    if !line.isEmpty { endLine() }
    takeUnfinished()
    caches.settle(at: nil)
  }

  private mutating func endLine() {
    let raw = line
    line.removeAll(keepingCapacity: true)
    let next = TraceLine(raw)
    guard let stream = next.stream else { return take(next) }
    if next.goesOn, var begun = unfinished[stream] {
      begun.goOn(with: next)
      unfinished[stream] = begun
      return
    }
    if next.isMarker {
      // What other streams wrote before it belongs before it.
      takeUnfinished()
      take(next)
    } else if let begun = unfinished.updateValue(next, forKey: stream) {
      take(begun)
    }
    if unfinished.count > Self.mostStreams { takeUnfinished() }
  }

  private mutating func takeUnfinished() {
    for line in unfinished.values.sorted(by: { ($0.time ?? .distantPast) < ($1.time ?? .distantPast) }) {
      take(line)
    }
    unfinished = [:]
  }

  private mutating func take(_ line: TraceLine) {
    for part in line.parts {
      switch TraceMarker(part) {
      case .start(let name, let time): begin(name, at: time)
      case .end(let name, let time): end(name, at: time)
      case nil: read(part, at: line.time)
      }
    }
  }

  // MARK: - Stages

  private static let stages: Set<String> = [
    "resolve_secrets", "prepare_executor", "prepare_script", "get_sources", "clear_worktree", "restore_cache",
    "download_artifacts", "step_script", "step_run", "step_release", "after_script", "archive_cache",
    "archive_cache_on_failure", "upload_artifacts_on_success", "upload_artifacts_on_failure",
    "cleanup_file_variables",
  ]

  private mutating func begin(_ name: String, at time: Date?) {
    guard open == nil, Self.stages.contains(name), sections.count < Self.mostSections else { return }
    open = (name, sections.count)
    sections.append(StepRun(name: name, startedAt: time, finishedAt: nil, conclusion: nil))
    caches.begin()
  }

  private mutating func end(_ name: String, at time: Date?) {
    guard let ended = open, ended.name == name else { return }
    open = nil
    sections[ended.place].finishedAt = time
    caches.settle(at: nil)
    caches.end(taking: sections[ended.place].duration)
  }

  private mutating func read(_ text: String, at time: Date?) {
    switch open?.name {
    case "restore_cache", "archive_cache", "archive_cache_on_failure": caches.read(text, at: time)
    case nil: readEnd(text)
    default: break
    }
  }

  /// `ERROR: Job failed: exit code 137`, and the like of other executors.
  private mutating func readEnd(_ text: String) {
    guard text.hasPrefix("ERROR: Job failed") else { return }
    if let code = text.firstRange(of: "exit code ") {
      exitCode = Int(text[code.upperBound...].prefix { $0.isNumber }.prefix(9))
    }
    ranOutOfMemory = exitCode == 137 || text.contains("OOMKilled")
  }
}
