internal import AdapterTesting
internal import CorpusTesting
internal import LosslessYAML
internal import Testing

@Suite(.enabled(if: PlatformCorpus.isThere, "there is no corpus beside the checkout"))
struct CorpusTests {
  @Test func `real pipelines are read, edited and left whole`() throws {
    let census = try PlatformCorpus(.buildkite, written: writtenSteps, kind: kind).census()
    print(census)
    #expect(census.failures == [])
    #expect(census.jobs >= 250)
  }

  /// The items of the list of steps, those of groups in their place.
  private static func items(of stream: YAMLStream) -> [YAMLNode] {
    guard let root = stream.documents.first?.root else { return [] }
    let list = root["steps"]?.resolved ?? root
    return list.items.flatMap { item -> [YAMLNode] in
      guard item.resolved.entry(forKey: "group") != nil else { return [item] }
      return item.resolved["steps"].map { Array($0.resolved.items) } ?? []
    }
  }

  /// The steps that run something, counted without the reader: items with a command or plugins, in groups too.
  @Sendable private func writtenSteps(_ stream: YAMLStream) -> [YAMLNode] {
    Self.items(of: stream).filter { item in
      let runs = ["command", "commands", "plugins"].contains { item.resolved[$0] != nil }
      return runs && item.resolved["skip"] == nil
    }
  }

  /// How a step says its agents.
  @Sendable private func kind(_ stream: YAMLStream, _ id: String) -> String? {
    let step = Self.items(of: stream).map(\.resolved).first { item in
      ["key", "label", "name"].contains { item[$0]?.resolved.text == id }
    }
    guard let step else { return "another name" }
    guard let own = step.effectiveEntry(forKey: "agents") else {
      return stream.documents.first?.root?["agents"] == nil ? "no agents" : "the pipeline's"
    }
    let hasVariables = own.value.resolved.scalars().contains {
      $0.text.contains("$") || $0.text.contains("{{")
    }
    if hasVariables { return "with variables" }
    return own.isOwn && own.value.kind != .alias ? "own" : "anchor"
  }
}
