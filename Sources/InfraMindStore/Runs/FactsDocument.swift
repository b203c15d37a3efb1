internal import FoundationEssentials
internal import InfraMindCore

/// The text in which a store keeps merged facts: one JSON object, steps and cache events beside it, so that
/// large answers need not read them.
///
/// Numbers keep their exact value, times their microseconds. What is written is read back as the same value;
/// a document with a value of another kind is read without that value.
struct FactsDocument {
  var subject: JobRunFacts.Subject
  var merged: MergedFacts

  // MARK: - Writing

  /// The object, without steps and cache events.
  var text: String {
    var object = JSONObjectText()
    object.add("subject", raw: subjectText)
    for (name, path) in Self.texts { object.add(name, merged.details[keyPath: path]) }
    for (name, path) in Self.times { object.add(name, raw: Self.digits(merged.details[keyPath: path])) }
    for (name, path) in Self.numbers { object.add(name, number: merged.details[keyPath: path]) }
    let details = merged.details
    object.add("matrix", raw: details.matrix.map(RunText.matrix))
    object.add("attempt", raw: details.attempt.map(String.init))
    object.add("actor", details.actor?.rawValue)
    object.add("isFromFork", raw: details.isFromFork.map { $0 ? "true" : "false" })
    object.add("visibility", details.visibility?.rawValue)
    object.add("conclusion", details.conclusion?.rawValue)
    object.add("runnerLabels", raw: details.runnerLabels.map(RunText.labels))
    object.add("memory", raw: (details.memory?.bytes).map { "\($0)" })
    object.add("use", raw: details.use.map { RunText.use($0) })
    object.add("billedTime", raw: details.billedTime.map { "\(RunText.microseconds($0))" })
    object.add("change", raw: details.change.map { RunText.change($0) })
    object.add("stamps", raw: stampsText)
    return object.text
  }

  var steps: String? { merged.details.steps.map(RunText.steps) }
  var cacheEvents: String? { merged.details.cacheEvents.map(RunText.cacheEvents) }

  private var subjectText: String {
    switch subject {
    case .run: "[]"
    case .job(let id): JSONObjectText.list([JSONObjectText.quoted(id)])
    case .joined(let join):
      JSONObjectText.list([
        "\(join.attempt)", JSONObjectText.quoted(join.runnerName), JSONObjectText.quoted(join.job),
      ])
    }
  }

  /// `[[attempt, stage, time, name, …], …]`: few messages say all details.
  private var stampsText: String {
    let groups = Dictionary(grouping: merged.stamps) { $0.value }.sorted { $0.key < $1.key }
    return JSONObjectText.list(
      groups.map { stamp, entries in
        JSONObjectText.list(
          ["\(stamp.attempt)", "\(stamp.stage.rawValue)", "\(stamp.time.microseconds)"]
            + entries.map(\.key).sorted().map(JSONObjectText.quoted))
      })
  }

  private static func digits(_ time: Date?) -> String? { time.map { "\($0.microseconds)" } }

  // MARK: - Reading

  init(subject: JobRunFacts.Subject, merged: MergedFacts) {
    self.subject = subject
    self.merged = merged
  }

  /// - Throws: ``StoreError/Code/damaged``.
  init(_ text: String, steps: String?, cacheEvents: String?) throws {
    let object = try RunText.parse(text)
    guard let subject = Self.subject(object["subject"]?.elements ?? []) else {
      throw StoreError(.damaged, "The store holds facts without a subject: restore it from a backup.")
    }
    self.subject = subject
    var details = JobRunDetails()
    for (name, path) in Self.texts { details[keyPath: path] = object[name]?.anyText }
    for (name, path) in Self.times {
      details[keyPath: path] = (object[name]?.digits).map { Date(microseconds: $0) }
    }
    for (name, path) in Self.numbers { details[keyPath: path] = object[name]?.number }
    details.matrix = object["matrix"].map(RunText.matrix)
    details.attempt = object["attempt"]?.integer
    details.actor = (object["actor"]?.anyText).map(ActorHash.init)
    details.isFromFork = object["isFromFork"]?.bool
    details.visibility = (object["visibility"]?.text).flatMap(RepositoryVisibility.init(rawValue:))
    details.conclusion = (object["conclusion"]?.text).flatMap(JobConclusion.init(rawValue:))
    details.runnerLabels = (object["runnerLabels"]).map { $0.elements.compactMap(\.anyText) }
    details.memory = (object["memory"]?.digits).map(MemorySize.init(bytes:))
    details.use = object["use"].map { RunText.use($0) }
    details.billedTime = (object["billedTime"]?.digits).map { .microseconds($0) }
    details.change = object["change"].map(RunText.change)
    details.steps = try steps.map { try RunText.steps($0) }
    details.cacheEvents = try cacheEvents.map { try RunText.cacheEvents($0) }
    merged = MergedFacts(details: details, stamps: Self.stamps(object["stamps"]?.elements ?? []))
  }

  private static func subject(_ parts: [JSONValue]) -> JobRunFacts.Subject? {
    switch parts.count {
    case 0: .run
    case 1: parts[0].anyText.map { .job(id: $0) }
    case 3:
      if let attempt = parts[0].integer, let runner = parts[1].anyText, let job = parts[2].anyText {
        .joined(JobJoin(attempt: attempt, runnerName: runner, job: job))
      } else {
        nil
      }
    default: nil
    }
  }

  private static func stamps(_ groups: [JSONValue]) -> [String: FactStamp] {
    var stamps: [String: FactStamp] = [:]
    for group in groups.lazy.map(\.elements) where group.count > 3 {
      guard let attempt = group[0].integer, let stage = group[1].integer.flatMap(FactStage.init),
        let time = group[2].digits
      else { continue }
      let stamp = FactStamp(attempt: attempt, stage: stage, time: Date(microseconds: time))
      for name in group[3...] { stamps[name.anyText ?? ""] = stamp }
    }
    return stamps
  }

  // MARK: - Details of one kind

  private typealias Path<Value> = WritableKeyPath<JobRunDetails, Value?> & Sendable

  private static let texts: [(String, any Path<String>)] = [
    ("pipeline", \.pipeline), ("workflow", \.workflow), ("job", \.job), ("name", \.name), ("chain", \.chain),
    ("headCommit", \.headCommit), ("branch", \.branch), ("event", \.event),
    ("conclusionWord", \.conclusionWord), ("runnerName", \.runnerName), ("runnerGroup", \.runnerGroup),
  ]
  private static let times: [(String, any Path<Date>)] = [
    ("createdAt", \.createdAt), ("queuedAt", \.queuedAt), ("startedAt", \.startedAt),
    ("finishedAt", \.finishedAt),
  ]
  private static let numbers: [(String, any Path<Double>)] = [("cpus", \.cpus), ("credits", \.credits)]
}
