internal import FoundationEssentials
internal import InfraMindEngine
internal import InfraMindStore

/// The page that Prometheus reads.
struct MetricsPage: Sendable {
  let metrics: ServerMetrics
  let store: StoreWatch

  func text() async -> String {
    var page = PrometheusText()
    let counts = metrics.counts
    page.family(
      "inframind_deliveries_total", "counter", "Deliveries answered, by platform and outcome.",
      Self.sorted(counts.deliveries))
    page.family(
      "inframind_processed_total", "counter", "Deliveries decoded, by platform and result.",
      Self.sorted(counts.processed))
    page.family(
      "inframind_store_failures_total", "counter", "Failures of the store, by code.",
      Self.sorted(counts.storeFailures, "code"))
    page.family(
      "inframind_questions_total", "counter", "Questions to platforms, by outcome.",
      Self.sorted(counts.questions, "outcome"))
    page.family(
      "inframind_records_total", "counter", "Records of probes, by outcome.",
      Self.sorted(counts.records, "outcome"))
    page.family(
      "inframind_readings_total", "counter", "Questions for runs, by outcome.",
      Self.sorted(counts.readings, "outcome"))
    page.histogram(
      "inframind_commit_deliveries", "Deliveries written in one transaction.", counts.commitSizes)
    page.histogram("inframind_commit_seconds", "Time that a transaction took.", counts.commitSeconds)
    await addStore(to: &page)
    if let bytes = Self.residentBytes() {
      page.family(
        "process_resident_memory_bytes", "gauge", "Memory of this process.", [([], Double(bytes))])
    }
    return page.text
  }

  private func addStore(to page: inout PrometheusText) async {
    guard let statistics = await store.statistics() else { return }
    page.family(
      "inframind_inbox_deliveries", "gauge", "Deliveries in the store, by state.",
      DeliveryState.allCases.map { ([("state", $0.rawValue)], Double(statistics.deliveries[$0] ?? 0)) })
    page.family(
      "inframind_job_runs", "gauge", "Finished job runs in the store, by platform.",
      statistics.jobRuns.sorted { $0.key < $1.key }.map { ([("platform", "\($0.key)")], Double($0.value)) })
    page.family(
      "inframind_open_questions", "gauge", "Questions that wait for an answer.",
      [([], Double(statistics.openQuestions))])
    guard let bytes = statistics.bytes else { return }
    page.family("inframind_store_bytes", "gauge", "Size of the store on disk.", [([], Double(bytes))])
  }

  private static func sorted(
    _ counts: [ServerMetrics.Labels: Int]
  ) -> [(labels: [(String, String)], value: Double)] {
    counts.map {
      (labels: [("platform", "\($0.key.platform)"), ("outcome", $0.key.outcome)], value: Double($0.value))
    }
    .sorted { ($0.labels[0].1, $0.labels[1].1) < ($1.labels[0].1, $1.labels[1].1) }
  }

  private static func sorted(
    _ counts: [String: Int], _ label: String
  ) -> [(labels: [(String, String)], value: Double)] {
    counts.sorted { $0.key < $1.key }.map { ([(label, $0.key)], Double($0.value)) }
  }

  /// Resident memory in bytes, where /proc tells it.
  private static func residentBytes() -> Int? {
    guard let file = try? LocalDisk.contents(ofFileOrPipe: "/proc/self/status", limit: 1 << 16) else {
      return nil
    }
    let lines = String(decoding: file, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("VmRSS:") }) else { return nil }
    return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }
}
