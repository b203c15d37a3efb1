internal import InfraMindCore
package import InfraMindStore

/// What a store holds, counted.
package struct HistoryReport: Sendable {
  private let statistics: StoreStatistics
  private let repositories: [StoredRepository]

  /// A report on a store's own counts.
  package init(statistics: StoreStatistics, repositories: [StoredRepository]) {
    self.statistics = statistics
    self.repositories = repositories
  }

  /// For people, each line ended by a newline.
  package var text: String {
    var lines: [String] = []
    let runs = statistics.jobRuns.values.reduce(0, +)
    lines.append(
      "\(Figures.count(runs, "job run")) of \(Figures.count(statistics.repositories, "repository", "repositories"))"
        + span)
    for repository in repositories {
      lines.append(
        "  \(Shown.plain(repository.platform.rawValue))  \(Shown.plain(repository.repository)): \(Figures.count(repository.jobRuns, "job run"))"
          + (repository.latest.map { ", the latest of \(Timestamp.text(of: $0).prefix(10))" } ?? ""))
    }
    if statistics.openJobs > 0 {
      lines.append("\(Figures.count(statistics.openJobs, "job")) not ended, or not known well enough yet")
    }
    let deliveries = DeliveryState.allCases.compactMap { state in
      statistics.deliveries[state].flatMap { $0 > 0 ? "\($0) \(state.rawValue)" : nil }
    }
    if !deliveries.isEmpty { lines.append("webhook deliveries: " + deliveries.joined(separator: ", ")) }
    if statistics.openQuestions > 0 {
      lines.append("\(Figures.count(statistics.openQuestions, "question")) to platforms not answered yet")
    }
    if let bytes = statistics.bytes {
      lines.append("\((Double(bytes) / 1_048_576 * 10).rounded() / 10) MiB on disk")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var span: String {
    guard let oldest = statistics.oldest, let latest = statistics.latest else { return "" }
    return ", from \(Timestamp.text(of: oldest).prefix(10)) to \(Timestamp.text(of: latest).prefix(10))"
  }

  /// For programs: one object.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.key("repositories")
      json.array(repositories) { json, repository in
        json.object { json in
          json.key("platform")
          json.string(repository.platform.rawValue)
          json.key("source")
          json.string(repository.source)
          json.key("repository")
          json.string(repository.repository)
          json.key("jobRuns")
          json.number(repository.jobRuns)
          json.key("latest")
          json.string(orNull: repository.latest.map(Timestamp.text))
        }
      }
      json.key("openJobs")
      json.number(statistics.openJobs)
      json.key("deliveries")
      json.array(DeliveryState.allCases) { json, state in
        json.object { json in
          json.key("state")
          json.string(state.rawValue)
          json.key("count")
          json.number(statistics.deliveries[state] ?? 0)
        }
      }
      json.key("openQuestions")
      json.number(statistics.openQuestions)
      json.key("bytes")
      json.number(orNull: statistics.bytes.map(Double.init))
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
