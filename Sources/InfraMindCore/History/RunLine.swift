internal import FoundationEssentials

/// A run as one line's JSON tells it, and the keys that nobody knows.
struct RunLine {
  var run: JobRun
  var unknownKeys: [String] = []

  /// The keys of the line itself, those of its objects left out.
  private static let names: [String] = RunField.all.reduce(into: []) { names, field in
    let name = field.group ?? field.key
    if names.last != name { names.append(name) }
  }

  private static let runnerNames = names(in: "runner")
  private static let useNames = names(in: "use")
  static let changeNames = names(in: "change")

  /// The keys of one of the line's objects.
  private static func names(in group: String) -> [String] {
    RunField.all.filter { $0.group == group }.map(\.key)
  }

  init(_ value: JSONValue) throws(LineFailure) {
    let line = try JSONFields(value, path: "", names: Self.names)
    run = JobRun(
      platform: Platform(rawValue: try line.required("platform")),
      repository: try line.required("repository"),
      pipeline: try Self.optional("pipeline", line) ?? "", job: try Self.jobName(line),
      run: try Self.identifier("run", line) ?? "",
      attempt: try line.whole("attempt", in: 1...1_000_000) ?? 1, conclusion: try Self.conclusion(line))
    run.matrix = try Self.matrix(line)
    run.source = try line.text("source")?.lowercased() ?? ""
    run.workflow = try line.text("workflow")
    run.name = try line.text("name")
    run.jobID = try line["jobID"] == nil ? nil : Self.identifier("jobID", line)
    run.chain = try line["chain"] == nil ? nil : Self.identifier("chain", line)
    run.headCommit = try line.text("headCommit")
    run.actor = try Self.actor(line)
    run.conclusionWord = try line.text("conclusionWord")
    run.branch = try line.text("branch")
    run.event = try line.text("event")
    run.isFromFork = try line.flag("fromFork") ?? false
    run.visibility = try Self.visibility(line)
    unknownKeys = line.unknown
    try readTimes(line)
    try readRunner(line)
    try readUse(line)
    try readSteps(line)
    try readCacheEvents(line)
    try readBill(line)
  }

  // MARK: - Identity and end

  /// The platform's id of something, as a string or a whole number.
  private static func identifier(_ name: String, _ line: JSONFields) throws(LineFailure) -> String? {
    guard let value = line[name] else { throw line.missing(name) }
    guard case .number(let digits) = value.kind, digits.allSatisfy(\.isNumber) else {
      return try line.required(name)
    }
    return digits
  }

  /// A string that may be missing, and must not be empty if it is there.
  private static func optional(_ name: String, _ line: JSONFields) throws(LineFailure) -> String? {
    try line[name] == nil ? nil : line.required(name)
  }

  /// The job's id in the file, which a reported name may stand in for.
  private static func jobName(_ line: JSONFields) throws(LineFailure) -> String {
    if let job = try optional("job", line) { return job }
    guard try optional("name", line) != nil else {
      throw line.failure(.missingKey, "job", "is missing: every run needs it, or else \"name\"")
    }
    return ""
  }

