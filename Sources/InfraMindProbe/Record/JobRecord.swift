package import AdapterKit
package import FoundationEssentials
package import InfraMindCore

/// What was measured in one job: the file that leaves the job, at most 20 KB of JSON, see ``encoded()``.
///
/// It holds figures, names of the job and of its marks; no command, no environment, no name of a person.
package struct JobRecord: Sendable, Hashable, Codable {
  /// Version of the format.
  package var version = JobRecord.currentVersion
  /// The format that this program writes.
  package static let currentVersion = 1

  /// Which job; `nil` outside of CI.
  package var facts: JobRunFacts?
  /// Whose use was measured, and its bounds.
  package var machine: MachineFacts
  /// When measuring began and ended.
  package var begin: Date
  package var end: Date
  /// The command's exit status; `nil` if none was run, or it was killed together with the recorder.
  package var exitStatus: Int?
  /// Whether the end was seen: a killed recorder leaves it out.
  package var isWhole: Bool
  /// What was used; `nil` if the job was too short to tell.
  package var use: ResourceUse?
  /// Over time.
  package var series: UseSeries
  /// What began when, such as steps, in order.
  package var marks: [Mark]
  /// What caches did, as the platform's tools told.
  package var cacheEvents: [CacheEvent]

  /// Something that began at a moment.
  package struct Mark: Sendable, Hashable, Codable {
    /// Seconds since the beginning.
    package var time: Double
    package var name: String
    /// What was used from here to the next mark, or to the end.
    package var use: ResourceUse?
  }

  /// Most marks kept.
  static let mostMarks = 50
  /// Most cache events kept.
  static let mostCacheEvents = 20
}

extension JobRecord {
  /// Sums up what a growing file holds.
  ///
  /// - Parameters:
  ///   - header: Its first line.
  ///   - lines: Its other lines; those that cannot be read are passed over.
  ///   - largestProcess: See ``UseMeter/use(on:largestProcess:)``.
  /// - Returns: `nil` without any sample.
  package init?(_ header: RecordHeader, _ lines: some Sequence<SampleLine>, largestProcess: Int? = nil) {
    var summary = RecordSummary()
    for line in lines { summary.add(line) }
    guard let begin = summary.firstTime, let end = summary.lastTime else { return nil }
    machine = header.machine
    self.begin = Date(timeIntervalSince1970: begin)
    self.end = Date(timeIntervalSince1970: end)
    exitStatus = summary.exitStatus
    isWhole = summary.hasEnd
    use = summary.meter.use(on: header.machine, largestProcess: largestProcess)
    series = summary.series
    marks = summary.finishedMarks(on: header.machine)
    cacheEvents = summary.cacheEvents
    facts = header.job.map { job in
      var facts = JobRunFacts(
        run: job.run, subject: job.subject, stage: .running, time: self.end, details: job.details)
      facts.details.use = use
      if !summary.cacheEvents.isEmpty { facts.details.cacheEvents = summary.cacheEvents }
      facts.details.memory =
        facts.details.memory ?? header.machine.machineMemory.map { MemorySize(bytes: Int64($0)) }
      facts.details.cpus = facts.details.cpus ?? header.machine.cpus
      return facts
    }
  }
}

/// The first line of a growing file.
package struct RecordHeader: Sendable, Hashable, Codable {
  /// Which job; `nil` outside of CI.
  package var job: Job?
  package var machine: MachineFacts

  /// The part of a job's environment that is kept.
  package struct Job: Sendable, Hashable, Codable {
    package var run: RunReference
    package var subject: JobRunFacts.Subject
    package var details: JobRunDetails
  }

  /// Describes a recording. Who started the job is left out.
  package init(_ environment: JobEnvironment?, machine: MachineFacts) {
    job = environment.map { Job(run: $0.run, subject: $0.subject, details: $0.details) }
    self.machine = machine
  }
}
