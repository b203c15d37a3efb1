internal import AdapterTesting
internal import CircleCIAdapter
internal import CorpusTesting
internal import LosslessYAML
internal import Testing

extension AdapterLawSubject {
  static let circleCI = AdapterLawSubject(
    CircleCI(),
    samples: SampleRepository.files(
      in: "Fixtures/StaticInjection", ending: ".before.yml", as: ".circleci/config.yml", beside: #filePath),
    dialect: .snakeYAML,
    hostedLabels: [
      ["docker", "small"], ["docker", "medium"], ["docker", "medium+"], ["docker", "large"],
      ["docker", "2xlarge+"],
      ["docker", "large.gen2"], ["docker", "arm.large"], ["machine", "medium"], ["machine", "large"],
      ["machine", "arm.medium"], ["machine", "large.gen3"], ["machine", "windows.large"],
      ["machine", "gpu.nvidia.medium"], ["macos", "m4pro.medium"],
    ],
    customLabels: ["acme/law-8"], schema: .vendored("circle-ci"))
}

@Suite struct LawTests {
  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: .circleCI) == []) }
}
