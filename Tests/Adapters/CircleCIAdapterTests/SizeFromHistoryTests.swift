internal import AdapterKit
internal import AdapterTesting
internal import CircleCIAdapter
internal import Foundation
internal import InfraMindCore
internal import LosslessYAML
internal import Testing

@Suite struct SizeFromHistoryTests {
  @Test func `a move that the adviser makes is written, though two words name a machine`() throws {
    let config =
      "version: 2\njobs:\n  build:\n    docker: [{image: i}]\n    resource_class: large\n    steps: [checkout]\n"
    let files = SampleRepository(files: [SampleRepository.pipeline: config])
    let job = try #require(files.readout().jobs.first)
    let row = try #require(job.rows.first)
    let catalog = CircleCI().runnerCatalog
    guard case .known(let current) = catalog.runner(for: ["docker", "large"], visibility: nil) else {
      Issue.record("large is unknown")
      return
    }
    let advice = SizeAdvisor().advice(
      for: row, of: job, current: current, ladder: catalog.ladder(of: current.family, visibility: nil),
      runs: runs,
      context: AdvisingContext(now: now))
    guard case .change(let suggestion) = advice else {
      Issue.record("kept: \(advice)")
      return
    }
    #expect(suggestion.adviceOnly == nil)
    let outcomes = CircleCI().edits(for: [suggestion], in: files, options: InjectionOptions())
    let edited = try EditedFiles(outcomes, in: files)
    let text = edited.checkout.text(of: SampleRepository.pipeline)
    #expect(edited.revisions[SampleRepository.pipeline]?.changedLines == 1)
    #expect(text.contains("    resource_class: small\n"), "\(text)")
  }

  private let now = Date(timeIntervalSince1970: 1_790_000_000)

  /// Runs of five minutes that leave four CPUs idle most of the time.
  private var runs: [JobRun] {
    (0..<60).map { number in
      var run = JobRun(
        platform: .circleCI, repository: "octo/cat", pipeline: SampleRepository.pipeline, job: "build",
        run: "\(number)",
        conclusion: .success)
      run.startedAt = now.addingTimeInterval(-28_800 * Double(60 - number))
      run.finishedAt = run.startedAt?.addingTimeInterval(300 + Double(number % 7))
      run.runnerLabels = ["docker", "large"]
      run.cpus = 4
      run.memory = MemorySize(gibibytes: 8)
      run.use = ResourceUse(
        averageCPUs: 0.5, peakCPUs: 1, averageMemory: MemorySize(gibibytes: 0.5),
        peakMemory: MemorySize(gibibytes: 0.8))
      return run
    }
  }
}
