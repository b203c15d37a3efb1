internal import FoundationEssentials
internal import InfraMindCore

/// A job and row of which there are many runs: what these share is kept once, and they lie together, by time.
struct JobLane: Sendable {
  var platform: Platform
  var source: String
  var repository: String
  var pipeline: String
  var workflow: String?
  var job: String
  var name: String?
  var matrix: [String: String]

  init(_ run: JobRun) {
    platform = run.platform
    source = run.source
    repository = run.repository
    pipeline = run.pipeline
    workflow = run.workflow
    job = run.job
    name = run.name
    matrix = run.matrix
  }

  /// Equal for runs of the same job and row of one repository, and practically never for others.
  var number: Int64 {
    KeyText.number(
      of: [platform.rawValue, source, repository.lowercased(), pipeline, workflow ?? "", job, name ?? ""]
        + matrix.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
  }

  func place(at time: Date) -> RunPlace { RunPlace(lane: number, at: time.microseconds) }

  /// Values from the column `platform` to `matrix`.
  var values: [SQLValue] {
    [
      .text(platform.rawValue), .text(source), .text(repository), .text(pipeline), .text(workflow),
      .text(job),
      .text(name), matrix.isEmpty ? .null : .text(RunText.matrix(matrix)),
    ]
  }

  static let columns = "platform, source, repository, pipeline, workflow, job, name, matrix"

  /// From a row with ``columns`` beginning at `start`.
  init(_ row: any SQLRow, from start: Int) throws {
    platform = Platform(rawValue: row.text(at: start) ?? "")
    source = row.text(at: start + 1) ?? ""
    repository = row.text(at: start + 2) ?? ""
    pipeline = row.text(at: start + 3) ?? ""
    workflow = row.text(at: start + 4)
    job = row.text(at: start + 5) ?? ""
    name = row.text(at: start + 6)
    matrix = try row.text(at: start + 7).map { RunText.matrix(try RunText.parse($0)) } ?? [:]
  }
}
