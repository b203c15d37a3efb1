/// Above 90 % or below 30 % average use, the size on which 70 % would be in use.
package struct TargetUseRule: SizeRule {
  static let tooBusy = 0.9
  static let tooIdle = 0.3
  static let target = 0.7

  package let name = "above 90 % or below 30 %: towards 70 %"
  package let source = "target tracking of autoscalers, such as AWS EC2 Auto Scaling and the Kubernetes HPA"

  package func place(for use: ObservedUse, from current: Int, on ladder: [Runner]) -> Int {
    let busy = use.mean(\.averageCPUs)
    let share = busy / (ladder[current].cpus ?? 1)
    guard share > Self.tooBusy || share < Self.tooIdle else { return current }
    return ladder.place(forCPUs: busy / Self.target, gibibytes: use.peakGibibytes)
  }
}
