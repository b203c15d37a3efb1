import InfraMindCore
import InfraMindLearning
import Testing

@Suite(.asksLightGBM) struct ParityTests {
  @Test(arguments: [
    TreeTrainingSettings.Objective.mean, .median, .quantile(0.9), .binary,
  ])
  func `a hundred thousand predictions are LightGBM's own`(_ objective: TreeTrainingSettings.Objective) throws
  {
    let library = try LightGBMHere.library()
    let rows = MadeUpRows(count: 4000, seed: 1)
    var settings = TreeTrainingSettings(objective)
    settings.trees = 25
    let labels = objective == .binary ? rows.flags : rows.values
    let model = try LightGBMTrainer(library).train(
      rows.table, labels: labels, weights: nil, settings: settings, continuing: nil)
    #expect(model.treeCount == 25)
    #expect(model.text.split(separator: "\n").contains { $0.hasPrefix("num_cat=") && $0 != "num_cat=0" })

    let table = MadeUpRows(count: 100_000, seed: 2).table
    let theirs = try library.predictions(of: model, for: table)
    let ours = model.predict(table)
    let worst = zip(ours, theirs).map { abs($0 - $1) }.max()
    #expect(try #require(worst) <= 1e-12)
    #expect(Set(theirs).count > 1000)
  }
}
