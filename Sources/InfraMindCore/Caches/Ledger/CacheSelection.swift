/// Which caches to keep under a limit of size: the most value that fits.
///
/// Every cache has some ways to be kept, each with a value and a weight, of which at most one is chosen: a
/// knapsack with choices, solved exactly on a grid of weights by dynamic programming. Weights are rounded up,
/// so what is chosen always fits.
///
/// - SeeAlso: Kellerer, Pferschy and Pisinger, "Knapsack Problems", 2004, chapter 11.
package enum CacheSelection {
  /// A way to keep a cache.
  package struct Way: Hashable, Sendable {
    /// What it brings, such as seconds a day; one that brings nothing is never chosen.
    package var value: Double
    /// What it needs of the limit, in bytes, not negative.
    package var weight: Double

    /// States a way.
    package init(value: Double, weight: Double) {
      self.value = value
      self.weight = weight
    }
  }

  /// Chooses.
  ///
  /// - Parameters:
  ///   - items: The ways to keep each cache.
  ///   - limit: Most bytes altogether.
  ///   - cells: Fineness of the grid: a weight is rounded up to a multiple of `limit / cells`.
  /// - Returns: For each cache the index of the way chosen, `nil` to do without it.
  package static func best(_ items: [[Way]], limit: Double, cells: Int = 2000) -> [Int?] {
    guard limit.isFinite, limit > 0, cells > 0 else {
      return items.map { ways in choice(ways.indices.filter { ways[$0].weight <= 0 || limit > 0 }, in: ways) }
    }
    let unit = limit / Double(cells)
    var best = [Double](repeating: 0, count: cells + 1)
    var chosen: [[Int16]] = []
    for ways in items {
      var next = best
      var picks = [Int16](repeating: -1, count: cells + 1)
      for (index, way) in ways.enumerated().prefix(100) where way.value > 0 && way.value.isFinite {
        guard way.weight.isFinite, way.weight <= limit else { continue }
        let need = min(Int((max(0, way.weight) / unit).rounded(.up)), cells)
        for room in need...cells where best[room - need] + way.value > next[room] {
          next[room] = best[room - need] + way.value
          picks[room] = Int16(index)
        }
      }
      best = next
      chosen.append(picks)
    }
    var room = cells
    var result = [Int?](repeating: nil, count: items.count)
    for item in items.indices.reversed() {
      let pick = Int(chosen[item][room])
      guard pick >= 0 else { continue }
      result[item] = pick
      room -= min(Int((max(0, items[item][pick].weight) / unit).rounded(.up)), cells)
    }
    return result
  }

  private static func choice(_ indices: [Int], in ways: [Way]) -> Int? {
    indices.filter { ways[$0].value > 0 }.max { ways[$0].value < ways[$1].value }
  }
}
