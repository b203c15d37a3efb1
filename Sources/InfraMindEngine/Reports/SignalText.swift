package import InfraMindCore

/// What a job's earlier runs say about one run, in words.
package struct SignalText: Sendable {
  private let signals: JobSignals

  /// Words for what was found.
  package init(_ signals: JobSignals) { self.signals = signals }

  /// One line for each finding; none where all is usual.
  package var lines: [String] {
    var lines: [String] = []
    if let slow = signals.slow { lines.append("slow: \(words(slow))") }
    lines += signals.slowSteps.map { "slow step \"\(Shown.plain($0.name, atMost: 60))\": \(words($0.slow))" }
    if let shift = signals.shift { lines.append(words(shift)) }
    return lines + flakiness
  }

  private func words(_ slow: SlowRun) -> String {
    let often =
      slow.oncePerRuns >= 1000 ? "less than once in 1000 runs" : "about once in \(slow.oncePerRuns) runs"
    return "\(tenths(slow.ratio)) × its usual \(time(slow.usual)); a time like that comes \(often)"
  }

  private func words(_ shift: JobShift) -> String {
    let percent = Int((abs(shift.ratio - 1) * 100).rounded())
    let what = "\(percent) % \(shift.ratio >= 1 ? "longer" : "shorter")"
    let since = "since \(words(shift.likeliest)) the job takes \(what)"
    guard shift.candidates > 1 else { return since }
    return since + " (it began between \(words(shift.first)) and \(words(shift.last)), with 90 % probability)"
  }

  private func words(_ place: JobShift.Place) -> String {
    let run = "run \(Shown.plain(place.run, atMost: 40))"
    return place.commit.map { "commit \(Shown.plain(String($0.prefix(12)))) (\(run))" } ?? run
  }

  private var flakiness: [String] {
    let rate = signals.flakiness
    guard rate.flaky > 0 else { return [] }
    var line =
      "flaky: both outcomes on one commit in \(rate.flaky) of \(Figures.count(rate.repeated, "commit")) tried again"
      + ", of \(rate.commits)"
    if let chance = signals.chanceOnRetry {
      line += "; a second try would pass with \(Int((chance * 100).rounded())) % probability"
    }
    return [line]
  }

  private func time(_ duration: Duration) -> String { Figures.time(duration / .seconds(1)) }

  private func tenths(_ number: Double) -> String {
    let tenths = Int((min(number, 1e6) * 10).rounded())
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
