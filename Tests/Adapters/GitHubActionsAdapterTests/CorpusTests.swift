internal import AdapterTesting
internal import CorpusTesting
internal import LosslessYAML
internal import Testing

@Suite(.enabled(if: PlatformCorpus.isThere, "there is no corpus beside the checkout"))
struct CorpusTests {
  @Test func `real workflows are read, edited and left whole`() throws {
    let corpus = PlatformCorpus(.gitHubActions, written: Self.writtenJobs, kind: Self.kind)
    let census = try corpus.census()
    print(census)
    #expect(census.failures == [])
    #expect(census.jobs > 700 && census.enumeratedShare > 0.99)
    #expect(census.medianSizeLines <= 2 && census.medianCacheLines <= 6)
    #expect(census.cachesEdited > 20 && census.measuringEdited > 600)
    let literal = ["text", "list"].compactMap { census.kinds[$0] }
    let all = literal.flatMap(\.values).reduce(0, +)
    let edited = literal.compactMap { $0["edited"] }.reduce(0, +)
    print("literal sizes editable: \(edited) of \(all)")
    #expect(all > 100 && edited * 100 >= all * 95)
  }

  /// Jobs that ask for a machine themselves.
  @Sendable private static func writtenJobs(_ stream: YAMLStream) -> [YAMLNode] {
    guard stream.problem == nil, let jobs = stream.documents.first?.root?["jobs"]?.resolved else { return [] }
    return jobs.entries.filter { $0.value["runs-on"] != nil }.map(\.key)
  }

  /// How a job's own `runs-on` is written.
  @Sendable private static func kind(_ stream: YAMLStream, _ job: String) -> String? {
    guard !job.contains("/") else { return nil }
    guard let node = stream.documents.first?.root?["jobs"]?[job]?["runs-on"] else { return nil }
    switch node.kind {
    case .alias: return "alias"
    case .mapping: return "group"
    case .scalar, .sequence:
      let texts = node.kind == .sequence ? node.items.map(\.text) : [node.text]
      guard let computed = texts.first(where: { $0.contains("${{") }) else {
        return node.kind == .scalar ? "text" : "list"
      }
      if computed.contains("matrix.") { return "matrix" }
      return computed.contains("inputs.") ? "input" : "other expression"
    }
  }
}
