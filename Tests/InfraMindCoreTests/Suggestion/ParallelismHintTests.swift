import Testing

@testable import InfraMindCore

@Suite struct ParallelismHintTests {
  private func sentences(
    _ script: String, environment: [String: String] = [:], from old: Int = 2, to new: Int = 0
  ) -> [String] {
    let step = JobStep(
      index: 0, position: SourcePosition(file: "ci.yml", line: 12, column: 9), work: .run(script: script),
      environment: environment)
    return ParallelismHint.all(in: [step]).compactMap {
      $0.sentence(from: SyntheticJob.ladder[old], to: SyntheticJob.ladder[new])
    }
  }

  @Test(arguments: [
    ("make -j8 all", "`make -j 8` (ci.yml:12) fixes 8 workers: on 2 vCPU, 2 would match."),
    (
      "cmake --build . --parallel 16",
      "`cmake --parallel=16` (ci.yml:12) fixes 16 workers: on 2 vCPU, 4 would match."
    ),
    ("pytest -n 8", "`pytest -n 8` (ci.yml:12) fixes 8 workers: on 2 vCPU, 2 would match."),
    ("python -m pytest -n4", "`pytest -n 4` (ci.yml:12) fixes 4 workers: on 2 vCPU, 2 would match."),
    (
      "npx jest --maxWorkers=8", "`npx --maxWorkers=8` (ci.yml:12) fixes 8 workers: on 2 vCPU, 2 would match."
    ),
    (
      "./gradlew test --max-workers 8",
      "`gradlew --max-workers=8` (ci.yml:12) fixes 8 workers: on 2 vCPU, 2 would match."
    ),
    ("GOMAXPROCS=8 go test ./...", "`GOMAXPROCS=8` (ci.yml:12) fixes 8 workers: on 2 vCPU, 2 would match."),
    (
      "export CARGO_BUILD_JOBS=8",
      "`CARGO_BUILD_JOBS=8` (ci.yml:12) fixes 8 workers: on 2 vCPU, 2 would match."
    ),
    (
      "java -Xmx12g -jar app.jar",
      "`java -Xmx12g` (ci.yml:12) allows a heap of 12 GiB: on 8 GiB of memory, 6144 MiB would leave room for the rest."
    ),
    (
      "npx playwright test --shard=${{ matrix.shard }}/2",
      "`npx --shard=${{ matrix.shard }}/2` (ci.yml:12) splits the work among 2 jobs: of 2 vCPU each, 8 have as many "
        + "together; the number of jobs started has to follow."
    ),
    (
      "pytest --splits 3 --group 1",
      "`pytest --splits=3` (ci.yml:12) splits the work among 3 jobs: of 2 vCPU each, 12 have as many together; the "
        + "number of jobs started has to follow."
    ),
    (
      "cargo nextest run --partition hash:1/2",
      "`cargo --partition=hash:1/2` (ci.yml:12) splits the work among 2 jobs: of 2 vCPU each, 8 have as many "
        + "together; the number of jobs started has to follow."
    ),
    (
      "NODE_OPTIONS=--max-old-space-size=8192 npm test",
      "`NODE_OPTIONS=--max-old-space-size=8192` (ci.yml:12) allows a heap of 8 GiB: on 8 GiB of memory, 6144 MiB "
        + "would leave room for the rest."
    ),
  ])
  func `what a step fixes is told for the new size`(script: String, sentence: String) {
    #expect(sentences(script) == [sentence])
  }

  @Test(arguments: [
    "make -j$(nproc)", "make -j", "pytest -n auto", "mvn -T 1C verify", "make -j2",
    "java -Xmx4g -jar app.jar",
    "tar -j 8", "git clone -j8 x", "make -j99999999999999999999", "java -Xmx -jar", "java -Xmx99999999999g",
    "",
    "npx jest --shard=1", "npx jest --shard=$INDEX/$TOTAL", "npx jest --shard=1/0", "curl -n 8",
    "go test -parallel 2",
  ])
  func `what follows the machine, fits it or means something else is left alone`(script: String) {
    #expect(sentences(script).isEmpty)
  }

  @Test func `on a larger machine workers grow with it, and heaps are left`() {
    #expect(
      sentences("make -j4\njava -Xmx4g x", from: 1, to: 3) == [
        "`make -j 4` (ci.yml:12) fixes 4 workers: on 16 vCPU, 16 would match."
      ])
  }

  @Test func `variables of the step count, each once`() {
    #expect(sentences("make\nmake", environment: ["MAKEFLAGS": "-s -j8", "FOO": "8"]).count == 1)
  }

  @Test func `a suggestion carries them as evidence`() {
    var random = SeededGenerator(seed: 3)
    var job = SyntheticJob(&random)
    while job.today.cpus != 16 || job.peakGiB > 4 || job.stages[0].degree > 2 { job = SyntheticJob(&random) }
    var definition = Example.job()
    definition.steps = [
      JobStep(
        index: 0, position: SourcePosition(file: "ci.yml", line: 12, column: 9),
        work: .run(script: "make -j16"))
    ]
    let advice = SizeAdvisor().advice(
      for: Example.row(job.today.labels), of: definition, current: job.today, ladder: SyntheticJob.ladder,
      runs: job.runs(12, on: job.today, first: 0, &random),
      context: AdvisingContext(now: SyntheticJob.time(after: 12), visibility: .private))
    guard case .change(let suggestion) = advice else {
      Issue.record("no move: \(advice)")
      return
    }
    #expect(suggestion.evidence.contains { $0.hasPrefix("`make -j 16` (ci.yml:12) fixes 16 workers") })
  }
}
