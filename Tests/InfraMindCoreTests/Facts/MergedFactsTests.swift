import FoundationEssentials
import Testing

@testable import InfraMindCore

/// Messages come late, twice and in any order; what is known in the end does not depend on that.
@Suite struct MergedFactsTests {
  private static let start = Date(timeIntervalSince1970: 1_790_000_000)
  private static let run = RunReference(
    platform: .gitHubActions, source: "github.com", repository: "acme/shop", run: "1")

  private static func message(
    _ stage: FactStage, of subject: JobRunFacts.Subject = .job(id: "7"), at seconds: Double,
    _ say: (inout JobRunDetails) -> Void
  ) -> JobRunFacts {
    var details = JobRunDetails()
    say(&details)
    return JobRunFacts(run: run, subject: subject, stage: stage, time: start + seconds, details: details)
  }

  /// What a platform sends about a job, with repetitions that differ, and two messages of one moment that disagree.
  private static let jobMessages: [JobRunFacts] = [
    message(.planned, at: 0) {
      $0.name = "test"; $0.createdAt = start; $0.runnerLabels = ["linux", "x64"]
    },
    message(.queued, at: 2) {
      $0.name = "test"; $0.queuedAt = start + 2; $0.runnerLabels = ["linux"]
    },
    message(.running, at: 5) {
      $0.startedAt = start + 5; $0.runnerName = "r1"; $0.steps = [step("a", 5)]
    },
    message(.running, at: 6) {
      $0.startedAt = start + 5.5; $0.steps = [step("a", 5), step("b", 6)]
    },
    message(.running, at: 6) {
      $0.steps = [step("a", 5), step("b", 6.25)]; $0.matrix = ["a": "b,c=d"]
    },
    message(.running, at: 6) {
      $0.steps = [step("a", 5), step("b", 6.5)]; $0.matrix = ["a": "b", "c": "d"]
    },
    message(.finished, at: 9) {
      $0.conclusion = .failure; $0.finishedAt = start + 9; $0.conclusionWord = "failed"
    },
    message(.finished, at: 9) {
      $0.conclusion = .timedOut; $0.use = ResourceUse(averageCPUs: 1)
    },
    message(.finished, at: 9) {
      $0.use = ResourceUse(averageCPUs: 2); $0.change = ChangeSize(files: 3)
    },
    // Late, and of an earlier stage with a later clock.
    message(.queued, at: 30) {
      $0.runnerLabels = ["late"]; $0.name = "late"; $0.branch = "main"
    },
  ]

  private static func step(_ name: String, _ seconds: Double) -> StepRun {
    StepRun(name: name, startedAt: start + seconds, finishedAt: nil, conclusion: nil)
  }

  private static let runMessages: [JobRunFacts] = (1...2).flatMap { attempt in
    FactStage.allCases.map { stage in
      message(stage, of: .run, at: Double(attempt * 100 + stage.rawValue)) {
        $0.attempt = attempt
        $0.actor = ActorHash(rawValue: "attempt \(attempt)")
        $0.event = "\(stage)"
        if stage == .finished { $0.branch = "main \(attempt)" }
      }
    }
  }

  private static func merged(_ messages: some Sequence<JobRunFacts>) -> MergedFacts {
    messages.reduce(into: MergedFacts()) { $0.merge($1) }
  }

  // MARK: - Laws

  @Test(arguments: [jobMessages, runMessages])
  func `neither order nor repetition matters`(_ messages: [JobRunFacts]) {
    let expected = Self.merged(messages)
    for seed in UInt64(0)..<500 {
      var random = SeededGenerator(seed: seed)
      let repeated = messages + messages.shuffled(using: &random).prefix(4)
      let shuffled = repeated.shuffled(using: &random)
      #expect(Self.merged(shuffled) == expected, "seed \(seed)")
    }
  }

  @Test(arguments: [jobMessages, runMessages])
  func `what was merged apart is merged together`(_ messages: [JobRunFacts]) {
    let expected = Self.merged(messages)
    for seed in UInt64(0)..<500 {
      var random = SeededGenerator(seed: seed)
      // Portions of any size, which may overlap, each merged by itself: what several servers did.
      var portions = (0..<3).map { _ in Self.merged(messages.filter { _ in Bool.random(using: &random) }) }
      portions.append(Self.merged(messages.shuffled(using: &random)))
      var whole = MergedFacts()
      for portion in portions.shuffled(using: &random) { whole.merge(portion) }
      #expect(whole == expected, "seed \(seed)")
    }
  }

  @Test func `details of one message said at one moment are all kept, in every order of all messages`() {
    for messages in permutations(Array(Self.jobMessages.prefix(7))) {
      #expect(Self.merged(messages) == Self.merged(Self.jobMessages.prefix(7)))
    }
  }

  @Test func `merging says whether anything changed`() {
    var facts = MergedFacts()
    let changes = [
      facts.merge(Self.jobMessages[3]), facts.merge(Self.jobMessages[3]),
      // These say nothing that is newer.
      facts.merge(Self.message(.running, at: 5) { $0.startedAt = Self.start }), facts.merge(MergedFacts()),
      facts.merge(Self.message(.finished, at: 99) { _ in }),
    ]
    #expect(changes == [true, false, false, false, false])
    #expect(facts.stage == .running && facts.time == Self.start + 6)
  }

  // MARK: - What wins

  @Test func `an older message never takes the place of a newer one, and adds what that did not say`() {
    let facts = Self.merged(Self.jobMessages)
    #expect(facts.details.runnerLabels == ["late"])
    #expect(facts.details.branch == "main")
    #expect(facts.details.startedAt == Self.start + 5.5)
    #expect(facts.details.createdAt == Self.start)
    #expect(facts.details.conclusion != nil && facts.details.finishedAt == Self.start + 9)
    #expect(facts.stage == .finished)
  }

  @Test func `of a whole run the later attempt's word counts, though it has come less far`() {
    let begun = Self.runMessages.filter { $0.details.attempt == 1 || $0.stage == .queued }
    for messages in permutations(begun) {
      let facts = Self.merged(messages)
      #expect(facts.details.attempt == 2 && facts.details.event == "queued")
      #expect(facts.details.actor == ActorHash(rawValue: "attempt 2"))
      // The second attempt has not said it yet.
      #expect(facts.details.branch == "main 1")
    }
  }

  @Test func `what was kept is what was merged`() {
    let facts = Self.merged(Self.jobMessages)
    #expect(MergedFacts(details: facts.details, stamps: facts.stamps) == facts)
    var unstamped = facts.stamps
    unstamped["name"] = nil
    #expect(MergedFacts(details: facts.details, stamps: unstamped).details.name == nil)
  }

  /// All orders of a few things.
  private func permutations<Value>(_ values: [Value]) -> [[Value]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var rest = values
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }
}
