internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

@Suite struct JointPlanTests {
  private static let place = SourcePosition(file: "ci.yml", line: 1, column: 1)

  private static func suggestion(_ job: String, adviceOnly: String? = nil) -> Suggestion {
    let family = RunnerFamily(vendor: "shop", os: "linux", architecture: "x64")
    let runner = Runner(label: "a", name: "a", family: family, cpus: 1, memory: nil, price: nil)
    return Suggestion(
      job: JobKey(platform: .drone, repository: "", pipeline: "ci.yml", job: job), jobName: job,
      position: place,
      change: .runner(RunnerChange(from: [], current: runner, to: runner)), summary: "", evidence: [],
      effect: ExpectedEffect(), confidence: 1, undo: "", adviceOnly: adviceOnly)
  }

  private struct Wish: SuggestionWish {
    let suggestion: Suggestion
    /// The job without which it may not be carried out.
    var needs: String?
  }

  @Test func `a refusal takes those along who need the refused one, and no others`() {
    let wishes = [("a", nil), ("b", "a"), ("c", "b"), ("d", nil), ("e", "d")].map {
      Wish(suggestion: Self.suggestion($0.0), needs: $0.1)
    }
    var rounds = 0
    let plan = JointPlan(wishes, consent: { Set($0.map(\.suggestion.job.job)) }) {
      wish, open throws(RefusedEdit) in
      rounds += 1
      let job = wish.suggestion.job.job
      guard job != "a", wish.needs.map(open.contains) ?? true else {
        throw RefusedEdit("shared-place", job, at: Self.place)
      }
      return job
    }
    #expect(plan.planned.map(\.plan) == ["d", "e"])
    #expect(Set(plan.outcomes.keys) == Set(wishes.prefix(3).map(\.suggestion.id)))
    #expect(rounds == 5 + 4 + 3 + 2)
  }

  @Test func `nothing wished is nothing planned`() {
    let plan = JointPlan([Wish](), consent: { $0 }) { _, _ throws(RefusedEdit) in 0 }
    #expect(plan.planned.isEmpty && plan.outcomes.isEmpty)
  }

  @Test func `each suggestion is asked for once, and not at all if it is for people only`() {
    let given = [
      Self.suggestion("b"), Self.suggestion("a", adviceOnly: "think first"), Self.suggestion("b"),
      Self.suggestion("c"), Self.suggestion("d"),
    ]
    var asked: [String] = []
    let outcomes = given.answered { suggestion throws(RefusedEdit) in
      asked.append(suggestion.job.job)
      switch suggestion.job.job {
      case "b": return .unchanged
      case "c": throw RefusedEdit("computed-value", "c", at: Self.place)
      default: return nil
      }
    }
    #expect(asked.sorted() == ["b", "c", "d"])
    #expect(outcomes.count == 3 && outcomes[given[0].id] == .unchanged)
    #expect(outcomes[given[1].id] == .refused(RefusedEdit.adviceOnly("think first", at: Self.place).refusal))
    #expect(outcomes[given[4].id] == nil)
  }

  @Test func `edits of one file are joined, each once`() {
    let edits = ["x", "y"].map { YAMLEdit.remove([.key($0)]) }
    let first = FileEdit(file: "a.yml", edits: [edits[0]], dialect: .core12)
    let other = FileEdit(file: "b.yml", edits: [edits[0]], dialect: .core12)
    let both = FileEdit(file: "a.yml", edits: edits, dialect: .core12)
    #expect([first, other, both].joinedByFile == [both, other])
  }
}
