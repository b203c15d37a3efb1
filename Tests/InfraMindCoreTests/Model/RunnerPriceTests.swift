import Testing

@testable import InfraMindCore

@Suite struct RunnerPriceTests {
  private func price(_ nanodollars: Int64, _ billing: BillingRule) -> RunnerPrice {
    RunnerPrice(perMinute: Money(nanodollars: nanodollars), billing: billing, source: "test", asOf: "2026")
  }

  @Test(arguments: [
    (0.0, 60), (1, 60), (59.999, 60), (60, 60), (60.001, 120), (61, 120), (3600, 3600), (-5, 60),
  ])
  func `whole minutes are rounded up, at least one`(seconds: Double, billed: Int64) {
    #expect(BillingRule.wholeMinutes.billed(.seconds(seconds)) == .seconds(billed))
    #expect(BillMeter(price(60_000_000_000, .wholeMinutes)).dollars(forSeconds: seconds) == Double(billed))
  }

  @Test func `bills are exact to the nanodollar`() {
    let minutes = price(6_000_000, .wholeMinutes)
    #expect(minutes.bill(for: .seconds(20)) == Money(nanodollars: 6_000_000))
    #expect(minutes.bill(for: .seconds(481)) == Money(nanodollars: 54_000_000))
    let seconds = price(4_000_000, .seconds)
    #expect(seconds.bill(for: .seconds(90)) == Money(nanodollars: 6_000_000))
    #expect(seconds.bill(for: .seconds(1)) == Money(nanodollars: 66_666))
    #expect(seconds.bill(for: .milliseconds(1)) == Money(nanodollars: 66_666))
    #expect(seconds.bill(for: .zero) == .zero)
  }

  @Test func `a minimum and a coarser increment are kept`() {
    let rule = BillingRule(increment: .seconds(10), minimum: .seconds(45))
    #expect(rule.billed(.seconds(3)) == .seconds(50))
    #expect(rule.billed(.seconds(50)) == .seconds(50))
    #expect(rule.billed(.milliseconds(50_001)) == .seconds(60))
    #expect(BillingRule(increment: .milliseconds(1500), minimum: .zero).increment == .seconds(2))
    #expect(BillingRule(increment: .zero, minimum: .seconds(-1)) == .seconds)
  }

  @Test func `dollars for statistics are the exact bill`() {
    var random = SeededGenerator(seed: 1)
    for rule in [
      BillingRule.wholeMinutes, .seconds, BillingRule(increment: .seconds(7), minimum: .seconds(30)),
    ] {
      let price = price(6_123_457, rule)
      for _ in 0..<500 {
        let milliseconds = Int64(random.uniform(0, 10_000_000))
        let exact = price.bill(for: .milliseconds(milliseconds)).dollars
        #expect(BillMeter(price).dollars(forSeconds: Double(milliseconds) / 1000) == exact)
      }
    }
  }

  @Test func `no length of time overflows`() {
    let longest = Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999)
    #expect(price(.max, .wholeMinutes).bill(for: longest).nanodollars == .max)
    #expect(BillingRule(increment: longest, minimum: longest).billed(longest) > .zero)
    #expect(BillMeter(price(1, .seconds)).dollars(forSeconds: .infinity) == 0)
    #expect(BillMeter(price(1, .seconds)).dollars(forSeconds: .nan) == 0)
    #expect(BillMeter(price(1, .seconds)).dollars(forSeconds: 1e300).isFinite)
  }
}
