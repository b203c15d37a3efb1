internal import AdapterKit
internal import AdapterTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

extension HistoryLawSubject {
  /// The toy platform's adapter, with a fault or without.
  static func toy(_ fault: HistoryFault? = nil) throws -> HistoryLawSubject {
    let later = job(1, day: 1).replacing("10:01:00", with: "10:02:00")
    let bodies =
      (1...3).map { #"{"job": \#(job($0, day: $0))}"# } + [
        #"{"job": \#(later)}"#, #"{"ping": "a rather long one"}"#,
      ]
    let deliveries = bodies.enumerated().map { number, body in
      SampleDelivery(
        name: "delivery \(number)", ToyHistorian.signed(WebhookDelivery(headers: [:], body: Array(body.utf8)))
      )
    }
    var subject = HistoryLawSubject(
      ToyCI(historyFault: fault), deliveries: deliveries,
      secret: try #require(WebhookSecret([ToyHistorian.secretText])),
      now: Date(timeIntervalSince1970: 1_790_000_000), proofHeaders: [ToyHistorian.signature],
      signsBody: true,
      sign: ToyHistorian.signed, histories: [try history],
      environments: [
        SampleEnvironment(
          name: "a toy", ["TOY": "true", "TOY_RUN": "7", "TOY_REPOSITORY": "octo/cat", "TOY_JOB": "1"])
      ])
    subject.people = ["Ann"]
    subject.checkouts = [
      SampleRepository(name: "a job", files: ["toy.yml": "jobs: {build: {steps: [make]}}\n"])
    ]
    return subject
  }

  private static func job(_ id: Int, day: Int) -> String {
    """
    {"id": \(id), "run": \(id), "name": "build", "who": "Ann", "made": "2026-08-0\(day)T10:00:00Z",
     "start": "2026-08-0\(day)T10:00:10Z", "end": "2026-08-0\(day)T10:01:00Z"}
    """
  }

  private static var history: SampleHistory {
    get throws {
      let request = HistoryRequest(
        repository: "octo/cat", api: "https://toy.example.org/api", source: "toy.example.org",
        since: try #require(Timestamp.date(from: "2026-08-01T00:00:00Z")))
      let pages = ScriptedExchange("/api/jobs") { asked in
        let page = asked.query["page"].flatMap { Int($0) } ?? 0
        guard (1...3).contains(page) else { return .json(#"{"jobs": []}"#) }
        let days = [9 - page * 2, 8 - page * 2]
        let next = page < 3 ? "https://toy.example.org/api/jobs?page=\(page + 1)" : nil
        let jobs = days.map { job(100 + $0, day: $0) }.joined(separator: ",")
        return .json(#"{"jobs": [\#(jobs)], "url": "https://toy.example.org/api/jobs"}"#, next: next)
      }
      return SampleHistory(name: "six days", request, [pages])
    }
  }
}

@Suite struct HistoryLawTests {
  @Test(arguments: HistoryLaw.allCases)
  func `a right adapter obeys`(law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .toy()) == [])
  }

  /// Which law each fault breaks.
  static let broken: [(HistoryFault, HistoryLaw)] = [
    (.refusesTheGenuine, .genuineDeliveriesAreProven), (.believesTheUnsigned, .unprovenDeliveriesAreRefused),
    (.refusesWithoutWords, .unprovenDeliveriesAreRefused),
    (.believesTheChanged, .changedDeliveriesAreRefused),
    (.numbersDeliveries, .repetitionsAreKnown), (.throwsOtherErrors, .deliveriesSurviveAnything),
    (.readsWhatIsCutOff, .deliveriesSurviveAnything), (.countsItsDecodings, .decodingIsDeterministic),
    (.tellsNames, .factsAreWellFormed), (.endsBeforeItStarts, .factsAreWellFormed),
    (.tellsNoTime, .factsComeInAnyOrder), (.renamesJobs, .namesJoinWithTheFiles),
    (.followsAnyLink, .historyStaysWithItsHost), (.takesHostsFromBodies, .historyStaysWithItsHost),
    (.forgetsTheTimeAskedFor, .historyStopsAtSince), (.beginsAnew, .historyGoesOnWhereItStopped),
    (.losesAPage, .historyGoesOnWhereItStopped), (.endsSilently, .spentBudgetLosesNothing),
    (.losesAPage, .spentBudgetLosesNothing), (.asksForEver, .historySurvivesAnything),
    (.throwsErrorsOfOthers, .historySurvivesAnything), (.missesJobs, .environmentsAreRecognised),
    (.takesAnyJob, .foreignEnvironmentsAreNot),
  ]

  @Test(arguments: broken)
  func `a wrong adapter is found out`(fault: HistoryFault, law: HistoryLaw) async throws {
    #expect(await law.failures(of: try .toy(fault)) != [])
  }

  @Test func `no law is without an adapter that breaks it, and no fault without a law`() {
    #expect(Set(Self.broken.map(\.1)) == Set(HistoryLaw.allCases))
    #expect(Set(Self.broken.map(\.0)) == Set(HistoryFault.allCases))
  }

  @Test(arguments: HistoryLaw.allCases)
  func `a subject without samples is no evidence`(law: HistoryLaw) async throws {
    var subject = try HistoryLawSubject.toy()
    subject.histories = []
    #expect(await law.failures(of: subject) != [])
  }

  @Test func `failures say what, and in which sample`() async throws {
    let failures = await HistoryLaw.foreignEnvironmentsAreNot.failures(of: try .toy(.takesAnyJob))
    #expect(failures.first?.description == "some job: It is taken for a job of toy-ci.")
  }
}
