package import AdapterKit
internal import FoundationEssentials
internal import Glibc

/// Where a recording is kept while it grows, and who writes it.
package struct RecordingPlace: Sendable {
  /// The growing file.
  package let path: String

  /// A place that somebody names.
  package init(path: String) { self.path = path }

  /// The recording of the job that this process runs in: `start`, `mark` and `stop` of one job find the same one, and
  /// those of another job on the same machine another.
  package static func ofThisJob() -> RecordingPlace {
    let words = jobVariables.compactMap { name in getenv(name).map { String(cString: $0) } }
    let name = Digest.sha256(Array(words.joined(separator: "\u{0}").utf8)).prefix(8).hexadecimal
    return RecordingPlace(path: "\(RecordingFolder.path)/\(name).log")
  }

  /// A recording of one command.
  package static func fresh() -> RecordingPlace {
    RecordingPlace(path: "\(RecordingFolder.path)/\(getpid())-\(UInt64.random(in: 0...UInt64.max)).log")
  }

  /// Variables whose values tell one job from another, on any of the platforms.
  private static let jobVariables = [
    "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_JOB", "RUNNER_NAME", "CI_JOB_ID", "CIRCLE_WORKFLOW_JOB_ID",
    "CIRCLE_NODE_INDEX", "BUILDKITE_JOB_ID", "TEAMCITY_BUILD_PROPERTIES_FILE", "DRONE_BUILD_NUMBER",
    "DRONE_STAGE_NUMBER", "CI_PIPELINE_NUMBER", "CI_WORKFLOW_NUMBER",
  ]

  // MARK: - Reading

  /// Sums up the growing file.
  ///
  /// - Throws: ``AdapterError/Code/cannotRecord``, ``AdapterError/Code/invalidPayload``.
  package func record(largestProcess: Int? = nil) throws(AdapterError) -> JobRecord {
    try RecordingFolder.check(holding: path)
    let (header, lines) = try RecordingFile.read(path)
    guard let record = JobRecord(header, lines, largestProcess: largestProcess) else {
      throw AdapterError(.invalidPayload, "\(path) holds no sample yet.")
    }
    return record
  }

  /// Reads a finished record, or sums up a growing file.
  package func anyRecord() throws(AdapterError) -> JobRecord {
    if let record = try finishedRecord() { return record }
    return try record()
  }

  /// Reads a finished record, or sums up a growing file, and tells what is known of its writer.
  ///
  /// - Parameter now: Seconds since the epoch.
  package func shownRecord(at now: Double = Sampler.now()) throws(AdapterError) -> (JobRecord, Writer) {
    if let record = try finishedRecord() { return (record, .gone) }
    let record = try record()
    return (record, writer(of: record, at: now))
  }

  /// `nil` for a file that still grows, or did.
  private func finishedRecord() throws(AdapterError) -> JobRecord? {
    if let data = try? Data(contentsOf: URL(filePath: path)), data.count <= 1 << 20,
      let record = try? JSONDecoder().decode(JobRecord.self, from: data)
    {
      guard record.version <= JobRecord.currentVersion else {
        throw AdapterError(
          .invalidPayload,
          "\(path) was written by a newer version of this program: take that version to read it.")
      }
      return record
    }
    return nil
  }

  // MARK: - Its writer

  /// What is known of the process that writes a recording.
  package enum Writer: Sendable, Hashable {
    /// It runs.
    case alive
    /// It is not found, but wrote a moment ago: a command's recorder leaves no process id, and a file may be read from
    /// another container.
    case unknown
    /// It ended.
    case gone
  }

  private func writer(of record: JobRecord, at now: Double) -> Writer {
    if recorder != nil { return .alive }
    let (begin, end) = (record.begin.timeIntervalSince1970, record.end.timeIntervalSince1970)
    // Three periods, since a machine with much to do lets a recorder wait, too.
    return now - end < 3 * Sampler.interval(after: end - begin) ? .unknown : .gone
  }

  /// The file that holds the writer's process id.
  var processFile: String { path + ".pid" }

  /// Whether there is a file, whatever it holds.
  package var isThere: Bool { access(path, F_OK) == 0 }

  /// The process that writes; `nil` if it is gone, or the id belongs to another program now.
  var recorder: pid_t? {
    guard (try? RecordingFolder.check(holding: path)) != nil,
      let text = try? String(contentsOf: URL(filePath: processFile), encoding: .utf8),
      let process = pid_t(text.prefix(while: \.isNumber)), process > 1,
      let words = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline")),
      words.firstRange(of: Data(path.utf8)) != nil
    else { return nil }
    return process
  }

  /// Tells the writer to end and waits for that, a few seconds at most. Without a writer nothing happens.
  package func endRecorder() {
    guard let process = recorder, kill(process, SIGTERM) == 0 else { return }
    for _ in 0..<300 where recorder != nil { usleep(10_000) }
  }

  /// Takes the growing file away.
  package func remove() {
    unlink(path)
    unlink(processFile)
  }
}
