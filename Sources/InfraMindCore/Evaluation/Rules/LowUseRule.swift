/// One size down while less than 40 % of the machine are in use.
package struct LowUseRule: SizeRule {
  /// What counts as use.
  package enum Figure: Sendable {
    /// The average over a run, as dashboards show it.
    case average
    /// The busiest moment, as the publication has it.
    case peak
  }

  /// Share of the machine below which it is too large.
  static let threshold = 0.4

  let figure: Figure
  package let source = "AWS, Tips for Right Sizing: maximum CPU and memory use below 40 %"

  package var name: String {
    switch figure {
    case .average: "average use below 40 %: one down"
    case .peak: "peak use below 40 %: one down"
    }
  }

  package func place(for use: ObservedUse, from current: Int, on ladder: [Runner]) -> Int {
    let busy =
      switch figure {
      case .average: use.mean(\.averageCPUs)
      case .peak: use.runs.map(\.peakCPUs).max() ?? 0
      }
    guard current > 0, busy < Self.threshold * (ladder[current].cpus ?? 0),
      use.peakGibibytes <= ladder[current - 1].memory?.gibibytes ?? 0
    else { return current }
    return current - 1
  }
}
