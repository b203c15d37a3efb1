import FoundationEssentials
import Testing

@testable import InfraMindCore

@Suite struct TimestampTests {
  @Test(arguments: [
    ("2026-10-01T12:00:05Z", 1_790_856_005.0), ("2026-10-01t12:00:05z", 1_790_856_005),
    ("2026-10-01 14:00:05+02:00", 1_790_856_005), ("2026-10-01T06:30:05-05:30", 1_790_856_005),
    ("2026-10-01T12:00:05.25Z", 1_790_856_005.25), ("2026-10-01T12:00:05.2500009Z", 1_790_856_005.25),
    ("2000-01-01T00:00:00Z", 946_684_800), ("2000-02-29T23:59:60Z", 951_868_800),
    ("2100-12-31T23:59:59Z", 4_133_980_799),
  ])
  func `a time of RFC 3339 is read`(text: String, seconds: Double) {
    #expect(Timestamp.date(from: text)?.timeIntervalSince1970 == seconds)
  }

  @Test(arguments: [
    "", "2026-10-01", "2026-10-01T12:00:05", "2026-10-01T12:00:05.Z", "2026-10-01T24:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2100-02-29T00:00:00Z", "1999-12-31T23:59:59Z",
    "2026-10-01T12:00:05+0200", "2026-10-01T12:00:05+24:00", "2026-10-01T12:00:05Zjunk",
    "2026-10-01T12:00:61Z",
    "+026-10-01T12:00:05Z", "２０２６-10-01T12:00:05Z",
  ])
  func `what is no time of RFC 3339 is not guessed`(text: String) {
    #expect(Timestamp.date(from: text) == nil)
  }

  @Test func `writing and reading a time gives it back, over all accepted years`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let seconds = Double(Int.random(in: 946_684_800...4_133_980_799, using: &random))
      let date = Date(timeIntervalSince1970: seconds + Double(Int.random(in: 0..<1_000_000)) / 1e6)
      #expect(Timestamp.date(from: Timestamp.text(of: date)) == date)
    }
  }

  @Test func `a time that cannot be written is written as the nearest one`() {
    #expect(Timestamp.text(of: .distantPast) == "2000-01-01T00:00:00Z")
    #expect(Timestamp.text(of: .distantFuture) == "2100-12-31T23:59:59Z")
    #expect(Timestamp.text(of: Date(timeIntervalSince1970: .nan)) == "2000-01-01T00:00:00Z")
  }
}
