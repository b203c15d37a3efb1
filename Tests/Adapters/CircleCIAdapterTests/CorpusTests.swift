internal import AdapterTesting
internal import CorpusTesting
internal import LosslessYAML
internal import Testing

@Suite(.enabled(if: PlatformCorpus.isThere, "there is no corpus beside the checkout"))
struct CorpusTests {
  @Test func `real configs are read, edited and left whole`() throws {
    let census = try PlatformCorpus(
      .circleCI, written: writtenJobs, kind: kind, adopting: Self.withOrb
    ).census()
    print(census)
    #expect(census.failures == [])
    #expect(census.jobs >= 670)
    #expect(census.enumeratedShare == 1)
    #expect(census.resolvableShare >= 0.87)
    #expect(census.editableShare >= 0.85)
    #expect(census.measuringEdited > 0)
  }

  /// Every config with our orb.
  @Sendable private static func withOrb(_ checkout: SampleRepository) -> SampleRepository {
    var checkout = checkout
    for (path, bytes) in checkout.files {
      let stream = YAMLStream(reading: bytes, file: path, dialect: .snakeYAML)
      let orb: YAMLFragment = "acme/inframind@0.1.0"
      let edit: YAMLEdit =
        stream.documents.first?.root?["orbs"] == nil
        ? .insertEntry(key: "orbs", value: ["inframind": orb], into: [])
        : .insertEntry(key: "inframind", value: orb, into: ["orbs"])
      if let edited = try? stream.applying([edit]) { checkout.files[path] = edited.source }
    }
    return checkout
  }

  /// The jobs that workflows run, counted without the reader: names in their lists that are no approvals, and all
  /// jobs where a file has no workflows.
  @Sendable private func writtenJobs(_ stream: YAMLStream) -> [YAMLNode] {
    guard let root = stream.documents.first?.root else { return [] }
    let jobs = (root["jobs"]?.effectiveEntries ?? []).filter { entry in
      entry.value.resolved.kind == .mapping && entry.value["type"]?.resolved.text != "no-op"
    }
    guard let workflows = root["workflows"] else { return jobs.map(\.key) }
    var names: Set<String> = []
    for workflow in workflows.effectiveEntries {
      for item in workflow.value["jobs"]?.resolved.items.map(\.resolved) ?? [] {
        let entry = item.effectiveEntries.first
        let isApproval = entry?.value["type"]?.resolved.text == "approval"
        if !isApproval { names.insert(entry?.key.text ?? item.text) }
      }
    }
    return jobs.map(\.key).filter { names.contains($0.text) }
  }

  /// How a job says its class.
  @Sendable private func kind(_ stream: YAMLStream, _ id: String) -> String? {
    guard let job = stream.documents.first?.root?["jobs"]?[id] else { return "job of an orb" }
    if let own = job.effectiveEntry(forKey: "resource_class") {
      if own.value.resolved.text.contains("<<") { return "template" }
      return own.isOwn ? "own key" : "merged key"
    }
    if let executor = job["executor"]?.resolved {
      let name = executor["name"]?.resolved.text ?? executor.text
      return name.contains("/") ? "orb's executor" : "executor"
    }
    return "no class"
  }
}
