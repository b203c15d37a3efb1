internal import AdapterKit
internal import AdapterTesting
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

extension RunLawSubject {
  /// The toy platform's runs, with a fault or without.
  static func toy(_ fault: RunFault? = nil) -> RunLawSubject {
    let key = { (id: String) in
      JobKey(platform: ToyCI.platform, repository: "octo/cat", pipeline: "toy.yml", job: id)
    }
    let plan = RunPlan(
      pipeline: "toy.yml",
      jobs: [
        RunPlan.Job(
          key: key("a"), name: "a", from: ["small"], to: ["large"],
          suggestion: SuggestionID(rawValue: "0123456789ab")),
        RunPlan.Job(key: key("b"), name: "b", from: ["medium"], to: ["medium"]),
      ],
      files: [
        RunPlan.File(path: "toy.yml", before: Array("a: small\n".utf8), after: Array("a: large\n".utf8))
      ])
    return RunLawSubject(
      ToyCI(runFault: fault),
      environments: [
        SampleEnvironment(
          name: "a toy",
          [
            "TOY": "true", "TOY_RUN": "7", "TOY_REPOSITORY": "octo/cat", "TOY_JOB": "1", "TOY_OUTPUT": "out",
          ])
      ], plans: [plan], secrets: ["TOY_TOKEN"])
  }
}

@Suite struct RunLawTests {
  @Test(arguments: RunLaw.allCases)
  func `a right adapter obeys`(law: RunLaw) async { #expect(await law.failures(of: .toy()) == []) }

  /// Which law each fault breaks.
  static let broken: [(RunFault, RunLaw)] = [
    (.addsALine, .unmovedPlansChangeNothing), (.statesOtherSizes, .unmovedPlansChangeNothing),
    (.forgetsThePlan, .plansAreCarriedOut), (.changesItsMind, .plansAreCarriedOut),
    (.mumbles, .environmentsMayBeStrange), (.tellsSecrets, .secretsStayInside),
    (.repeatsItself, .publishingTwiceLeavesOne), (.writesAgain, .publishingTwiceLeavesOne),
    (.keepsTheOld, .reportsAreReplaced), (.takesOthersForOurs, .reportsAreReplaced),
    (.forgetsToRemove, .reportsCanBeWithdrawn), (.throwsErrorsOfOthers, .faultsAreErrors),
    (.hidesFailures, .faultsAreErrors),
  ]

  @Test(arguments: broken)
  func `a wrong adapter is found out`(fault: RunFault, law: RunLaw) async {
    #expect(await law.failures(of: .toy(fault)) != [])
  }

  @Test func `every fault is found out by a law, and every law finds one`() {
    #expect(Set(Self.broken.map(\.0)) == Set(RunFault.allCases))
    #expect(Set(Self.broken.map(\.1)) == Set(RunLaw.allCases))
  }
}
