internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindLearning

/// Times training and scoring on given numbers, for `Benchmarks/trees.py`.
struct ModelsTimeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "time", shouldDisplay: false)

  @Argument(help: "Rows, as 64-bit floating-point numbers of this machine.") var rows: String
  @Argument(help: "Labels, in the same form.") var labels: String
  @Argument(help: "Where the model's text is written.") var model: String
  @Option(help: "Features of a row.") var features = 45
  @Option(help: "Trees that are trained.") var trees = 400

  func run() throws {
    try ModelOptions.reporting {
      let values = try numbers(rows)
      let labels = try numbers(labels)
      guard features > 0, labels.count == values.count / features, !labels.isEmpty else {
        ModelOptions.fail("There must be a label for each row, and a row at least.")
      }
      var table = FeatureTable(features: (0..<features).map { FeatureTable.Feature("f\($0)") })
      for row in labels.indices { table.append(Array(values[row * features..<(row + 1) * features])) }

      var settings = TreeTrainingSettings(.median)
      settings.trees = trees
      let trainer = LightGBMTrainer(try LightGBMLibrary())
      let clock = ContinuousClock()
      var trained: TreeModel?
      let training = try clock.measure {
        trained = try trainer.train(table, labels: labels, weights: nil, settings: settings, continuing: nil)
      }
      guard let trained else { return }
      try Data(trained.text.utf8).write(to: URL(filePath: model))
      let (single, sum) = scoring(trained, table, clock)
      StandardStreams.write(
        "{\"train_s\": \(training / .seconds(1)), \"row_us\": \(single), \"sum\": \(sum)}\n", to: .output)
    }
  }

  /// Microseconds of one row by itself, the median of rounds, and the sum of what was predicted.
  private func scoring(_ model: TreeModel, _ table: FeatureTable, _ clock: ContinuousClock) -> (
    Double, Double
  ) {
    let rows = (0..<min(2000, table.rowCount)).map { Array(table.row($0)) }
    var sum = 0.0
    let rounds = (0..<15).map { _ in
      clock.measure { for row in rows { sum += model.predict(row) } } / .microseconds(1) / Double(rows.count)
    }
    return (rounds.sorted()[7], sum / 15)
  }

  private func numbers(_ path: String) throws -> [Double] {
    let bytes = try LocalDisk.contents(ofFileOrPipe: path, limit: 1 << 30)
    return (0..<bytes.count / 8).map { index in
      Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[index * 8 + $1]) << UInt64(8 * $1) })
    }
  }
}
