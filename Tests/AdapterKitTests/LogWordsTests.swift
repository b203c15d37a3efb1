internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import Testing

@Suite struct LogWordsTests {
  @Test(
    arguments: [
      ("84 MiB", 88_080_384), ("1.2GB", 1_200_000_000), ("312 B", 312), ("37748736 B)", 37_748_736),
      ("5 kB", 5000),
      ("MiB", nil), ("84", nil), ("84 parsecs", nil), ("99999999999 TB", nil), ("1.2.3 MB", nil), ("", nil),
    ] as [(String, Int64?)])
  func `sizes are read as people write them`(text: String, bytes: Int64?) {
    #expect(LogWords.size(text)?.bytes == bytes)
  }

  @Test(
    arguments: [
      ("1.25s", 1250), ("350ms", 350), ("2m3.5s", 123_500), ("1h0m0s", 3_600_000), ("12", nil), ("s", nil),
      ("", nil),
      ("99999999999h", nil),
    ] as [(String, Int64?)])
  func `durations are read as Go writes them`(text: String, milliseconds: Int64?) {
    #expect(LogWords.duration(text) == milliseconds.map { .milliseconds($0) })
  }

  private struct Wish: JobLogWish {
    var job: String
  }

  private func wishes(_ count: Int) -> LogWishes<Wish> {
    var wishes = LogWishes<Wish>()
    for number in 0..<count {
      wishes.add(Wish(job: "\(number)"), of: "build", hasFailed: number.isMultiple(of: 2))
    }
    wishes.close()
    return wishes
  }

  private static func facts(_ wish: Wish) -> JobRunFacts? {
    let run = RunReference(platform: .gitHubActions, source: "github.com", repository: "acme/shop", run: "1")
    let findings = LogFindings(cacheEvents: [CacheEvent(key: wish.job, kind: .hit, size: nil, duration: nil)])
    return findings.facts(of: wish.job, in: run, endedAt: Date(timeIntervalSince1970: 0), hasFailed: false)
  }

  @Test func `logs of jobs of one name are wished for a few times`() async throws {
    var wishes = wishes(10)
    let first = try await wishes.read(next: 3, isRefusalFinal: true) { Self.facts($0) }
    #expect(first.facts.map(\.subject) == ["0", "1", "2"].map { .job(id: $0) })
    #expect(wishes.shareDone == 0.6)
    let rest = try await wishes.read(next: 10, isRefusalFinal: true) { Self.facts($0) }
    #expect(rest.facts.map(\.subject) == ["3", "5"].map { .job(id: $0) })
    #expect(wishes.isEmpty)
  }

  @Test func `logs that are gone are passed over, and a refusal ends the asking where it is for all`()
    async throws
  {
    for isFinal in [true, false] {
      var wishes = wishes(10)
      let answers = try await wishes.read(next: 3, isRefusalFinal: isFinal) { wish in
        if wish.job == "0" { throw AdapterError(.notFound, "It is gone.") }
        if wish.job == "1" { throw AdapterError(.notAllowed, "It is closed.") }
        return Self.facts(wish)
      }
      #expect(answers.problems.count == 1 && answers.problems[0].hasSuffix("It is closed."))
      #expect(answers.facts.count == (isFinal ? 0 : 1))
      #expect(wishes.isEmpty == isFinal)
    }
  }

  @Test func `a failure of the network takes no wish`() async {
    var wishes = wishes(4)
    await #expect(throws: AdapterError.self) {
      _ = try await wishes.read(next: 2, isRefusalFinal: true) { _ in throw AdapterError(.unreachable, "No.")
      }
    }
    #expect(wishes.shareDone == 0)
  }
}
