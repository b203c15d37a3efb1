/// Writes runs as ``JobRunDecoder`` reads them: one JSON object a line, keys in one fixed order, what is
/// unknown left out. Equal runs give equal bytes.
///
/// Times keep their microseconds, memory its bytes up to 2⁵³; a number that is not finite is left out.
public struct JobRunEncoder: Sendable {
  /// An encoder.
  public init() {}

  /// Lines for all runs, each ended by a newline.
  public func encode(_ runs: [JobRun]) -> [UInt8] {
    runs.reduce(into: []) { bytes, run in
      bytes += line(for: run).utf8
      bytes.append(0x0a)
    }
  }

  /// The line for one run, without a newline.
  public func line(for run: JobRun) -> String {
    var object = JSONObjectText()
    object.add("platform", run.platform.rawValue)
    object.add("repository", run.repository)
    object.add("pipeline", run.pipeline)
    object.add("job", run.job)
    if !run.matrix.isEmpty { object.add("matrix", raw: matrix(run.matrix)) }
    object.add("run", run.run)
    object.add("attempt", number: Double(run.attempt))
    object.add("branch", run.branch)
    object.add("event", run.event)
    object.add("queuedAt", run.queuedAt.map(Timestamp.text))
    object.add("startedAt", run.startedAt.map(Timestamp.text))
    object.add("finishedAt", run.finishedAt.map(Timestamp.text))
    object.add("conclusion", run.conclusion.rawValue)
    object.add("runner", raw: runner(of: run))
    object.add("use", raw: run.use.map(use))
    if !run.steps.isEmpty { object.add("steps", raw: list(run.steps.map(step))) }
    if !run.cacheEvents.isEmpty { object.add("cacheEvents", raw: list(run.cacheEvents.map(cacheEvent))) }
    object.add("fromFork", raw: run.isFromFork ? "true" : "false")
    object.add("visibility", run.visibility?.rawValue)
    return object.text
  }

  private func matrix(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.reduce(into: JSONObjectText()) { $0.add($1.key, $1.value) }.text
  }

  private func runner(of run: JobRun) -> String? {
    var object = JSONObjectText()
    if !run.runnerLabels.isEmpty {
      object.add("labels", raw: list(run.runnerLabels.map(JSONObjectText.quoted)))
    }
    object.add("cpus", number: run.cpus)
    object.add("memoryGiB", number: run.memory?.gibibytes)
    return object.isEmpty ? nil : object.text
  }

  private func use(_ use: ResourceUse) -> String {
    var object = JSONObjectText()
    object.add("averageCPUs", number: use.averageCPUs)
    object.add("peakCPUs", number: use.peakCPUs)
    object.add("averageMemoryGiB", number: use.averageMemory?.gibibytes)
    object.add("peakMemoryGiB", number: use.peakMemory?.gibibytes)
    return object.text
  }

  private func step(_ step: StepRun) -> String {
    var object = JSONObjectText()
    object.add("name", step.name)
    object.add("startedAt", step.startedAt.map(Timestamp.text))
    object.add("finishedAt", step.finishedAt.map(Timestamp.text))
    object.add("conclusion", step.conclusion?.rawValue)
    return object.text
  }

  private func cacheEvent(_ event: CacheEvent) -> String {
    var object = JSONObjectText()
    object.add("key", event.key)
    object.add("kind", event.kind.rawValue)
    object.add("bytes", raw: event.size.map { String($0.bytes) })
    object.add("seconds", number: event.duration.map { $0 / .seconds(1) })
    return object.text
  }

  private func list(_ elements: [String]) -> String { JSONObjectText.list(elements) }
}
