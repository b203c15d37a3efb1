internal import AdapterTesting
internal import CorpusTesting
internal import GitHubActionsAdapter
internal import LosslessYAML
internal import Testing

extension AdapterLawSubject {
  static let gitHubActions = AdapterLawSubject(
    GitHubActions(), samples: samples, dialect: .core12,
    hostedLabels: [
      ["ubuntu-latest"], ["ubuntu-24.04"], ["ubuntu-22.04"], ["ubuntu-24.04-arm"], ["windows-latest"],
      ["windows-2022"], ["macos-latest"], ["macos-15"], ["macos-15-intel"], ["macos-latest-xlarge"],
    ],
    schema: .vendored("github-workflows"))

  private static let samples = StaticInjectionTests.examples.filter { !$0.isRefused }.map(\.checkout)
}

@Suite struct LawTests {
  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: .gitHubActions) == []) }
}
