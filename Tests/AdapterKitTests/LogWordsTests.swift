internal import AdapterKit
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

  @Test func `logs of jobs of one name are wished for a few times`() {
    var wishes = LogWishes<Int>()
    for number in 0..<10 { wishes.add(number, of: "build", hasFailed: number.isMultiple(of: 2)) }
    wishes.close()
    #expect(wishes.take(3) == [0, 1, 2])
    #expect(wishes.shareDone == 0.6)
    #expect(wishes.take(10) == [3, 5])
    #expect(wishes.isEmpty)
  }
}
