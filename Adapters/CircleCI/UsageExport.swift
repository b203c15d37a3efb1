public import AdapterKit
public import InfraMindCore

/// Reads a usage export of CircleCI, unpacked, as it comes: all jobs of an organisation for a month at a
/// time, with what they used and cost.
///
/// ```swift
/// var export = UsageExport(hashing: actors)
/// for piece in pieces { try await store.record(try export.facts(in: piece)) }
/// try await store.record(try export.lastFacts())
/// ```
///
/// Columns go by their names, in any case and order; `\N` and nothing are no value. An export tells use in
/// per cent of what the job's class has, and so the catalogue of classes turns it into CPUs and memory: of a
/// class that it does not know, such as one of the user's own machines, no use is told.
///
/// - SeeAlso: CircleCI Docs, "Usage API".
public struct UsageExport: UsageExportParsing, Sendable {
  /// Rows that are no job's: seats, storage and the like are charged in rows of their own.
  public private(set) var chargeRows = 0
  /// Rows that lack cells, or a job's id, name, workflow or times, or have a time that is none.
  public private(set) var unreadableRows = 0
  /// Rows that told of a job.
  public private(set) var jobRows = 0

  private let source: String
  private let actors: ActorHashing
  private var reader = CSVReader()
  private var header: UsageHeader?
  private var isFirstPiece = true
  /// The run that was told of last: rows of one workflow mostly follow each other.
  private var lastRun: JobRunFacts?

  /// Begins with an export.
  ///
  /// - Parameter source: Host as in ``RunReference/source``.
  public init(source: String = "circleci.com", hashing actors: ActorHashing) {
    self.source = source
    self.actors = actors
  }

  /// What the rows tell that end in a piece of the file.
  ///
  /// - Parameter piece: Follows the one before; of any size.
  /// - Throws: ``AdapterError/Code/invalidPayload`` for what is no usage export.
  public mutating func facts(in piece: [UInt8]) throws(AdapterError) -> [JobRunFacts] {
    var start = 0
    if isFirstPiece, !piece.isEmpty {
      isFirstPiece = false
      guard !piece.starts(with: [0x1f, 0x8b]) else {
        throw .invalidPayload("The usage export is compressed: unpack it with `gunzip` first.")
      }
      if piece.starts(with: [0xef, 0xbb, 0xbf]) { start = 3 }
    }
    return try facts(of: try reader.records(in: piece[start...]))
  }

  /// What a last row tells that no line end follows.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload`` if there was not even a header.
  public mutating func lastFacts() throws(AdapterError) -> [JobRunFacts] {
    let facts = try facts(of: reader.lastRecord().map { [$0] } ?? [])
    guard header != nil else { throw .invalidPayload("The usage export is empty.") }
    return facts
  }

  private mutating func facts(of records: [CSVRecord]) throws(AdapterError) -> [JobRunFacts] {
    var facts: [JobRunFacts] = []
    for record in records {
      if let header {
        take(UsageRow(record, header), into: &facts)
      } else {
        header = try UsageHeader(record)
      }
    }
    return facts
  }

  private mutating func take(_ row: UsageRow, into facts: inout [JobRunFacts]) {
    guard row.isWhole else {
      unreadableRows += 1
      return
    }
    guard row[.jobNumber] != nil else {
      chargeRows += 1
      return
    }
    guard let run = row.run(on: source), let job = row.jobFacts(in: run) else {
      unreadableRows += 1
      return
    }
    jobRows += 1
    let known = lastRun?.run == run ? lastRun?.time : nil
    let ofRun = row.runFacts(in: run, at: known ?? job.time, hashing: actors)
    if ofRun != lastRun { facts.append(ofRun) }
    lastRun = ofRun
    facts.append(job)
  }
}

extension CircleCI: UsageExportReading {
  /// Begins with an export of ``UsageExport``'s form.
  public func usageExport(from source: String?, hashing actors: ActorHashing) -> any UsageExportParsing {
    source.map { UsageExport(source: $0, hashing: actors) } ?? UsageExport(hashing: actors)
  }
}

/// Which column is where.
struct UsageHeader: Sendable {
  /// How many columns there are.
  let count: Int
  /// Columns that are read.
  enum Column: String, CaseIterable, Sendable {
    case organization = "ORGANIZATION_NAME"
    case project = "PROJECT_NAME"
    case address = "VCS_URL"
    case branch = "VCS_BRANCH"
    case event = "PIPELINE_TRIGGER_SOURCE"
    case actor = "PIPELINE_TRIGGER_USER_ID"
    case workflowID = "WORKFLOW_ID"
    case workflow = "WORKFLOW_NAME"
    case job = "JOB_NAME"
    case jobNumber = "JOB_RUN_NUMBER"
    case jobID = "JOB_ID"
    case queuedAt = "JOB_RUN_QUEUED_AT"
    case startedAt = "JOB_RUN_STARTED_AT"
    case stoppedAt = "JOB_RUN_STOPPED_AT"
    case status = "JOB_BUILD_STATUS"
    case resourceClass = "RESOURCE_CLASS"
    case system = "OPERATING_SYSTEM"
    case executor = "EXECUTOR"
    case parallelism = "PARALLELISM"
    case seconds = "JOB_RUN_SECONDS"
    case medianCPU = "MEDIAN_CPU_UTILIZATION_PCT"
    case maximumCPU = "MAX_CPU_UTILIZATION_PCT"
    case medianMemory = "MEDIAN_RAM_UTILIZATION_PCT"
    case maximumMemory = "MAX_RAM_UTILIZATION_PCT"
    case computeCredits = "COMPUTE_CREDITS"
    case credits = "TOTAL_CREDITS"
  }

  private static let needed: [Column] = [.workflowID, .job, .jobNumber, .jobID, .stoppedAt, .status]

  private var places: [Column: Int] = [:]

  /// Takes the first record for the columns' names.
  init(_ record: CSVRecord) throws(AdapterError) {
    count = record.count
    for place in 0..<record.count {
      let name = (record[place] ?? "").split(whereSeparator: \.isWhitespace).joined().uppercased()
      guard let column = Column(rawValue: name), places[column] == nil else { continue }
      places[column] = place
    }
    let missing = Self.needed.filter { places[$0] == nil }.map(\.rawValue)
    guard missing.isEmpty else {
      throw .invalidPayload(
        "The file is no usage export of CircleCI: its first line has no column \(SentenceText.list(missing))."
      )
    }
  }

  subscript(column: Column) -> Int? { places[column] }
}
