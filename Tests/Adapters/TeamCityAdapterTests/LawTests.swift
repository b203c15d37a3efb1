internal import AdapterTesting
internal import CorpusTesting
internal import LosslessYAML
internal import TeamCityAdapter
internal import Testing

extension AdapterLawSubject {
  static let teamCity = AdapterLawSubject(
    TeamCity(), samples: samples, dialect: .goYAML3,
    hostedLabels: [
      ["Linux-Small"], ["Linux-XLarge"], ["Ubuntu-22.04-Medium"], ["Ubuntu-24.04-Large-Arm64"],
      ["Windows-Medium"], ["Windows-Server-2022-Large"], ["Mac-Medium"], ["macOS-14-Sonoma-Medium-Arm64"],
    ],
    customLabels: ["Acme-Linux-Huge"],
    schema: .file("../shared/samples/teamcity/pipeline-schema-2026.2.json"))

  private static let samples = ["Runners", "Caches"].flatMap { folder in
    SampleRepository.files(
      in: "Fixtures/StaticInjection/\(folder)", ending: ".before.yml", as: ".teamcity.yml", beside: #filePath)
  }
}

@Suite struct LawTests {
  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: .teamCity) == []) }
}
