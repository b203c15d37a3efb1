/// How large a run's change is and what the repository looked like, as a point among others: near ones are alike.
///
/// Eleven logarithms in steps of 1/50, of which those that change slowly count more.
struct ChangeShape: Hashable, Sendable {
  /// Which of ``PlannedRun/changeNames`` count, and by how much.
  private static let parts: [(index: Int, factor: Double)] = [
    (1, 1), (2, 1), (5, 1), (3, 1), (0, 1), (8, 1), (10, 1), (12, 1), (13, 20), (14, 10), (11, 2),
  ]
  private static let step = 50.0
  private static let largest = 16_000.0

  private var lanes: SIMD16<Int16> = .zero

  /// The shape of a change; missing values count as 0.
  init(_ change: [Double]) {
    for (lane, part) in Self.parts.enumerated() where part.index < change.count {
      let value = SafeLog.ofCount(change[part.index]) * part.factor * Self.step
      // NaN is greater than nothing.
      lanes[lane] = value > 0 ? Int16(min(value, Self.largest)) : 0
    }
  }

  /// How far apart two changes are: the mean distance of their parts, in units of their logarithms.
  func distance(to other: ChangeShape) -> Double {
    let difference = SIMD16<Int32>(truncatingIfNeeded: lanes &- other.lanes)
    let sum = pointwiseMax(difference, 0 &- difference).wrappedSum()
    return Double(sum) / Self.step / Double(Self.parts.count)
  }

  /// Logarithm of the lines of code.
  var codeLines: Double { part(8) }
  /// Logarithm of the lines of tests for each 1,000 lines of code.
  var testDensity: Double { part(9) }
  /// Logarithm of the size of the team.
  var team: Double { part(10) }

  private func part(_ lane: Int) -> Double { Double(lanes[lane]) / Self.step / Self.parts[lane].factor }
}
