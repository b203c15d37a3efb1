import Testing

@testable import InfraMindCore

@Suite struct LinearLearningTests {
  private func table(_ count: Int) -> (FeatureTable, [Double], [Double]) {
    var random = SeededGenerator(seed: 11)
    var table = FeatureTable(features: [.init("a"), .init("b"), .init("c")])
    var values: [Double] = []
    var flags: [Double] = []
    for _ in 0..<count {
      let a = random.normal()
      let b = 5 + 100 * random.normal()
      table.append([a, b, random.uniform() < 0.5 ? .nan : random.normal()])
      values.append(0.3 * a + 0.001 * b + 0.02 * random.normal())
      flags.append(a + random.normal() > 1 ? 1 : 0)
    }
    return (table, values, flags)
  }

  @Test func `a weighted sum is found again`() throws {
    let (rows, values, _) = table(4_000)
    let model = try LinearLearning().learn(rows, labels: values, objective: .median)
    #expect(abs(model.predict([1, 5, .nan]) - 0.305) < 0.03)
    #expect(abs(model.predict([0, 105, .nan]) - 0.105) < 0.03)
    #expect(abs(model.predict([.nan, .nan, .nan]) - model.predict([0, 5, 0])) < 0.02)
  }

  @Test func `one of ten labels is above the quantile at 0.9`() throws {
    let (rows, values, _) = table(4_000)
    let model = try LinearLearning().learn(rows, labels: values, objective: .quantile(0.9))
    let above = (0..<rows.rowCount).count { values[$0] > model.predict(Array(rows.row($0))) }
    #expect(abs(Double(above) / Double(rows.rowCount) - 0.1) < 0.03)
  }

  @Test func `risks are probabilities, in the order of the cause`() throws {
    let (rows, _, flags) = table(4_000)
    let model = try LinearLearning().learn(rows, labels: flags, objective: .binary)
    let low = model.predict([-1, 5, 0])
    let high = model.predict([2, 5, 0])
    #expect(low > 0 && low < 0.15 && high > 0.6 && high < 1)
  }

  @Test func `rows without any spread, and no rows at all, give a constant`() throws {
    var same = FeatureTable(features: [.init("a")])
    for _ in 0..<50 { same.append([3]) }
    let model = try LinearLearning().learn(same, labels: Array(repeating: 2, count: 50), objective: .median)
    #expect(model.predict([3]) == model.predict([900]))
    let empty = try LinearLearning().learn(
      FeatureTable(features: [.init("a")]), labels: [], objective: .median)
    #expect(empty.predict([1]) == 0)
  }
}
