/// Measures the cache ledger on made-up repositories whose truth is known, beside what set-up actions do by
/// themselves.
package struct CacheEvaluation: Sendable {
  private let traces: Int
  private let seed: UInt64

  /// An evaluation.
  ///
  /// - Parameters:
  ///   - traces: Repositories for each table, at least two.
  ///   - seed: Another one gives other repositories.
  package init(traces: Int = 40, seed: UInt64) {
    self.traces = max(2, traces)
    self.seed = seed
  }

  /// The tables: under thrash at GitHub's limit, on each platform, and planted losing caches found.
  package func tables() -> [EvaluationTable] {
    let thrash = played(.gitHubActions, .gitHub, thrash: true, hasPlants: false, salt: 1)
    let platforms: [(String, Platform, CacheStoreRules, plants: Bool)] = [
      ("GitHub Actions", .gitHubActions, .gitHub, true), ("CircleCI", .circleCI, .circleCI, true),
      ("GitLab CI", .gitLabCI, .gitLab, true), ("Buildkite volumes", .buildkite, .buildkite, false),
    ]
    let mixed = platforms.enumerated().map { index, platform in
      (
        name: platform.0,
        results: played(
          platform.1, platform.2, thrash: false, hasPlants: platform.plants, salt: UInt64(index) + 2)
      )
    }
    var tables = [
      Self.netTable(
        "Caches under thrash: GitHub Actions, 10 GB for a repository",
        "\(thrash.count) made-up repositories whose caches need 1.3 to 8 times the limit each day. "
          + Self.method, thrash, written: "set-up actions' defaults")
    ]
    for (name, results) in mixed {
      tables.append(
        Self.netTable(
          "Caches: \(name)",
          "\(results.count) made-up repositories, as pipeline files have them, losing caches "
            + "among them. " + Self.method, results, written: "as written"))
    }
    tables.append(Self.plantTable(mixed.prefix(3).flatMap(\.results)))
    return tables
  }

  private static let method =
    "Seconds saved less those spent on restoring, asking and writing, a day, after the first two fifths of the "
    + "time. The ledger begins with what is written, and judges four times a day from the beginning. Beyond doubt "
    + "worse is a loss that the same runs once with and once without caches would show at one in a hundred, job "
    + "times being as noisy as they are. Standard errors over repositories."

  /// What the policies came to on one trace.
  struct Result {
    var trace: CacheTrace
    var days: Double
    var outcomes: [CacheSimulation.Policy: CacheSimulation.Outcome]
    /// What each cache brings as written, without a limit.
    var uncapped: [Double]
  }

  func played(
    _ platform: Platform, _ rules: CacheStoreRules, thrash: Bool, hasPlants: Bool, salt: UInt64
  ) -> [Result] {
    (0..<traces).map { number in
      let start = stableHash("\(seed) \(salt) \(number)")
      var generator = CacheTraceGenerator(seed: start)
      let trace = generator.trace(on: platform, rules, thrash: thrash, hasPlants: hasPlants)
      var outcomes: [CacheSimulation.Policy: CacheSimulation.Outcome] = [:]
      for policy in CacheSimulation.Policy.allCases {
        var simulation = CacheSimulation(trace, policy)
        outcomes[policy] = simulation.played()
      }
      var endless = rules
      endless.cap = nil
      var simulation = CacheSimulation(trace, .asWritten, rules: endless)
      return Result(
        trace: trace, days: max(trace.span * (1 - CacheSimulation.learning) / 86_400, 0.1),
        outcomes: outcomes,
        uncapped: simulation.played().netByCache)
    }
  }

  // MARK: - Tables

  static func netTable(_ title: String, _ note: String, _ results: [Result], written: String)
    -> EvaluationTable
  {
    let names: [(CacheSimulation.Policy, String, EvaluationTable.Role)] = [
      (.none, "no cache", .baseline), (.asWritten, written, .baseline),
      (.everything, "every run writes", .baseline), (.ledger, "ledger", .ours),
    ]
    func perDay(_ result: Result, _ policy: CacheSimulation.Policy) -> Double {
      (result.outcomes[policy]?.netLater ?? 0) / result.days
    }
    let base = results.map { perDay($0, .asWritten) }
    let rows = names.map { policy, name, role in
      let nets = results.map { perDay($0, policy) }
      let mean = Estimate(nets)
      let gain = Estimate.relativeGain(nets, over: base)
      let more = Estimate(zip(nets, base).map { $0 - $1 })
      let worse = Estimate(nets.map { $0 < 0 ? 100.0 : 0 })
      let whole = Estimate(results.map { ($0.outcomes[policy]?.net ?? 0) < 0 ? 100.0 : 0 })
      let beyond = Estimate(
        results.map { result in
          guard let outcome = result.outcomes[policy] else { return 0 }
          return Self.isBeyondDoubt(outcome.netLater, outcome.noiseLater) ? 100.0 : 0
        })
      let hits = Estimate(
        results.map { result in
          let outcome = result.outcomes[policy]
          return 100 * Double(outcome?.hits ?? 0) / Double(max(outcome?.asks ?? 0, 1))
        })
      let evictions = Estimate(
        results.map { Double($0.outcomes[policy]?.evictions ?? 0) / max($0.trace.span / 86_400, 0.1) })
      return EvaluationTable.Row(
        name, role: role,
        cells: [
          mean.cell, policy == .asWritten ? EvaluationTable.Cell(nil) : more.cell,
          policy == .asWritten ? EvaluationTable.Cell(nil) : gain.cell, worse.cell, beyond.cell, whole.cell,
          policy == .none ? EvaluationTable.Cell(nil) : hits.cell, evictions.cell,
        ])
    }
    return EvaluationTable(
      title: title, note: note,
      columns: [
        EvaluationTable.Column("net seconds a day", decimals: 0),
        EvaluationTable.Column("more than \(written)", decimals: 0),
        EvaluationTable.Column("the same, %", decimals: 0),
        EvaluationTable.Column("repositories worse than without cache, %", decimals: 1),
        EvaluationTable.Column("worse beyond doubt, %", decimals: 1),
        EvaluationTable.Column("worse, time of learning included, %", decimals: 1),
        EvaluationTable.Column("exact hits, %", decimals: 1),
        EvaluationTable.Column("evictions a day", decimals: 1),
      ], rows: rows)
  }

  /// Whether a loss is larger than what noise makes of nothing once in a hundred times.
  private static func isBeyondDoubt(_ net: Double, _ noise: Double) -> Bool {
    net < -2.326 * noise.squareRoot() && net < 0
  }

  static func plantTable(_ results: [Result]) -> EvaluationTable {
    let kinds: [CacheTrace.Plant?] = [nil] + CacheTrace.Plant.allCases.map { $0 }
    let rows = kinds.map { kind in
      var recalls: [(found: Double, all: Double)] = []
      var precisions: [(found: Double, all: Double)] = []
      for result in results {
        let found = result.outcomes[.ledger]?.found ?? [:]
        let wanted = result.trace.caches.indices.filter { index in
          let plant = result.trace.caches[index].plant
          return kind == nil ? plant != nil : plant == kind
        }
        recalls.append((Double(wanted.count { found[$0] != nil }), Double(wanted.count)))
        let right = found.keys.count { result.trace.caches[$0].plant != nil || result.uncapped[$0] < 0 }
        precisions.append((Double(right), Double(found.count)))
      }
      let recall = Estimate.share(recalls)
      return EvaluationTable.Row(
        kind.map(Self.name) ?? "all", role: .ours,
        cells: [
          EvaluationTable.Cell(recalls.reduce(0) { $0 + $1.all }),
          recall.cell, kind == nil ? Estimate.share(precisions).cell : EvaluationTable.Cell(nil),
        ])
    }
    return EvaluationTable(
      title: "Losing caches found",
      note:
        "Among the caches of the GitHub, CircleCI and GitLab tables. Right is a finding on a planted cache, or on "
        + "one that costs more than it brings by the simulation's truth. Standard errors over repositories.",
      columns: [
        EvaluationTable.Column("planted", decimals: 0),
        EvaluationTable.Column("found (recall), %", decimals: 1),
        EvaluationTable.Column("right (precision), %", decimals: 1),
      ], rows: rows)
  }

  private static func name(_ plant: CacheTrace.Plant) -> String {
    switch plant {
    case .commitInKey: "the commit in the key"
    case .runInKey: "the run's id in the key"
    case .slowRestore: "restoring slower than what it saves"
    case .stale: "a key that never changes"
    case .unread: "nobody restores it"
    }
  }
}

