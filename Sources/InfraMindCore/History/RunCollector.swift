/// Gathers the runs of a file: of several descriptions of one run the last counts.
struct RunCollector {
  private var seen: [Identity: (index: Int, line: Int)] = [:]

  mutating func add(_ run: JobRun, of line: Int, to history: inout DecodedHistory) {
    let identity = Identity(run)
    guard let earlier = seen[identity] else {
      seen[identity] = (history.runs.count, line)
      history.runs.append(run)
      return
    }
    history.runs[earlier.index] = run
    seen[identity] = (earlier.index, line)
    history.replacedLines += 1
    let name = run.job.isEmpty ? run.name ?? "" : run.job
    let what = "attempt \(run.attempt) of job \(name) in run \(run.run)"
    history.report(
      HistoryProblem(
        code: .duplicateRun, line: line,
        sentence: "\(what) stands in line \(earlier.line) already: this line takes its place."))
  }
}

/// What makes two lines describe the same run.
private struct Identity: Hashable {
  let platform: Platform
  let source: String
  let repository: String
  let pipeline: String
  let workflow: String?
  let job: String
  let name: String?
  let jobID: String?
  let matrix: [String: String]
  let run: String
  let attempt: Int

  init(_ run: JobRun) {
    platform = run.platform
    source = run.source
    repository = run.repository
    pipeline = run.pipeline
    workflow = run.workflow
    job = run.job
    name = run.name
    jobID = run.jobID
    matrix = run.matrix
    self.run = run.run
    attempt = run.attempt
  }
}
