internal import AdapterTesting
internal import BuildkiteAdapter
internal import CorpusTesting
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

extension AdapterLawSubject {
  static let buildkite = AdapterLawSubject(
    Buildkite(),
    samples: SampleRepository.files(
      in: "Fixtures/StaticInjection", ending: ".before.yml", as: ".buildkite/pipeline.yml", beside: #filePath),
    dialect: .goYAML3Nodes,
    // Which queue gets which machine is every organisation's own choice.
    hostedLabels: [],
    hostedFamilies: [
      RunnerFamily(vendor: "buildkite", os: "linux", architecture: "x64"),
      RunnerFamily(vendor: "buildkite", os: "linux", architecture: "arm64"),
      RunnerFamily(vendor: "buildkite", os: "macos", architecture: "arm64"),
      RunnerFamily(vendor: "buildkite", os: "windows", architecture: "x64"),
    ],
    customLabels: ["queue=law-8"], schema: .vendored("buildkite"))
}

@Suite struct LawTests {
  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: .buildkite) == []) }
}