  private static func actor(_ line: JSONFields) throws(LineFailure) -> ActorHash? {
    guard let hash = try line.text("actor") else { return nil }
    guard hash.utf8.count == 16, hash.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw line.failure(.outOfRange, "actor", "must be a hash of 16 hexadecimal digits, never a name")
    }
    return ActorHash(rawValue: hash.lowercased())
  }

  private static func conclusion(_ line: JSONFields) throws(LineFailure) -> JobConclusion {
    guard line["conclusion"] != nil else {
      throw line.failure(.missingKey, "conclusion", "is missing: leave out runs that have not ended")
    }
    let word = try line.required("conclusion")
    guard let conclusion = JobConclusion(platformWord: word) else {
      let known = JobConclusion.allCases.map(\.rawValue).joined(separator: ", ")
      throw line.failure(.unknownWord, "conclusion", "must be one of \(known), not \(quoted(word))")
    }
    return conclusion
  }

  private static func visibility(_ line: JSONFields) throws(LineFailure) -> RepositoryVisibility? {
    guard let word = try line.text("visibility") else { return nil }
    guard let visibility = RepositoryVisibility(rawValue: word.lowercased()) else {
      throw line.failure(
        .unknownWord, "visibility", "must be public, private or internal, not \(quoted(word))")
    }
    return visibility
  }

  private static func matrix(_ line: JSONFields) throws(LineFailure) -> [String: String] {
    guard let value = line["matrix"] else { return [:] }
    guard case .object = value.kind else {
      throw line.failure(.wrongType, "matrix", "must be an object, not \(value.kindName)")
    }
    var values: [String: String] = [:]
    flatten(value, named: "", into: &values)
    return values
  }

  /// Text of every value by its path: `node.version` for `{"node": {"version": 20}}`.
  private static func flatten(_ value: JSONValue, named name: String, into values: inout [String: String]) {
    let prefix = name.isEmpty ? "" : name + "."
    switch value.kind {
    case .null: values[name] = ""
    case .bool(let flag): values[name] = flag ? "true" : "false"
    case .number(let digits): values[name] = Double(digits)?.short ?? digits
    case .string(let text): values[name] = text
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        flatten(element, named: prefix + String(index), into: &values)
      }
    case .object(let members):
      for member in members { flatten(member.value, named: prefix + member.key, into: &values) }
    }
  }

  // MARK: - Times

  private mutating func readTimes(_ line: JSONFields) throws(LineFailure) {
    run.createdAt = try Self.time("createdAt", in: line)
    run.queuedAt = try Self.time("queuedAt", in: line)
    run.startedAt = try Self.time("startedAt", in: line)
    run.finishedAt = try Self.time("finishedAt", in: line)
    // Platforms give a job that never ran times in any order.
    guard run.conclusion != .skipped, run.conclusion != .cancelled, let start = run.startedAt,
      let end = run.finishedAt
    else { return }
    guard end >= start else {
      throw line.failure(.endsBeforeStart, "finishedAt", "is before \"startedAt\"")
    }
    guard end.timeIntervalSince(start) <= JobRunDecoder.longestJob else {
      throw line.failure(.outOfRange, "finishedAt", "is more than 100 days after \"startedAt\"")
    }
  }

  private static func time(_ name: String, in fields: JSONFields) throws(LineFailure) -> Date? {
    guard let text = try fields.text(name) else { return nil }
    guard let date = Timestamp.date(from: text) else {
      let form = "such as 2026-10-01T12:00:05Z, in the years \(Timestamp.years.lowerBound) to "
      throw fields.failure(
        .invalidTime, name,
        "must be an RFC 3339 time \(form)\(Timestamp.years.upperBound), not \(quoted(text))")
    }
    return date
  }

  // MARK: - Machine and use

  private mutating func readRunner(_ line: JSONFields) throws(LineFailure) {
    guard let value = line["runner"] else { return }
    let runner = try JSONFields(value, path: "runner", names: Self.runnerNames)
    unknownKeys += runner.unknown
    run.runnerLabels = try Self.labels(runner)
    run.runnerName = try runner.text("name")
    run.runnerGroup = try runner.text("group")
    run.cpus = try runner.number("cpus", in: 0.01...JobRunDecoder.mostCPUs)
    run.memory = try Self.memory("memoryGiB", in: runner)
  }

  private static func labels(_ runner: JSONFields) throws(LineFailure) -> [String] {
    if case .string(let label)? = runner["labels"]?.kind { return [label] }
    var labels: [String] = []
    for value in try runner.list("labels") {
      guard case .string(let label) = value.kind, !label.isEmpty else {
        throw LineFailure(.wrongType, "\"runner.labels\" must hold strings only", value.offset)
      }
      labels.append(label)
    }
    return labels
  }

  private mutating func readUse(_ line: JSONFields) throws(LineFailure) {
    guard let value = line["use"] else { return }
    let fields = try JSONFields(value, path: "use", names: Self.useNames)
    unknownKeys += fields.unknown
    let most = (run.cpus ?? JobRunDecoder.mostCPUs) * JobRunDecoder.useTolerance
    var use = ResourceUse(
      averageCPUs: try fields.number("averageCPUs", in: 0...most),
      peakCPUs: try fields.number("peakCPUs", in: 0...most),
      averageMemory: try Self.memory("averageMemoryGiB", in: fields, from: 0),
      peakMemory: try Self.memory("peakMemoryGiB", in: fields, from: 0))
    try readMoreUse(fields, into: &use)
    if let average = use.averageCPUs, let peak = use.peakCPUs, average > peak * JobRunDecoder.useTolerance {
      throw fields.failure(.outOfRange, "averageCPUs", "is more than \"use.peakCPUs\"")
    }
    if let average = use.averageMemory, let peak = use.peakMemory, average > peak {
      throw fields.failure(.outOfRange, "averageMemoryGiB", "is more than \"use.peakMemoryGiB\"")
    }
    run.use = use == ResourceUse() ? nil : use
  }

  static func memory(
    _ name: String, in fields: JSONFields, from least: Double = 0.001
  ) throws(LineFailure) -> MemorySize? {
    try fields.number(name, in: least...JobRunDecoder.mostGiB).map { MemorySize(gibibytes: $0) }
  }

  static func bytes(_ name: String, in fields: JSONFields) throws(LineFailure) -> MemorySize? {
    try fields.whole(name, in: 0...JobRunDecoder.mostBytes).map { MemorySize(bytes: Int64($0)) }
  }

  static func duration(_ seconds: Double) -> Duration {
    .microseconds(Int64((seconds * 1e6).rounded()))
  }

  // MARK: - Steps and caches

  private mutating func readSteps(_ line: JSONFields) throws(LineFailure) {
    for (index, value) in try line.list("steps").enumerated() {
      let names = ["name", "startedAt", "finishedAt", "conclusion"]
      let fields = try JSONFields(value, path: "steps[\(index)]", names: names)
      unknownKeys += Self.withoutIndex(fields.unknown)
      run.steps.append(
        StepRun(
          name: try fields.text("name") ?? "", startedAt: try Self.time("startedAt", in: fields),
          finishedAt: try Self.time("finishedAt", in: fields),
          conclusion: try fields["conclusion"] == nil ? nil : Self.conclusion(fields)))
    }
  }

  private mutating func readCacheEvents(_ line: JSONFields) throws(LineFailure) {
    for (index, value) in try line.list("cacheEvents").enumerated() {
      let fields = try JSONFields(
        value, path: "cacheEvents[\(index)]", names: ["key", "kind", "bytes", "seconds"])
      unknownKeys += Self.withoutIndex(fields.unknown)
      let word = try fields.required("kind")
      guard let kind = CacheEvent.Kind(rawValue: word) else {
        throw fields.failure(
          .unknownWord, "kind", "must be hit, partial, miss or save, not \(Self.quoted(word))")
      }
      let size = try Self.bytes("bytes", in: fields)
      let seconds = try fields.number("seconds", in: 0...JobRunDecoder.longestJob)
      run.cacheEvents.append(
        CacheEvent(
          key: try fields.required("key"), kind: kind, size: size,
          duration: seconds.map(Self.duration)))
    }
  }

  /// `steps.number` for `steps[3].number`: one count for all elements.
  private static func withoutIndex(_ paths: [String]) -> [String] {
    paths.map { path in
      guard let open = path.firstIndex(of: "["), let close = path.firstIndex(of: "]") else { return path }
      return String(path[..<open] + path[path.index(after: close)...])
    }
  }

  /// A text from the file, short and on one line, for a message.
  private static func quoted(_ text: String) -> String {
    let visible = text.unicodeScalars.prefix(40).map { $0.value < 0x20 ? " " : String($0) }.joined()
    return "\"\(visible)\""
  }
}
