internal import FoundationEssentials

/// One named value of a run as files hold it: what JSON Lines and CSV have in common.
struct RunField: Sendable {
  /// How the value is written.
  enum Kind: Sendable {
    case text
    case number
    case flag
    case time
    /// A JSON object or list, also in a cell of CSV.
    case json
  }

  /// The value of one field of one run.
  enum Value {
    case text(String)
    /// JSON as it is: a number, `true`, an object or a list.
    case raw(String)
  }

  /// The object that holds the key, such as `runner`; `nil` for the line itself.
  let group: String?
  /// The key within it.
  let key: String
  let kind: Kind
  /// The value in a run; `nil` if it has none.
  let value: @Sendable (JobRun) -> Value?

  /// The key with its object's: the name of a column.
  var path: String { group.map { "\($0).\(key)" } ?? key }

  /// All fields, in the order in which they are written.
  static let all: [RunField] =
    identity + times + [
      text("conclusion") { $0.conclusion.rawValue }, text("conclusionWord") { $0.conclusionWord },
    ] + runner + use + lists + [
      number("billedSeconds") { $0.billedTime.map { $0 / .seconds(1) } }, number("credits") { $0.credits },
      whole("change", "files") { $0.change?.files }, whole("change", "additions") { $0.change?.additions },
      whole("change", "deletions") { $0.change?.deletions },
      whole("change", "sourceFiles") { $0.change?.sourceFiles },
      whole("change", "testFiles") { $0.change?.testFiles },
      whole("change", "documentFiles") { $0.change?.documentFiles },
      whole("change", "testLines") { $0.change?.testLines },
      RunField(group: nil, key: "fromFork", kind: .flag) { .raw($0.isFromFork ? "true" : "false") },
      text("visibility") { $0.visibility?.rawValue },
    ]

  private static let identity = [
    text("platform") { $0.platform.rawValue }, text("source") { $0.source.nonEmpty },
    text("repository") { $0.repository }, text("pipeline") { $0.pipeline.nonEmpty },
    text("workflow") { $0.workflow }, text("job") { $0.job.nonEmpty }, text("name") { $0.name },
    text("jobID") { $0.jobID },
    json("matrix") { $0.matrix.isEmpty ? nil : matrix($0.matrix) }, text("run") { $0.run },
    text("chain") { $0.chain }, whole(nil, "attempt") { $0.attempt }, text("headCommit") { $0.headCommit },
    text("branch") { $0.branch },
    text("event") { $0.event }, text("actor") { $0.actor?.rawValue },
  ]

  private static let times = [
    time("createdAt") { $0.createdAt }, time("queuedAt") { $0.queuedAt }, time("startedAt") { $0.startedAt },
    time("finishedAt") { $0.finishedAt },
  ]

  private static let runner = [
    json("labels", in: "runner") {
      $0.runnerLabels.isEmpty ? nil : JSONObjectText.list($0.runnerLabels.map(JSONObjectText.quoted))
    },
    text("name", in: "runner") { $0.runnerName }, text("group", in: "runner") { $0.runnerGroup },
    number("cpus", in: "runner") { $0.cpus }, number("memoryGiB", in: "runner") { $0.memory?.gibibytes },
  ]

  private static let use = [
    number("averageCPUs", in: "use") { $0.use?.averageCPUs },
    number("peakCPUs", in: "use") { $0.use?.peakCPUs },
    number("averageMemoryGiB", in: "use") { $0.use?.averageMemory?.gibibytes },
    number("peakMemoryGiB", in: "use") { $0.use?.peakMemory?.gibibytes },
    number("cpuSeconds", in: "use") { $0.use?.cpuTime.map { $0 / .seconds(1) } },
    number("memoryLimitGiB", in: "use") { $0.use?.memoryLimit?.gibibytes },
    whole("use", "outOfMemoryKills") { $0.use?.outOfMemoryKills },
    number("cpuPressure", in: "use") { $0.use?.cpuPressure },
    number("memoryPressure", in: "use") { $0.use?.memoryPressure },
    number("ioPressure", in: "use") { $0.use?.ioPressure },
    number("peakDiskUse", in: "use") { $0.use?.peakDiskUse }, bytes("diskRead") { $0.diskRead },
    bytes("diskWritten") { $0.diskWritten }, bytes("networkReceived") { $0.networkReceived },
    bytes("networkSent") { $0.networkSent },
  ]

  private static let lists = [
    json("steps") { $0.steps.isEmpty ? nil : JSONObjectText.list($0.steps.map(step)) },
    json("cacheEvents") {
      $0.cacheEvents.isEmpty ? nil : JSONObjectText.list($0.cacheEvents.map(cacheEvent))
    },
  ]

  // MARK: - Kinds

  private static func text(
    _ key: String, in group: String? = nil, _ value: @escaping @Sendable (JobRun) -> String?
  ) -> RunField {
    RunField(group: group, key: key, kind: .text) { value($0).map(Value.text) }
  }

  private static func time(_ key: String, _ value: @escaping @Sendable (JobRun) -> Date?) -> RunField {
    RunField(group: nil, key: key, kind: .time) { value($0).map { .text(Timestamp.text(of: $0)) } }
  }

  /// A number; one that is not finite is none.
  private static func number(
    _ key: String, in group: String? = nil, _ value: @escaping @Sendable (JobRun) -> Double?
  ) -> RunField {
    RunField(group: group, key: key, kind: .number) { run in
      value(run).flatMap { $0.isFinite ? .raw($0.short) : nil }
    }
  }

  private static func whole(
    _ group: String?, _ key: String, _ value: @escaping @Sendable (JobRun) -> Int?
  ) -> RunField {
    RunField(group: group, key: key, kind: .number) { value($0).map { .raw(String($0)) } }
  }

  private static func bytes(
    _ key: String, _ value: @escaping @Sendable (ResourceUse) -> MemorySize?
  ) -> RunField {
    whole("use", key + "Bytes") { ($0.use.flatMap(value)?.bytes).map { Int($0) } }
  }

  private static func json(
    _ key: String, in group: String? = nil, _ value: @escaping @Sendable (JobRun) -> String?
  ) -> RunField {
    RunField(group: group, key: key, kind: .json) { value($0).map(Value.raw) }
  }

  // MARK: - Objects

  private static func matrix(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.reduce(into: JSONObjectText()) { $0.add($1.key, $1.value) }.text
  }

  private static func step(_ step: StepRun) -> String {
    var object = JSONObjectText()
    object.add("name", step.name)
    object.add("startedAt", step.startedAt.map(Timestamp.text(of:)))
    object.add("finishedAt", step.finishedAt.map(Timestamp.text(of:)))
    object.add("conclusion", step.conclusion?.rawValue)
    return object.text
  }

  private static func cacheEvent(_ event: CacheEvent) -> String {
    var object = JSONObjectText()
    object.add("key", event.key)
    object.add("kind", event.kind.rawValue)
    object.add("bytes", raw: event.size.map { String($0.bytes) })
    object.add("seconds", number: event.duration.map { $0 / .seconds(1) })
    return object.text
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
