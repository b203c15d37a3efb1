import Testing

@testable import InfraMindCore

@Suite struct FigureTextTests {
  @Test(arguments: [
    (1.25, 1, "1.3"), (-1.25, 1, "-1.3"), (0.05, 2, "0.05"), (-0.001, 2, "0.00"), (12, 0, "12"),
    (9.999, 2, "10.00"),
    (.nan, 1, "unknown"), (.infinity, 1, "unknown"), (1e20, 1, "1e+20"),
  ])
  func `numbers have fixed decimals`(value: Double, decimals: Int, text: String) {
    #expect(FigureText.fixed(value, decimals) == text)
  }

  @Test func `money saved and lost is called so, and counts agree with their nouns`() {
    #expect(FigureText.saving(0.42) == "saves $0.42")
    #expect(FigureText.saving(-0.42) == "costs $0.42 more")
    #expect(FigureText.savings(Interval(low: 1, middle: 2, high: 3)) == "$1.00 to $3.00 saved")
    #expect(FigureText.savings(Interval(low: -3, middle: -2, high: -1)) == "$1.00 to $3.00 more")
    #expect(FigureText.savings(Interval(low: -1, middle: 2, high: 3)) == "$1.00 more to $3.00 saved")
    #expect(FigureText.count(1, "run") == "1 run" && FigureText.count(2, "run") == "2 runs")
  }

  @Test(arguments: [
    (0, 0, "The history holds no run of this job;"), (0, 1, "Of 1 run none counts ("),
    (1, 2, "Of 2 runs only 1 counts ("), (3, 7, "Of 7 runs only 3 count ("),
  ])
  func `too few runs are counted in good English`(count: Int, all: Int, start: String) {
    #expect(KeepReason.tooFewRuns(count, of: all, needed: 10).sentence.hasPrefix(start))
  }

  @Test(arguments: [
    (0.0, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (483, "8 min 3 s"), (-60, "1 min"), (3600, "1 h"),
    (7500, "2 h 5 min"), (.nan, "unknown"),
  ])
  func `times read as people say them`(seconds: Double, text: String) {
    #expect(FigureText.time(seconds) == text)
  }

  @Test(arguments: [
    (0.0, "$0.00"), (0.006, "$0.0060"), (0.42, "$0.42"),
    (0.0546, "$0.055"), (-0.42, "-$0.42"), (129.6, "$130"),
    (-0.000_001, "$0.0000"),
  ])
  func `dollars have digits that matter`(value: Double, text: String) {
    #expect(FigureText.dollars(value) == text)
  }

  @Test func `prices are written like other dollars, and keep their digits to the millionth`() {
    #expect(FigureText.price(Money(nanodollars: 10_133_333)) == "$0.010133")
    #expect(FigureText.price(Money(nanodollars: 1_250_000)) == "$0.00125")
    #expect(FigureText.price(Money(nanodollars: 130_500_000_000)) == "$130.5")
    for dollars in [0, 0.005, 0.006, 0.062, 0.42, 1.5, 130] {
      let price = Money(dollars: dollars) ?? .zero
      #expect(FigureText.price(price) == FigureText.dollars(dollars))
    }
  }

  @Test func `memory drops a decimal that says nothing`() {
    #expect(FigureText.gibibytes(8 * 1_073_741_824) == "8 GiB")
    #expect(FigureText.gibibytes(3.45 * 1_073_741_824) == "3.5 GiB")
  }
}
