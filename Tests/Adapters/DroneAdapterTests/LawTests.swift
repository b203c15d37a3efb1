internal import AdapterKit
internal import AdapterTesting
internal import CorpusTesting
internal import DroneAdapter
internal import LosslessYAML
internal import Testing

extension AdapterLawSubject {
  static let drone = AdapterLawSubject(
    Drone(), samples: samples, dialect: .goYAML2, hostedLabels: [["cpu=4", "memory=8GiB"], ["s-1vcpu-1gb"]],
    customLabels: ["size:law-8"], schema: .vendored("drone-ci"))

  /// With signed files and a store allowed, and a pool as the user's machine, for pipelines of virtual machines.
  static let willingDrone = AdapterLawSubject(
    WillingDrone(.folder("/var/lib/caches")), samples: samples, dialect: .goYAML2,
    hostedLabels: [["cpu=0.5", "memory=1GiB"]],
    customLabels: ["pool:law-8"], schema: .vendored("drone-ci"))

  /// With signed files and a store allowed.
  static let signingDrone = AdapterLawSubject(
    WillingDrone(.bucket("ci-cache", region: "eu-west-1")), samples: Array(samples.prefix(3)),
    dialect: .goYAML2,
    hostedLabels: [["cpu=4", "memory=8GiB"]], customLabels: ["size:law-8"], schema: .vendored("drone-ci"))

  /// Woodpecker's workflows.
  static let woodpecker = AdapterLawSubject(
    Drone(), samples: workflows, dialect: .goYAML3, hostedLabels: [["cpu=4", "memory=8GiB"]],
    customLabels: ["size=law-8"], schema: .vendored("woodpecker-ci"))

  /// Woodpecker's workflows with a folder of the agents allowed as store, and a machine with several labels.
  static let willingWoodpecker = AdapterLawSubject(
    WillingDrone(.folder("/var/lib/caches")), samples: workflows, dialect: .goYAML3,
    hostedLabels: [["cpu=0.5", "memory=1GiB"]], customLabels: ["size=law-8", "zone=eu"],
    schema: .vendored("woodpecker-ci"))

  private static let workflows =
    ["StaticInjection/Woodpecker/Runners", "StaticInjection/Woodpecker/Caches"]
    .flatMap { folder in
      SampleRepository.files(
        in: "Fixtures/\(folder)", ending: ".before.yml", as: ".woodpecker.yml", beside: #filePath)
    }
    + SampleRepository.files(
      in: "Fixtures/WoodpeckerLaws", ending: ".yml", as: ".woodpecker.yml", beside: #filePath)

  private static let samples =
    SampleRepository.files(
      in: "Fixtures/StaticInjection/Runners", ending: ".before.yml", as: ".drone.yml", beside: #filePath)
    + SampleRepository.files(
      in: "Fixtures/StaticInjection/Caches", ending: ".before.yml", as: ".drone.yml", beside: #filePath)
    + SampleRepository.files(
      in: "Fixtures/Laws", ending: ".yml", as: ".drone.yml", beside: #filePath)
}

@Suite struct LawTests {
  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: .drone) == []) }

  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys with Woodpecker's workflows`(law: AdapterLaw) {
    #expect(law.failures(of: .woodpecker) == [])
  }

  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys with Woodpecker's workflows and a store`(law: AdapterLaw) {
    #expect(law.failures(of: .willingWoodpecker) == [])
  }

  @Test(arguments: AdapterLaw.allCases)
  func `the adapter obeys with all that can be allowed`(law: AdapterLaw) {
    #expect(law.failures(of: .willingDrone) == [])
  }
}
