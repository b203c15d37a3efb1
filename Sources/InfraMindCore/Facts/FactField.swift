internal import FoundationEssentials

/// One part of ``JobRunDetails``, by name: what merging goes through.
struct FactField: Sendable {
  /// The property's name; also the key under which its stamp is kept.
  let name: String
  /// Whether details say it.
  let isSaid: @Sendable (JobRunDetails) -> Bool
  /// Takes it over.
  let copy: @Sendable (_ from: JobRunDetails, _ to: inout JobRunDetails) -> Void
  /// Decides between two that were said at the same time: any order will do that does not depend on arrival.
  let precedes: @Sendable (JobRunDetails, JobRunDetails) -> Bool

  private init<Value: Sendable>(
    _ name: String, _ path: any WritableKeyPath<JobRunDetails, Value?> & Sendable,
    _ precedes: @escaping @Sendable (Value, Value) -> Bool
  ) {
    self.name = name
    isSaid = { $0[keyPath: path] != nil }
    copy = { $1[keyPath: path] = $0[keyPath: path] }
    self.precedes = { left, right in
      guard let left = left[keyPath: path], let right = right[keyPath: path] else {
        return right[keyPath: path] != nil
      }
      return precedes(left, right)
    }
  }

  private init<Value: Comparable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<JobRunDetails, Value?> & Sendable
  ) {
    self.init(name, path) { $0 < $1 }
  }

  /// Ordered by a text that names all of its parts: by default its description, which does unless there are
  /// times.
  private init<Value: Sendable>(
    described name: String, _ path: any WritableKeyPath<JobRunDetails, Value?> & Sendable,
    as text: @escaping @Sendable (Value) -> String = { String(describing: $0) }
  ) {
    self.init(name, path) { text($0) < text($1) }
  }

  /// All parts, one each.
  static let all: [FactField] = [
    FactField("pipeline", \.pipeline), FactField("workflow", \.workflow), FactField("job", \.job),
    FactField("name", \.name),
    FactField(described: "matrix", \.matrix) { "\($0.sorted { $0.key < $1.key })" },
    FactField("chain", \.chain), FactField("attempt", \.attempt), FactField("headCommit", \.headCommit),
    FactField("branch", \.branch),
    FactField("event", \.event), FactField("actor", \.actor) { $0.rawValue < $1.rawValue },
    FactField("isFromFork", \.isFromFork) { !$0 && $1 },
    FactField("visibility", \.visibility) { $0.rawValue < $1.rawValue },
    FactField("createdAt", \.createdAt), FactField("queuedAt", \.queuedAt),
    FactField("startedAt", \.startedAt), FactField("finishedAt", \.finishedAt),
    FactField("conclusion", \.conclusion) { $0.rawValue < $1.rawValue },
    FactField("conclusionWord", \.conclusionWord),
    FactField(described: "runnerLabels", \.runnerLabels), FactField("runnerName", \.runnerName),
    FactField("runnerGroup", \.runnerGroup), FactField("cpus", \.cpus), FactField("memory", \.memory),
    FactField(described: "use", \.use),
    FactField(described: "steps", \.steps) { steps in
      "\(steps.map { [$0.name, exact($0.startedAt), exact($0.finishedAt), $0.conclusion?.rawValue ?? ""] })"
    },
    FactField(described: "cacheEvents", \.cacheEvents), FactField("billedTime", \.billedTime),
    FactField("credits", \.credits), FactField(described: "change", \.change),
  ]
  /// A date's own description tells whole seconds only.
  private static func exact(_ time: Date?) -> String {
    time.map { "\($0.timeIntervalSinceReferenceDate)" } ?? ""
  }
}
