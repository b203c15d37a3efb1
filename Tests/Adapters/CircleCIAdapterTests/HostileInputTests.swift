internal import AdapterKit
internal import AdapterTesting
internal import CircleCIAdapter
internal import InfraMindCore
internal import Testing

/// Small configs that ask for more than any memory or patience holds. What is too slow here never ends.
@Suite struct HostileInputTests {
  private static func list(_ item: String, _ count: Int) -> String {
    Array(repeating: item, count: count).joined(separator: ", ")
  }

  @Test func `a parameter handed on ten times at every level is not followed without end`() throws {
    let commands = (0..<14).map { level in
      "  c\(level): {parameters: {x: {type: string}}, steps: [c\(level + 1): {x: '"
        + String(repeating: "<< parameters.x >>", count: 10) + "'}]}\n"
    }
    let readout = PipelineReadout.of(
      "version: 2.1\ncommands:\n" + commands.joined()
        + "  c14: {parameters: {x: {type: string}}, steps: [run: 'echo << parameters.x >>']}\n"
        + "jobs: {a: {docker: [{image: i}], steps: [c0: {x: ''}, run: npm ci]}}\n")
    let steps = try #require(readout["a"]?.steps)
    #expect(steps.count == 2)
    #expect(steps.last?.work == .run(script: "npm ci"))
  }

  @Test func `a condition of conditions repeated by aliases is not weighed without end`() {
    let levels = (1..<18).map { "y\($0): &c\($0) {and: [\(Self.list("*c\($0 - 1)", 10))]}\n" }
    let readout = PipelineReadout.of(
      "version: 2.1\ny0: &c0 {equal: [a, << pipeline.number >>]}\n" + levels.joined()
        + "jobs: {a: {steps: [when: {condition: *c17, steps: [run: x]}]}, b: {steps: [run: y]}}\n")
    #expect(readout.jobs.map(\.key.job) == ["b"])
    #expect(readout.codes == ["too-many-steps"])
  }

  @Test func `a workflow's condition repeated by aliases is not weighed without end`() {
    let levels = (1..<18).map { "y\($0): &c\($0) {or: [\(Self.list("*c\($0 - 1)", 10))]}\n" }
    let readout = PipelineReadout.of(
      "version: 2.1\ny0: &c0 {equal: [v1, << pipeline.git.tag >>]}\n" + levels.joined()
        + "jobs: {a: {steps: [run: x]}}\nworkflows: {w: {when: *c17, jobs: [a]}}\n")
    #expect(readout.jobs.map(\.key.job) == ["a"])
  }

  @Test func `orbs within orbs repeated by aliases are not unfolded without end`() {
    let levels = (1..<5).map { level in
      let orbs = (0..<200).map { "o\($0): *l\(level - 1)" }.joined(separator: ", ")
      return "x\(level): &l\(level) {orbs: {\(orbs)}}\n"
    }
    let readout = PipelineReadout.of(
      "version: 2.1\nx0: &l0 {jobs: {j: {steps: []}}}\n" + levels.joined()
        + "orbs: {p: *l4, q: *l4}\njobs: {a: {steps: [run: npm ci]}}\n")
    #expect(readout["a"]?.steps.count == 1)
  }

  @Test func `jobs that together ask for too much are read up to there`() {
    let text = String(repeating: "long ", count: 200_000)
    let jobs = (0..<1_000).map { "  j\($0): {steps: [run: *s]}\n" }
    let long = PipelineReadout.of("version: 2.1\ns: &s '\(text)'\njobs:\n" + jobs.joined())
    #expect((10..<200).contains(long.jobs.count))
    #expect(long.codes == ["too-much"])
  }

  @Test func `rows of many jobs are read as long as the allowance lasts, since each takes its time`() {
    let values = "[\((0..<31).map(String.init).joined(separator: ", "))]"
    let axes = "{a: \(values), b: \(values)}"
    let jobs = (0..<100).map { "  j\($0): *job\n" }.joined()
    let uses = (0..<100).map { "j\($0): {matrix: {parameters: *axes}}" }.joined(separator: ", ")
    let readout = PipelineReadout.of(
      "version: 2.1\naxes: &axes \(axes)\njob: &job {parameters: {a: {type: string}, b: {type: string}}, "
        + "steps: [run: x]}\njobs:\n\(jobs)workflows: {w: {jobs: [\(uses)]}}\n")
    #expect((10..<50).contains(readout.jobs.count))
    #expect(readout.codes == ["too-much"])
  }

  @Test func `a long list of exclusions takes its rows away`() throws {
    let values = (0..<900).map(String.init).joined(separator: ", ")
    let exclusions = (0..<50_000).map { "{v: \($0 + 10)}" }.joined(separator: ", ")
    let readout = PipelineReadout.of(
      "version: 2.1\njobs: {a: {parameters: {v: {type: string}}, steps: [run: x]}}\n"
        + "workflows: {w: {jobs: [a: {matrix: {parameters: {v: [\(values)]}, exclude: [\(exclusions)]}}]}}\n")
    #expect(try #require(readout["a"]).rows.map(\.name) == (0..<10).map { "a-\($0)" })
  }
}
