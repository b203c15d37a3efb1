/// The 95th percentile of the CPU's use; the largest memory and 15 %.
package struct HighPercentileRule: SizeRule {
  package let name = "95th percentile"
  package let source =
    "Robusta KRR, simple strategy (cpu-percentile 95, memory-buffer-percentage 15); CI Sizer"

  package func place(for use: ObservedUse, from current: Int, on ladder: [Runner]) -> Int {
    ladder.place(forCPUs: use.mean(\.p95CPUs), gibibytes: use.peakGibibytes * 1.15)
  }
}
