import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct EffectTextTests {
  private func seconds(_ low: Double, _ middle: Double, _ high: Double) -> EffectText {
    EffectText(effect: ExpectedEffect(secondsPerRun: Interval(low: low, middle: middle, high: high)))
  }

  @Test func `savings, losses and intervals that hold both read as what they are`() {
    #expect(seconds(40, 70, 90).time == "40 s to 1 min 30 s less (about 1 min 10 s less) per run")
    #expect(seconds(-90, -70, -40).time == "40 s to 1 min 30 s more (about 1 min 10 s more) per run")
    #expect(seconds(-10, 5, 20).time == "10 s more to 20 s less (about 5 s less) per run")
    #expect(seconds(30, 30, 30).time == "30 s less per run")
  }

  @Test func `both bills are shown, with the interval where there is one`() {
    var effect = ExpectedEffect(billNow: 0.016, billThen: Interval(low: 0.01, middle: 0.011, high: 0.013))
    #expect(EffectText(effect: effect).bill == "$0.016 → $0.011 per run ($0.010 to $0.013)")
    effect.billThen = Interval(low: 0.011, middle: 0.011, high: 0.011)
    #expect(EffectText(effect: effect).bill == "$0.016 → $0.011 per run")
    effect.billNow = nil
    #expect(EffectText(effect: effect).bill == nil)
  }

  @Test func `no plan's minutes pay for machines of one's own`() {
    var effect = EffectText(effect: ExpectedEffect(dollarsPerMonth: Interval(low: 1, middle: 2, high: 3)))
    #expect(effect.month?.hasSuffix("a month, before any minutes that your plan includes") == true)
    effect.isOnOwnMachines = true
    #expect(effect.month?.hasSuffix("a month") == true)
  }

  @Test func `nothing is claimed where nothing is known`() {
    let text = EffectText(effect: ExpectedEffect())
    #expect(text.time == nil && text.bill == nil && text.month == nil)
    #expect(text.short == "not known")
  }

  @Test func `markup in other people's text is only text`() {
    #expect(
      MarkdownReport.escaped("<b>@you | `x` [a](b)\n# y")
        == "&lt;b&gt;@\u{200B}you \\| \\`x\\` \\[a\\](b) \\# y")
  }
}
