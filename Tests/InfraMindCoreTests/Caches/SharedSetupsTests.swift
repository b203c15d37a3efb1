import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SharedSetupsTests {
  private let action = ".github/actions/setup/action.yml"

  /// A job that uses a local action with a set-up step and an installation.
  private func job(_ name: String, at line: Int, inputs: [String: String] = [:]) -> JobDefinition {
    let file = ".github/workflows/ci.yml"
    let caller = SourcePosition(file: file, line: line, column: 9)
    let origin = JobStep.Origin.packaged(file: action, caller: caller)
    func inAction(_ index: Int, _ work: JobStep.Work) -> JobStep {
      JobStep(
        index: index, position: SourcePosition(file: action, line: 9 + index, column: 7), work: work,
        origin: origin)
    }
    let steps = [
      JobStep(
        index: 0, position: SourcePosition(file: file, line: line - 1, column: 9),
        work: .use(PackagedStep(name: "actions/checkout", version: "v4"))),
      inAction(1, .use(PackagedStep(name: "actions/setup-python", version: "v5", inputs: inputs))),
      inAction(2, .run(script: "pip install -r requirements.txt")),
    ]
    let row = JobRow(
      matrix: [:], variant: JobVariant(), name: name, runner: .labels(["ubuntu-latest"], caller))
    return JobDefinition(
      key: JobKey(platform: .gitHubActions, repository: "", pipeline: file, job: name), name: name,
      position: caller, rows: [row], steps: steps, events: ["push"])
  }

  private func placed(_ jobs: [JobDefinition]) -> [Suggestion] {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let suggestions = jobs.flatMap { job in
      CacheAdvisor().review(job, in: FixedFiles(["requirements.txt": ""]), runs: [], context: context)
        .suggestions
    }
    return SharedSetups(in: jobs).placed(suggestions)
  }

  private func setup(_ suggestion: Suggestion) -> Int? {
    guard case .cache(let plan) = suggestion.change else { return nil }
    return plan.setupStep
  }

  @Test func `jobs that agree share the edit of the action`() {
    let suggestions = placed([job("a", at: 12), job("b", at: 20)])
    #expect(suggestions.map(\.position.description) == ["\(action):10:7", "\(action):10:7"])
    #expect(suggestions.map(setup) == [1, 1] && suggestions.map(\.confidence) == [0.85, 0.85])
    #expect(suggestions.allSatisfy { $0.evidence.contains { $0.hasPrefix("2 jobs run the step at") } })
  }

  @Test func `beside a job that must not have it, the caller gets a step`() throws {
    var release = job("ship", at: 30)
    release.traits = [.release]
    let suggestions = placed([job("a", at: 12), release])
    #expect(suggestions.map(\.position.description) == [".github/workflows/ci.yml:12:9"])
    let moved = try #require(suggestions.first)
    #expect(setup(moved) == nil && moved.confidence == 0.75 && moved.undo.hasPrefix("Remove what was added"))
    #expect(moved.evidence.contains { $0.contains("also serves 'ship'") })
    #expect(moved.id == placed([job("a", at: 12)]).first?.id)
  }

  @Test func `a set-up step that is told by its user stays as it is`() {
    let suggestions = placed([job("a", at: 12, inputs: ["cache": ""])])
    #expect(suggestions.map(setup) == [nil] && suggestions.map(\.position.line) == [12])
  }

  @Test func `a tool without set-up step in an action is placed at its user`() throws {
    var job = job("a", at: 12)
    job.steps.remove(at: 1)
    job.steps[1].index = 1
    #expect(placed([job]).map(\.position.description) == [".github/workflows/ci.yml:12:9"])
  }
}
