internal import AdapterTesting
internal import CorpusTesting
internal import LosslessYAML
internal import Testing

@Suite(.enabled(if: PlatformCorpus.isThere, "there is no corpus beside the checkout"))
struct CorpusTests {
  @Test func `real pipelines are read, edited and left whole`() throws {
    let census = try PlatformCorpus(.teamCity, written: Self.writtenJobs, kind: Self.kind).census()
    print(census)
    #expect(census.failures == [])
    #expect(census.files >= 23 && census.silentFiles == 0)
    #expect(census.jobs >= 47 && census.enumeratedShare == 1 && census.resolvableShare == 1)
    #expect(census.editableShare > 0.9 && Set(census.sizeRefusals.keys) == ["other-fleet"])
    #expect(Set(census.cacheRefusals.keys).isSubset(of: ["no-cache-key", "container-step"]))
    #expect(census.medianSizeLines <= 2 && census.medianCacheLines <= 2)
  }

  /// The keys of `jobs`.
  @Sendable private static func writtenJobs(_ stream: YAMLStream) -> [YAMLNode] {
    guard stream.problem == nil, let jobs = stream.documents.first?.root?["jobs"]?.resolved else { return [] }
    return jobs.entries.map(\.key)
  }

  /// How a job's own `runs-on` is written.
  @Sendable private static func kind(_ stream: YAMLStream, _ job: String) -> String? {
    guard let node = stream.documents.first?.root?["jobs"]?[job] else { return nil }
    guard let machine = node["runs-on"] else { return "none" }
    switch machine.kind {
    case .alias: return "alias"
    case .mapping: return "requirements"
    case .scalar: return machine.text == "self-hosted" ? "self-hosted" : "name"
    case .sequence: return "list"
    }
  }
}