/// A figure over repositories.
private struct Estimate {
  var value: Double?
  var standardError: Double?

  var cell: EvaluationTable.Cell { EvaluationTable.Cell(value, standardError: standardError) }

  /// A mean.
  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    value = mean
    standardError = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * max(count - 1, 1)))
      .squareRoot()
  }

  private init(value: Double?, standardError: Double?) {
    self.value = value
    self.standardError = standardError
  }

  /// How much more one sum is than another, in percent, by the jackknife.
  static func relativeGain(_ ours: [Double], over base: [Double]) -> Estimate {
    ratio(zip(ours, base).map { (100 * ($0 - $1), $1) }, isAbsolute: true)
  }

  /// A share of sums, in percent.
  static func share(_ parts: [(found: Double, all: Double)]) -> Estimate {
    ratio(parts.map { (100 * $0.found, $0.all) }, isAbsolute: false)
  }

  private static func ratio(_ parts: [(Double, Double)], isAbsolute: Bool) -> Estimate {
    let top = parts.reduce(0) { $0 + $1.0 }
    let bottom = parts.reduce(0) { $0 + $1.1 }
    func ratio(_ top: Double, _ bottom: Double) -> Double { top / (isAbsolute ? abs(bottom) : bottom) }
    guard bottom != 0 else { return Estimate(value: nil, standardError: nil) }
    let leaveOneOut = parts.compactMap { part -> Double? in
      bottom - part.1 == 0 ? nil : ratio(top - part.0, bottom - part.1)
    }
    let count = Double(leaveOneOut.count)
    let mean = leaveOneOut.reduce(0, +) / max(count, 1)
    let spread = leaveOneOut.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Estimate(
      value: ratio(top, bottom), standardError: ((count - 1) / max(count, 1) * spread).squareRoot())
  }
}
