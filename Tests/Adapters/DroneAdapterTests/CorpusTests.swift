internal import AdapterTesting
internal import CorpusTesting
internal import LosslessYAML
internal import Testing

@Suite(.enabled(if: PlatformCorpus.isThere, "there is no corpus beside the checkout"))
struct CorpusTests {
  @Test func `real pipelines are read, edited and left whole`() throws {
    let census = try PlatformCorpus(.drone, written: Self.writtenJobs, kind: Self.kind).census()
    print(census)
    #expect(census.failures == [])
    #expect(census.jobs >= 100 && census.enumeratedShare > 0.95)
  }

  @Test func `the same with signed files and a store allowed`() throws {
    let census = try PlatformCorpus(.signingDrone, written: Self.writtenJobs, kind: Self.kind).census()
    print(census)
    #expect(census.failures == [])
    #expect(census.editableShare > 0.65 && census.cachesEdited >= 10)
  }

  /// Pipelines of the file, by the line of their name.
  @Sendable private static func writtenJobs(_ stream: YAMLStream) -> [YAMLNode] {
    guard stream.problem == nil else { return [] }
    return stream.documents.compactMap(\.root).filter { $0["kind"]?.text == "pipeline" }.map { root in
      root.entry(forKey: "name")?.key ?? root.entry(forKey: "kind")?.key ?? root
    }
  }

  /// What a pipeline says of its machine.
  @Sendable private static func kind(_ stream: YAMLStream, _ job: String) -> String? {
    let root = stream.documents.compactMap(\.root).first { ($0["name"]?.text ?? "default") == job }
    guard let root else { return nil }
    for key in ["resources", "node", "pool", "node_selector"] where root[key] != nil { return key }
    return (root["type"]?.text ?? "docker") + ", nothing said"
  }
}
