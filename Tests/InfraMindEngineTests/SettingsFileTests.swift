import AdapterKit
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct SettingsFileTests {
  private func read(_ text: String) -> SettingsFile { SettingsFile(Array(text.utf8), file: ".inframind.yml") }

  @Test func `reads everything that the documentation shows`() throws {
    let file = read(
      """
      version: 1
      visibility: private
      history: ci/runs.jsonl
      ignore:
        jobs: ["release.yml:*", lint]
        kinds: [size]
        tools: docker
        suggestions: [0123456789AB]
      runners:
        - label: big-linux
          cpus: 8
          memory: 32 GiB
          price-per-minute: 0.032
          billing: seconds
        - labels: [self-hosted, arm]
          cpus: 4
          memory: 16
          os: linux
          architecture: arm64
          vendor: ours
          pool: gpu
      prices:
        ubuntu-24.04: 0.005
        [docker, Large]: 0.01
      waiting:
        dollars-per-minute: 0.5
      limits:
        longest-duration: 1h30m
        dollars-per-run: 0.25
        cpus: 16
        smallest-gain: 15%
      allow:
        third-party-steps: true
        signed-files: true
      cache-store:
        bucket: caches
        region: eu-west-1
      rates:
        vcpu-hour: 0.04
        gib-hour: 0.005
        credit: 0.0005
      """)
    #expect(file.errors.isEmpty)
    let settings = file.settings
    #expect(settings.visibility == .private)
    #expect(settings.historyPath == "ci/runs.jsonl")
    #expect(settings.ignored.kinds == [.size])
    #expect(settings.ignored.tools == [CacheTool(rawValue: "docker")])
    #expect(settings.ignored.suggestions == [SuggestionID(rawValue: "0123456789ab")])
    #expect(settings.runners.map(\.labels) == [["big-linux"], ["self-hosted", "arm"]])
    #expect(settings.runners.map(\.memory) == [MemorySize(gibibytes: 32), MemorySize(gibibytes: 16)])
    #expect(settings.runners.last?.family.description == "ours/linux/arm64/gpu")
    #expect(
      settings.prices == [
        ["ubuntu-24.04"]: Money(nanodollars: 5_000_000), ["docker", "large"]: Money(nanodollars: 10_000_000),
      ])
    #expect(settings.preferences.dollarsPerWaitingMinute == 0.5)
    #expect(settings.preferences.longestDuration == .seconds(5400))
    #expect(settings.preferences.mostDollarsPerRun == 0.25)
    #expect(settings.preferences.mostCPUs == 16)
    #expect(settings.preferences.smallestGain == 0.15)
    #expect(settings.allowsThirdPartySteps && settings.editsSignedFiles)
    #expect(settings.cacheStore == .bucket("caches", region: "eu-west-1"))
    #expect(settings.rates.perCPUHour == Money(nanodollars: 40_000_000))
    #expect(settings.rates.perGibibyteHour == Money(nanodollars: 5_000_000))
    #expect(settings.rates.perCredit == Money(nanodollars: 500_000))
  }

  @Test(arguments: ["", "# nothing\n", "version: 1\n", "ignore:\n", "runners: []\n"])
  func `an empty file means the defaults`(_ text: String) {
    let file = read(text)
    #expect(file.errors.isEmpty)
    #expect(file.settings == Settings())
  }

  @Test func `tells all mistakes at once, each with its place`() {
    let file = read(
      """
      version: 2
      visiblity: public
      ignore:
        kind: [size]
        kinds: [sizes]
      runners:
        - label: x
          cpus: many
          memory: 32 bananas
      limits:
        longest-duration: soon
        cpus: 0
      allow:
        third-party-steps: maybe
      """)
    #expect(
      file.errors.map { $0.position.map { [$0.line, $0.column] } } == [
        [1, 10], [2, 1], [4, 3], [5, 11], [8, 11], [9, 13], [11, 21], [12, 9], [14, 22],
      ])
    #expect(
      file.errors[1].description
        == ".inframind.yml:2:1: `visiblity` is no key of the file; did you mean `visibility`?")
    #expect(file.errors[3].message.contains("did you mean `size`?"))
  }

  @Test(arguments: [
    "a: [", "- list\n", "just text\n", "version: 1\nversion: 1\n", "version: 1\n---\nversion: 1\n",
    "runners: {}\n",
    "runners:\n  - label: x\n", "runners:\n  - cpus: 2\n    memory: 4\n",
    "runners:\n  - label: x\n    cpus: 2\n    memory: none\n",
    "prices: [1]\n", "cache-store:\n  folder: here\n", "cache-store:\n  bucket: b\n",
    "cache-store:\n  folder: /x\n  bucket: b\n", "rates:\n  credit: -1\n", "rates:\n  cpu-hour: 1\n",
    "allow:\n  signed-files: perhaps\n",
    "prices:\n  x: -1\n", "prices:\n  [a, b]: x\n", "prices:\n  []: 1\n", "prices:\n  {a: b}: 1\n",
    "history: /etc/passwd\n", "history: ../x\n", "ignore:\n  suggestions: [xyz]\n", "visibility: secret\n",
    "limits:\n  smallest-gain: 120%\n", "a: *b\n", "&a a: *a\n",
  ])
  func `what cannot be meant is an error`(_ text: String) {
    #expect(!read(text).errors.isEmpty)
  }

  @Test(arguments: [
    ("ci.yml:test", true), (".github/workflows/ci.yml:test", true), ("*:test", true), ("test", true),
    ("te*", true),
    ("ci.yml:*", true), ("ci.yml:build", false), ("other.yml:test", false), ("build", false),
  ])
  func `a pattern names jobs by workflow and id`(_ pattern: String, _ expected: Bool) {
    let key = JobKey(
      platform: .gitHubActions, repository: "", pipeline: ".github/workflows/ci.yml", job: "test")
    #expect(JobPattern(pattern).matches(key) == expected)
  }

  @Test(arguments: [("90s", 90), ("20m", 1200), ("1h30m", 5400), ("2 d", 172_800)])
  func `times are read as people write them`(_ text: String, _ seconds: Int64) {
    #expect(DurationText.seconds(in: text) == seconds)
  }

  @Test(arguments: ["", "20", "m", "1m1h", "0s", "99999999d", "1.5h", "-3m"])
  func `other times are refused`(_ text: String) { #expect(DurationText.seconds(in: text) == nil) }
}
