internal import AdapterTesting
internal import DroneAdapter
internal import Testing

@Suite struct StaticInjectionTests {
  private static func examples(_ folders: [String], _ file: String) -> [InjectionExample] {
    folders.flatMap { folder in
      (try? InjectionExample.all(in: "Fixtures/StaticInjection/\(folder)", as: file, beside: #filePath)) ?? []
    }
  }

  static let examples = examples(["Runners", "Caches", "Refused"], ".drone.yml")
  static let workflows = examples(["Woodpecker"], ".woodpecker.yml")

  @Test(arguments: examples + workflows)
  func `suggestions become exactly the edits of the fixture, or are refused as it says`(
    _ example: InjectionExample
  ) {
    #expect(example.failures(of: Drone(), cacheLines: 60) == [])
  }

  @Test func `there are enough fixtures`() {
    #expect(Self.examples.count >= 50 && Self.workflows.count >= 45)
    #expect((Self.examples + Self.workflows).count { $0.isRefused } >= 45)
  }
}
