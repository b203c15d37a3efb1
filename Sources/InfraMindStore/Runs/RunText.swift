internal import FoundationEssentials
internal import InfraMindCore

/// Parts of a run as JSON in columns of text: exact, and readable by the databases' own JSON functions.
enum RunText {
  /// Reads what a store wrote.
  ///
  /// - Throws: ``StoreError/Code/damaged``.
  static func parse(_ text: String) throws -> JSONValue {
    do throws(JSONFailure) {
      return try JSONValue(parsing: Array(text.utf8))
    } catch {
      throw StoreError(
        .damaged, "The store holds a document that is not JSON (\(error.what)): restore it from a backup.")
    }
  }

  static func microseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return max(-9_000_000_000_000, min(seconds, 9_000_000_000_000)) * 1_000_000
      + attoseconds / 1_000_000_000_000
  }

  // MARK: - Matrix and labels

  static func matrix(_ values: [String: String]) -> String {
    var object = JSONObjectText()
    for (axis, value) in values.sorted(by: { $0.key < $1.key }) { object.add(axis, value) }
    return object.text
  }

  static func matrix(_ value: JSONValue) -> [String: String] {
    value.members.reduce(into: [:]) { $0[$1.key] = $1.value.anyText ?? "" }
  }

  static func labels(_ labels: [String]) -> String {
    JSONObjectText.list(labels.map(JSONObjectText.quoted))
  }

  // MARK: - Steps and caches

  static func steps(_ steps: [StepRun]) -> String {
    JSONObjectText.list(
      steps.map { step in
        var object = JSONObjectText()
        object.add("name", step.name)
        object.add("startedAt", raw: step.startedAt.map { "\($0.microseconds)" })
        object.add("finishedAt", raw: step.finishedAt.map { "\($0.microseconds)" })
        object.add("conclusion", step.conclusion?.rawValue)
        return object.text
      })
  }

  static func steps(_ text: String) throws -> [StepRun] {
    try parse(text).elements.map { step in
      StepRun(
        name: step["name"]?.anyText ?? "",
        startedAt: (step["startedAt"]?.digits).map { Date(microseconds: $0) },
        finishedAt: (step["finishedAt"]?.digits).map { Date(microseconds: $0) },
        conclusion: (step["conclusion"]?.text).flatMap(JobConclusion.init(rawValue:)))
    }
  }

  static func cacheEvents(_ events: [CacheEvent]) -> String {
    JSONObjectText.list(
      events.map { event in
        var object = JSONObjectText()
        object.add("key", event.key)
        object.add("kind", event.kind.rawValue)
        object.add("bytes", raw: event.size.map { "\($0.bytes)" })
        object.add("microseconds", raw: event.duration.map { "\(microseconds($0))" })
        return object.text
      })
  }

  static func cacheEvents(_ text: String) throws -> [CacheEvent] {
    try parse(text).elements.map { event in
      guard let kind = (event["kind"]?.text).flatMap(CacheEvent.Kind.init) else {
        throw StoreError(.damaged, "The store holds a cache event of no kind: restore it from a backup.")
      }
      return CacheEvent(
        key: event["key"]?.anyText ?? "", kind: kind,
        size: (event["bytes"]?.digits).map(MemorySize.init(bytes:)),
        duration: (event["microseconds"]?.digits).map { .microseconds($0) })
    }
  }

  // MARK: - Use and change

  private typealias UsePath<Value> = WritableKeyPath<ResourceUse, Value?> & Sendable

  private static let columnNumbers: [(String, any UsePath<Double>)] = [
    ("averageCPUs", \.averageCPUs), ("peakCPUs", \.peakCPUs),
  ]
  private static let columnSizes: [(String, any UsePath<MemorySize>)] = [
    ("averageMemory", \.averageMemory), ("peakMemory", \.peakMemory),
  ]
  private static let moreNumbers: [(String, any UsePath<Double>)] = [
    ("cpuPressure", \.cpuPressure), ("memoryPressure", \.memoryPressure), ("ioPressure", \.ioPressure),
    ("peakDiskUse", \.peakDiskUse),
  ]
  private static let moreSizes: [(String, any UsePath<MemorySize>)] = [
    ("memoryLimit", \.memoryLimit), ("diskRead", \.diskRead), ("diskWritten", \.diskWritten),
    ("networkReceived", \.networkReceived), ("networkSent", \.networkSent),
  ]

  /// All of a job's use, or only what has no column of its own in the table of runs.
  static func use(_ use: ResourceUse, withoutColumns: Bool = false) -> String {
    var object = JSONObjectText()
    let numbers = withoutColumns ? moreNumbers : columnNumbers + moreNumbers
    let sizes = withoutColumns ? moreSizes : columnSizes + moreSizes
    for (name, path) in numbers { object.add(name, number: use[keyPath: path]) }
    for (name, path) in sizes { object.add(name, raw: (use[keyPath: path]?.bytes).map { "\($0)" }) }
    object.add("cpuTime", raw: use.cpuTime.map { "\(microseconds($0))" })
    object.add("outOfMemoryKills", raw: use.outOfMemoryKills.map { "\($0)" })
    return object.text
  }

  static func use(_ value: JSONValue) -> ResourceUse {
    var use = ResourceUse()
    for (name, path) in columnNumbers + moreNumbers { use[keyPath: path] = value[name]?.number }
    for (name, path) in columnSizes + moreSizes {
      use[keyPath: path] = (value[name]?.digits).map(MemorySize.init(bytes:))
    }
    use.cpuTime = (value["cpuTime"]?.digits).map { .microseconds($0) }
    use.outOfMemoryKills = value["outOfMemoryKills"]?.integer
    return use
  }

  private typealias ChangePath = WritableKeyPath<ChangeSize, Int?> & Sendable

  private static let columnCounts: [(String, any ChangePath)] = [
    ("files", \.files), ("additions", \.additions), ("deletions", \.deletions),
  ]
  private static let moreCounts: [(String, any ChangePath)] = [
    ("sourceFiles", \.sourceFiles), ("testFiles", \.testFiles), ("documentFiles", \.documentFiles),
    ("testLines", \.testLines),
  ]

  /// All of a change, or only what has no column of its own in the table of runs.
  static func change(_ change: ChangeSize, withoutColumns: Bool = false) -> String {
    var object = JSONObjectText()
    for (name, path) in withoutColumns ? moreCounts : columnCounts + moreCounts {
      object.add(name, raw: change[keyPath: path].map { "\($0)" })
    }
    return object.text
  }

  static func change(_ value: JSONValue) -> ChangeSize {
    var change = ChangeSize()
    for (name, path) in columnCounts + moreCounts { change[keyPath: path] = value[name]?.integer }
    return change
  }
}

extension JSONValue {
  /// A whole number of 64 bits, exactly.
  var digits: Int64? {
    if case .number(let digits) = kind { Int64(digits) } else { nil }
  }
}
