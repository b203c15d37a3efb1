/// The peak of the use and 20 %.
package struct PeakHeadroomRule: SizeRule {
  static let headroom = 0.2

  package let name = "peak + 20 %"
  package let source =
    "AWS Compute Optimizer, default headroom; Forgejo Runner Resource Optimization, 20 % above peak"

  package func place(for use: ObservedUse, from current: Int, on ladder: [Runner]) -> Int {
    let peak = use.runs.map(\.peakCPUs).max() ?? 0
    return ladder.place(
      forCPUs: peak * (1 + Self.headroom), gibibytes: use.peakGibibytes * (1 + Self.headroom))
  }
}
