internal import AdapterTesting
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

extension AdapterLawSubject {
  /// The toy platform's adapter, with a fault or without.
  static func toy(_ fault: Fault? = nil) -> AdapterLawSubject {
    AdapterLawSubject(
      ToyCI(fault: fault), samples: samples, dialect: .core12,
      hostedLabels: [["small"], ["medium"], ["large"]], schema: ToySchema())
  }

  private static let samples = [
    SampleRepository(
      name: "two jobs",
      files: [
        "toy.yml": """
        # A pipeline.
        title: toys
        jobs:
          build:
            size: small
            steps:
              - checkout
              - npm ci
          test:
            size: medium # enough
            steps: [checkout, go test ./...]

        """
      ]),
    SampleRepository(
      name: "flow",
      files: [
        "toy.yml": "jobs: {a: {steps: [make]}, b: {size: acme-16, steps: [checkout, 'cargo build']}}\n",
        "more/x.yml": "jobs:\n- none\n",
      ]),
  ]
}

/// Knows the keys of the toy's jobs.
struct ToySchema: SchemaChecking {
  func errors(in files: [[UInt8]]) throws -> [[String]?] {
    files.map { bytes in
      let jobs = YAMLStream(reading: bytes).documents.first?.root?["jobs"]?.entries.map(\.value) ?? []
      let keys = jobs.flatMap(\.entries).map(\.key.text)
      return keys.filter { !["size", "steps", "machine"].contains($0) }.map { "jobs: unexpected: \($0)" }
    }
  }
}

@Suite struct AdapterLawTests {
  @Test(arguments: AdapterLaw.allCases)
  func `a right adapter obeys`(law: AdapterLaw) { #expect(law.failures(of: .toy()) == []) }

  /// Which law each fault breaks.
  static let broken: [(Fault, AdapterLaw)] = [
    (.isSilentAboutBrokenFiles, .readingSurvivesAnything), (.readsOutside, .readingStaysInside),
    (.asksOutsideByGlob, .readingStaysInside), (.countsItsReadings, .readingIsDeterministic),
    (.findsOtherOrder, .readingIsDeterministic), (.placesBehindTheEnd, .everythingReadHasItsPlace),
    (.givesOneKeyToAll, .keysIdentifyJobs), (.takesLinesForKeys, .keysSurviveReformatting),
    (.takesOrderForKeys, .keysSurviveReformatting), (.forgetsSuggestions, .everySuggestionIsAnswered),
    (.losesAllForOne, .everySuggestionIsAnswered), (.editsWhatIs, .nothingToDoChangesNothing),
    (.writesElsewhere, .appliedSuggestionsAreVisible), (.writesCachesAgain, .applyingTwiceChangesNothing),
    (.changesOtherJobs, .editsTouchOnlyTheirJob), (.namesSizes, .editedJobsKeepTheirNames),
    (.hidesReasons, .refusalsExplainThemselves), (.usesNewCodes, .refusalsExplainThemselves),
    (.pointsNowhere, .refusalsExplainThemselves), (.editsGeneratedFiles, .refusalsExplainThemselves),
    (.takesAdvice, .refusalsExplainThemselves), (.meansNothing, .refusalsExplainThemselves),
    (.leavesComments, .insertionsCanBeTakenBack),
    (.addsUnknownKeys, .editedFilesGainNoSchemaErrors), (.pricesWithoutSource, .pricesHaveSourceAndDate),
    (.pricesWithoutDate, .pricesHaveSourceAndDate), (.ordersSizesBackwards, .sizesAreOrdered),
    (.listsSizesThatNobodyFinds, .sizesAreOrdered), (.knowsEverything, .labelsAreKnownOrReported),
    (.mindsCase, .labelsAreKnownOrReported),
  ]

  @Test(arguments: broken)
  func `a wrong adapter is found out`(fault: Fault, law: AdapterLaw) {
    #expect(law.failures(of: .toy(fault)) != [])
  }

  @Test func `no law is without an adapter that breaks it, and no fault without a law`() {
    #expect(Set(Self.broken.map(\.1)) == Set(AdapterLaw.allCases))
    #expect(Set(Self.broken.map(\.0)) == Set(Fault.allCases).subtracting([.crashesOnFilesCutOff]))
  }

  @Test func `failures say what, where and in which sample`() throws {
    let failure = try #require(AdapterLaw.keysIdentifyJobs.failures(of: .toy(.givesOneKeyToAll)).first)
    #expect(failure.description == "two jobs: toy.yml:9:3: The job `job` has the key of another.")
  }

  @Test(arguments: AdapterLaw.allCases)
  func `a subject without samples is no evidence`(law: AdapterLaw) {
    var subject = AdapterLawSubject.toy()
    subject.samples = []
    #expect(law.failures(of: subject) != [])
  }
}
