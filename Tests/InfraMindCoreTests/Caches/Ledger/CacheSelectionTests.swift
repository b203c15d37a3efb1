import Testing

@testable import InfraMindCore

@Suite struct CacheSelectionTests {
  private typealias Way = CacheSelection.Way

  @Test(arguments: 0..<60)
  func `the choice is the best that fits, by trying all`(_ number: Int) {
    var random = SeededGenerator(seed: UInt64(number))
    // Weights in whole cells, so that rounding up changes nothing.
    let items = (0..<6).map { _ in
      (0..<Int(random.uniform(0, 4))).map { _ in
        Way(value: random.uniform(-5, 20), weight: random.uniform(0, 60).rounded())
      }
    }
    let chosen = CacheSelection.best(items, limit: 100, cells: 100)
    let (value, weight) = worth(chosen, items)
    #expect(weight <= 100)
    #expect(abs(value - best(items[...], room: 100)) < 1e-9)
  }

  private func worth(_ chosen: [Int?], _ items: [[Way]]) -> (Double, Double) {
    zip(chosen, items).reduce((0, 0)) { sum, pair in
      guard let way = pair.0.map({ pair.1[$0] }) else { return sum }
      return (sum.0 + way.value, sum.1 + way.weight)
    }
  }

  private func best(_ items: ArraySlice<[Way]>, room: Double) -> Double {
    guard let first = items.first else { return 0 }
    let without = best(items.dropFirst(), room: room)
    return first.filter { $0.weight <= room }
      .map { $0.value + best(items.dropFirst(), room: room - $0.weight) }.reduce(without, max)
  }

  @Test func `a larger limit is never worth less`() {
    var random = SeededGenerator(seed: 7)
    let items = (0..<12).map { _ in
      [Way(value: random.uniform(0, 9), weight: random.uniform(1, 30).rounded())]
    }
    let values = stride(from: 10.0, through: 300, by: 10).map { limit in
      worth(CacheSelection.best(items, limit: limit, cells: Int(limit)), items).0
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func `figures that are none, and limits that are none, choose nothing wrong`() {
    let odd = [[Way(value: .nan, weight: 1), Way(value: 3, weight: .nan), Way(value: .infinity, weight: 1)]]
    #expect(CacheSelection.best(odd, limit: 10) == [nil])
    #expect(CacheSelection.best([[Way(value: 1, weight: 5)]], limit: 0) == [nil])
    #expect(CacheSelection.best([[Way(value: 1, weight: 5)]], limit: .infinity) == [0])
    #expect(CacheSelection.best([[Way(value: 1, weight: -5)], []], limit: 10) == [0, nil])
  }
}
