internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import TeamCityAdapter
internal import Testing

@Suite struct HostileInputTests {
  private func readout(_ text: String) -> PipelineReadout {
    let sample = SampleRepository(name: "hostile", files: [".teamcity.yml": text])
    return TeamCity().jobs(in: [".teamcity.yml"], of: sample, named: "octo/cat")
  }

  @Test func `jobs that together ask for too much are read up to there`() {
    let text = String(repeating: "long ", count: 200_000)
    let jobs = (0..<1_000).map { "  j\($0): {steps: [{type: script, script-content: *s}]}\n" }.joined()
    let many = readout("name: &s '\(text)'\njobs:\n\(jobs)")
    #expect((10..<200).contains(many.jobs.count))
    #expect(many.problems.map(\.code) == ["too-much"])

    let steps = Array(repeating: "{type: script, script-content: *s}", count: 1_000).joined(separator: ", ")
    let one = readout("name: &s '\(text)'\njobs:\n  a: {steps: []}\n  b: {steps: [\(steps)]}\n")
    #expect(one.jobs.map(\.key.job) == ["a"])
    #expect(one.problems.map(\.code) == ["too-much"])
  }
}
