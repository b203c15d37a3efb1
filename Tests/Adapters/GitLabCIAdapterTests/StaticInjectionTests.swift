internal import AdapterTesting
internal import GitLabCIAdapter
internal import Testing

@Suite struct StaticInjectionTests {
  static let examples =
    (try? InjectionExample.all(in: "Fixtures/StaticInjection", as: ".gitlab-ci.yml", beside: #filePath)) ?? []

  @Test(arguments: examples)
  func `suggestions become exactly the edits of the fixture, or are refused as it says`(
    _ example: InjectionExample
  ) {
    #expect(example.failures(of: GitLabCI()) == [])
  }

  @Test func `there are enough fixtures`() {
    #expect(Self.examples.count >= 50)
    #expect(Self.examples.count { $0.isRefused } >= 15)
  }
}
