internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

/// An adapter for a platform of the tests' own.
private struct ExampleAdapter<Name: ExampleName>: CIAdapter, TellingNothing, Sendable {
  let mark: String

  static var platform: Platform { Platform(rawValue: Name.text) }
  static var displayName: String { Name.text }
  static var pipelineFilePatterns: [String] { [] }
  var runnerCatalog: any RunnerCatalog { EmptyCatalog() }
  var summary: AdapterSummary { AdapterSummary(reads: [], edits: [], tells: [], refuses: [:]) }

  func jobs(in files: [String], of repository: some RepositoryFiles, named name: String) -> PipelineReadout {
    PipelineReadout(problems: [
      PipelineProblem(
        severity: .note, code: mark, message: mark, position: SourcePosition(file: mark, line: 1, column: 1))
    ])
  }

  func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] { [:] }
}

private protocol ExampleName: Sendable {
  static var text: String { get }
}
private enum First: ExampleName { static let text = "a-platform" }
private enum Second: ExampleName { static let text = "b-platform" }

private struct EmptyCatalog: RunnerCatalog {
  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup { .unknown }
  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] { [] }
}

@Suite struct AdapterRegistryTests {
  @Test func `adapters stand in the order of their platforms' names`() {
    let registry = AdapterRegistry([ExampleAdapter<Second>(mark: "x"), ExampleAdapter<First>(mark: "y")])
    #expect(registry.adapters.map { type(of: $0).displayName } == ["a-platform", "b-platform"])
  }

  @Test func `of two adapters for one platform the first is kept`() throws {
    let registry = AdapterRegistry([ExampleAdapter<First>(mark: "one"), ExampleAdapter<First>(mark: "two")])
    #expect(registry.adapters.count == 1)
    let adapter = try #require(registry[Platform(rawValue: "a-platform")] as? ExampleAdapter<First>)
    #expect(adapter.mark == "one")
    #expect(registry[.gitHubActions] == nil)
  }

  @Test func `options allow nothing of third parties by default`() {
    #expect(!InjectionOptions().allowsThirdPartySteps)
  }
}
