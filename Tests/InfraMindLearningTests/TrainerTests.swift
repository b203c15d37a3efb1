import InfraMindCore
import InfraMindLearning
import Synchronization
import Testing

@Suite(.asksLightGBM) struct TrainerTests {
  private func settings(_ objective: TreeTrainingSettings.Objective, trees: Int) -> TreeTrainingSettings {
    var settings = TreeTrainingSettings(objective)
    settings.trees = trees
    return settings
  }

  @Test func `the same rows give the same model, and progress is told`() throws {
    let rows = MadeUpRows(count: 800, seed: 1)
    let told = Mutex<[Int]>([])
    let trainer = LightGBMTrainer(try LightGBMHere.library()) { done, all in
      told.withLock { $0.append(done * 1000 + all) }
    }
    var settings = settings(.quantile(0.9), trees: 5)
    settings.rowShare = 0.7
    settings.featureShare = 0.6
    let once = try trainer.train(
      rows.table, labels: rows.values, weights: nil, settings: settings, continuing: nil)
    let again = try trainer.train(
      rows.table, labels: rows.values, weights: nil, settings: settings, continuing: nil)
    #expect(once.text == again.text)
    #expect(told.withLock { $0 } == [1005, 2005, 3005, 4005, 5005, 1005, 2005, 3005, 4005, 5005])
    settings.seed = 2
    let other = try trainer.train(
      rows.table, labels: rows.values, weights: nil, settings: settings, continuing: nil)
    #expect(once.predict(rows.table) != other.predict(rows.table))
  }

  @Test func `a model that is continued keeps its trees and errs less on the new rows`() throws {
    let old = MadeUpRows(count: 1000, seed: 1)
    let new = MadeUpRows(count: 1000, seed: 2)
    let shifted = new.values.map { $0 + 5 }
    let library = try LightGBMHere.library()
    let trainer = LightGBMTrainer(library)
    let settings = settings(.median, trees: 20)
    let first = try trainer.train(
      old.table, labels: old.values, weights: nil, settings: settings, continuing: nil)
    let second = try trainer.train(
      new.table, labels: shifted, weights: nil, settings: settings, continuing: first)
    #expect(first.treeCount == 20)
    #expect(second.treeCount == 40)
    let error = { (model: TreeModel) in
      zip(model.predict(new.table), shifted).map { abs($0 - $1) }.reduce(0, +) / 1000
    }
    #expect(error(second) < error(first) / 2)
    let theirs = try library.predictions(of: second, for: new.table)
    #expect(zip(theirs, second.predict(new.table)).allSatisfy { abs($0 - $1) <= 1e-12 })
  }

  @Test func `a model whose sizes of trees are wrong does not end the process`() throws {
    let rows = MadeUpRows(count: 400, seed: 1)
    let trainer = LightGBMTrainer(try LightGBMHere.library())
    let settings = settings(.median, trees: 5)
    let model = try trainer.train(
      rows.table, labels: rows.values, weights: nil, settings: settings, continuing: nil)
    let text = model.text.replacing("tree_sizes=", with: "tree_sizes=1")
    #expect(text != model.text)
    let longer = try trainer.train(
      rows.table, labels: rows.values, weights: nil, settings: settings, continuing: TreeModel(text: text))
    #expect(longer.treeCount == 10)
  }

  @Test func `rows that count for nothing teach nothing`() throws {
    let rows = MadeUpRows(count: 600, seed: 3)
    let trainer = LightGBMTrainer(try LightGBMHere.library())
    let poisoned = rows.values.enumerated().map { $0.offset < 300 ? $0.element : 1e6 }
    let weights = rows.values.indices.map { $0 < 300 ? 1.0 : 0 }
    let model = try trainer.train(
      rows.table, labels: poisoned, weights: weights, settings: settings(.mean, trees: 10), continuing: nil)
    #expect(model.predict(rows.table).allSatisfy { abs($0) < 1000 })
  }

  @Test func `data that do not fit together are refused with a sentence`() throws {
    let trainer = LightGBMTrainer(try LightGBMHere.library())
    let rows = MadeUpRows(count: 50, seed: 1)
    func code(
      _ table: FeatureTable, _ labels: [Double], _ weights: [Double]? = nil,
      _ objective: TreeTrainingSettings.Objective = .mean, continuing model: TreeModel? = nil
    ) -> TreeTrainingError.Code? {
      let error = #expect(throws: TreeTrainingError.self) {
        try trainer.train(
          table, labels: labels, weights: weights, settings: settings(objective, trees: 2), continuing: model)
      }
      return error?.code
    }
    #expect(code(rows.table, []) == .badTrainingData)
    #expect(code(FeatureTable(features: []), []) == .badTrainingData)
    #expect(code(FeatureTable(features: [.init("a")]), []) == .badTrainingData)
    #expect(code(rows.table, rows.values, [1]) == .badTrainingData)
    #expect(code(rows.table, rows.values, rows.values.map { _ in -1 }) == .badTrainingData)
    #expect(code(rows.table, rows.values.map { _ in .nan }) == .badTrainingData)
    #expect(code(rows.table, rows.values, nil, .binary) == .badTrainingData)
    var odd = FeatureTable(features: [.init("a b")])
    odd.append([1])
    #expect(code(odd, [1]) == .badTrainingData)
    let model = try trainer.train(
      rows.table, labels: rows.values, weights: nil, settings: settings(.mean, trees: 2), continuing: nil)
    #expect(code(rows.table, rows.flags, nil, .binary, continuing: model) == .otherModel)
    var others = FeatureTable(features: [.init("a")])
    others.append([1])
    #expect(code(others, [1], continuing: model) == .otherModel)
  }

  @Test func `a few rows alike make a model that says their mean`() throws {
    var table = FeatureTable(features: [.init("a")])
    for _ in 0..<3 { table.append([1]) }
    let model = try LightGBMTrainer(try LightGBMHere.library()).train(
      table, labels: [7, 7, 7], weights: nil, settings: settings(.mean, trees: 5), continuing: nil)
    #expect(abs(model.predict([1]) - 7) < 1e-6)
  }
}
