/// The 90th percentile of the use and 15 %.
package struct PercentileMarginRule: SizeRule {
  static let margin = 0.15

  package let name = "90th percentile + 15 %"
  package let source =
    "Kubernetes Vertical Pod Autoscaler, target-cpu-percentile and recommendation-margin-fraction"

  package func place(for use: ObservedUse, from current: Int, on ladder: [Runner]) -> Int {
    let factor = 1 + Self.margin
    let peaks = use.runs.map(\.peakGibibytes).sorted()
    let memory = peaks[Int((0.9 * Double(peaks.count)).rounded(.up)) - 1]
    return ladder.place(
      forCPUs: use.mean(\.p90CPUs) * factor, gibibytes: max(memory * factor, use.peakGibibytes))
  }
}
