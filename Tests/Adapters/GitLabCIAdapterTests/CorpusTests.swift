internal import AdapterTesting
internal import CorpusTesting
internal import LosslessYAML
internal import Testing

@Suite(.enabled(if: PlatformCorpus.isThere, "there is no corpus beside the checkout"))
struct CorpusTests {
  @Test func `real pipelines are read, edited and left whole`() throws {
    let census = try PlatformCorpus(
      .gitLabCI, written: Self.written, kind: Self.kind, adopting: Self.withComponent
    ).census()
    print(census)
    #expect(census.failures == [])
    #expect(census.silentFiles == 0)
    #expect(census.jobs > 900 && census.enumeratedShare > 0.98)
    #expect(census.editableShare > 0.9 && census.cachesEdited > 20)
    #expect(census.measuringEdited > 0)
    #expect(census.medianSizeLines <= 2 && census.medianCacheLines <= 8)
  }

  /// Entries of a file's first level that need a runner.
  @Sendable private static func written(_ stream: YAMLStream) -> [YAMLNode] {
    guard stream.problem == nil, let root = stream.documents.last?.root?.resolved else { return [] }
    let keywords: Set = ["default", "include", "variables", "workflow", "spec", "image", "cache"]
    return root.entries.filter { entry in
      let value = entry.value.resolved
      let name = entry.key.text
      return entry.isInForce && !name.hasPrefix(".") && !keywords.contains(name) && value.kind == .mapping
        && value["trigger"] == nil
    }.map(\.key)
  }

  /// Every file that includes nothing yet with our component.
  @Sendable private static func withComponent(_ checkout: SampleRepository) -> SampleRepository {
    var checkout = checkout
    let include = "include:\n  - component: $CI_SERVER_FQDN/acme/inframind/inframind@0.1.0\n"
    for (path, bytes) in checkout.files {
      let stream = YAMLStream(reading: bytes, file: path, dialect: .psych)
      guard stream.documents.count == 1, let root = stream.documents[0].root, root.kind == .mapping,
        root.style == .block, root["include"] == nil
      else { continue }
      checkout.files[path] = bytes + (bytes.last == 0x0A ? [] : [0x0A]) + Array(include.utf8)
    }
    return checkout
  }

  /// How a job's own `tags` are written.
  @Sendable private static func kind(_ stream: YAMLStream, _ job: String) -> String? {
    guard let node = stream.documents.last?.root?[job]?.resolved, node.kind == .mapping else { return nil }
    guard let tags = node.effectiveEntry(forKey: "tags") else {
      return node["extends"] == nil ? "none" : "perhaps inherited"
    }
    guard tags.isOwn else { return "merged" }
    if tags.value.kind == .alias { return "alias" }
    if tags.value.tag == "!reference" { return "reference" }
    let texts = tags.value.scalars().map(\.text)
    return texts.contains { $0.contains("$") } ? "variable" : "literal"
  }
}
