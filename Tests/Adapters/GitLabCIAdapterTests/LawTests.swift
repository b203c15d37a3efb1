internal import AdapterTesting
internal import CorpusTesting
internal import GitLabCIAdapter
internal import LosslessYAML
internal import Testing

extension AdapterLawSubject {
  static let gitLabCI = AdapterLawSubject(
    GitLabCI(),
    samples: SampleRepository.checkouts(in: "Fixtures/Laws", beside: #filePath)
      + SampleRepository.files(
        in: "Fixtures/StaticInjection", ending: ".before.yml", as: ".gitlab-ci.yml", beside: #filePath),
    dialect: .psych,
    hostedLabels: [
      ["saas-linux-small-amd64"], ["saas-linux-medium-amd64"], ["saas-linux-large-amd64"],
      ["saas-linux-xlarge-amd64"], ["saas-linux-2xlarge-amd64"], ["saas-linux-small-arm64"],
      ["saas-linux-medium-arm64"], ["saas-linux-large-arm64"], ["saas-linux-medium-amd64-gpu-standard"],
      ["saas-windows-medium-amd64"], ["saas-macos-medium-m1"], ["saas-macos-large-m2pro"],
    ],
    schema: .vendored("gitlab-ci"))
}

@Suite struct LawTests {
  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: .gitLabCI) == []) }
}
