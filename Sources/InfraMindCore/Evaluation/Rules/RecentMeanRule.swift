/// The mean use of the last five runs.
package struct RecentMeanRule: SizeRule {
  static let runs = 5

  package let name = "mean of the last five runs"
  package let source = "rule of thumb; no publication with thresholds was found"

  package func place(for use: ObservedUse, from current: Int, on ladder: [Runner]) -> Int {
    let recent = ObservedUse(runs: use.runs.suffix(Self.runs))
    return ladder.place(forCPUs: recent.mean(\.averageCPUs), gibibytes: use.peakGibibytes)
  }
}
