internal import FoundationEssentials
internal import InfraMindCore

/// A job run as a row, both ways.
enum JobRunColumns {
  private static let names = [
    "run", "subject", "inside", "attempt", "conclusion", "conclusion_word", "created_at", "queued_at",
    "started_at", "finished_at", "head_commit", "branch", "event", "actor", "from_fork", "visibility",
    "runner_labels", "runner_name", "runner_group", "cpus", "memory", "average_cpus", "peak_cpus",
    "average_memory", "peak_memory", "more_use", "billed_ms", "credits", "changed_files", "additions",
    "deletions", "chain", "more_change",
  ]
  private static let key = ["org", "repo", "lane", "at", "run", "subject"]

  /// Columns to ask for, before those of steps; `r` is the table's name in the statement.
  static let selected = "r.lane, " + names.map { "r." + $0 }.joined(separator: ", ")
  /// How many ``selected`` are.
  static let selectedCount = 1 + names.count

  static let upsert: String = {
    let all = ["org", "repo", "lane", "at"] + names
    let updates = names.filter { !key.contains($0) }.map { "\($0) = excluded.\($0)" }
    return """
      INSERT INTO job_runs (\(all.joined(separator: ", ")))
      VALUES (\(all.map { _ in "?" }.joined(separator: ", ")))
      ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(updates.joined(separator: ", "))
      """
  }()

  /// Values from the column `lane` on.
  static func values(
    _ assembled: KnownRun.Assembled, _ subject: SubjectKey, _ place: RunPlace, run key: String
  ) -> [SQLValue] {
    let run = assembled.run
    let moreUse = run.use.map { RunText.use($0, withoutColumns: true) }
    let moreChange = run.change.map { RunText.change($0, withoutColumns: true) }
    return [
      .integer(place.lane), .integer(place.at), .text(key), .text(subject.text),
      .text(assembled.inside?.text),
      .integer(run.attempt), .text(run.conclusion.rawValue), .text(run.conclusionWord), .time(run.createdAt),
      .time(run.queuedAt), .time(run.startedAt), .time(run.finishedAt), .text(run.headCommit),
      .text(run.branch), .text(run.event), .text(run.actor?.rawValue), .integer(run.isFromFork ? 1 : 0),
      .text(run.visibility?.rawValue),
      run.runnerLabels.isEmpty ? .null : .text(RunText.labels(run.runnerLabels)), .text(run.runnerName),
      .text(run.runnerGroup), .real(run.cpus), bytes(run.memory), .real(run.use?.averageCPUs),
      .real(run.use?.peakCPUs), bytes(run.use?.averageMemory), bytes(run.use?.peakMemory), .text(moreUse),
      run.billedTime.map { .integer(RunText.microseconds($0) / 1000) } ?? .null, .real(run.credits),
      .integer(run.change?.files), .integer(run.change?.additions), .integer(run.change?.deletions),
      run.chain.map(SQLValue.key) ?? .null, .text(moreChange == "{}" ? nil : moreChange),
    ]
  }

  private static func bytes(_ size: MemorySize?) -> SQLValue { size.map { .integer($0.bytes) } ?? .null }

  /// The run of a row with ``selected`` from column 0; steps and cache events are not in it.
  ///
  /// - Throws: ``StoreError/Code/damaged``.
  static func run(_ row: any SQLRow, of lane: JobLane, _ parser: inout RowTexts) throws -> JobRun {
    guard let conclusion = row.text(at: 5).flatMap(JobConclusion.init(rawValue:)) else {
      throw StoreError(
        .damaged, "The store holds a run without a valid conclusion: restore it from a backup.")
    }
    var run = JobRun(
      platform: lane.platform, repository: lane.repository, pipeline: lane.pipeline, job: lane.job,
      matrix: lane.matrix, run: row.text(at: 1) ?? "", attempt: row.int(at: 4) ?? 1, conclusion: conclusion)
    run.source = lane.source
    run.workflow = lane.workflow
    run.name = lane.name
    run.jobID = row.text(at: 2).flatMap { SubjectKey(text: $0).jobID }
    run.conclusionWord = parser.shared(6, row)
    run.createdAt = row.time(at: 7)
    run.queuedAt = row.time(at: 8)
    run.startedAt = row.time(at: 9)
    run.finishedAt = row.time(at: 10)
    run.headCommit = row.text(at: 11)
    run.branch = parser.shared(12, row)
    run.event = parser.shared(13, row)
    run.actor = row.text(at: 14).map(ActorHash.init)
    run.isFromFork = row.integer(at: 15) == 1
    run.visibility = row.text(at: 16).flatMap(RepositoryVisibility.init(rawValue:))
    run.runnerLabels = try parser.labels(17, row)
    run.runnerName = row.text(at: 18)
    run.runnerGroup = parser.shared(19, row)
    run.cpus = row.real(at: 20)
    run.memory = row.integer(at: 21).map(MemorySize.init(bytes:))
    run.use = try use(row)
    run.billedTime = row.integer(at: 27).map { Duration.milliseconds($0) }
    run.credits = row.real(at: 28)
    run.change = try change(row)
    run.chain = row.text(at: 32)
    return run
  }

  private static func use(_ row: any SQLRow) throws -> ResourceUse? {
    guard let more = row.text(at: 26) else { return nil }
    var use = more == "{}" ? ResourceUse() : RunText.use(try RunText.parse(more))
    use.averageCPUs = row.real(at: 22)
    use.peakCPUs = row.real(at: 23)
    use.averageMemory = row.integer(at: 24).map(MemorySize.init(bytes:))
    use.peakMemory = row.integer(at: 25).map(MemorySize.init(bytes:))
    return use
  }

  private static func change(_ row: any SQLRow) throws -> ChangeSize? {
    var change = try row.text(at: 33).map { RunText.change(try RunText.parse($0)) } ?? ChangeSize()
    change.files = row.int(at: 29)
    change.additions = row.int(at: 30)
    change.deletions = row.int(at: 31)
    return change == ChangeSize() ? nil : change
  }
}

/// Texts that many rows share, kept once.
struct RowTexts {
  private var last = [String?](repeating: nil, count: JobRunColumns.selectedCount)
  private var lastLabels: (text: String, labels: [String])?

  /// The text of a column, sharing its storage with that of the row before where they are equal.
  mutating func shared(_ column: Int, _ row: any SQLRow) -> String? {
    guard let text = row.text(at: column) else { return nil }
    if let known = last[column], known == text { return known }
    last[column] = text
    return text
  }

  /// Labels of a runner.
  mutating func labels(_ column: Int, _ row: any SQLRow) throws -> [String] {
    guard let text = row.text(at: column) else { return [] }
    if let lastLabels, lastLabels.text == text { return lastLabels.labels }
    let labels = try RunText.parse(text).elements.compactMap(\.anyText)
    lastLabels = (text, labels)
    return labels
  }
}
