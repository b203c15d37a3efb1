package import InfraMindCore

/// Something that LightGBM made and that is given back at the end: a dataset or a booster.
final class LightGBMHandle {
  private(set) var pointer: UnsafeMutableRawPointer?
  private let free: @convention(c) (UnsafeMutableRawPointer?) -> CInt

  /// Has something made.
  init(
    free: @escaping @convention(c) (UnsafeMutableRawPointer?) -> CInt,
    _ make: (UnsafeMutablePointer<UnsafeMutableRawPointer?>) throws(TreeTrainingError) -> Void
  ) throws(TreeTrainingError) {
    self.free = free
    try make(&pointer)
  }

  deinit {
    if let pointer { _ = free(pointer) }
  }
}

extension LightGBMLibrary {
  /// Types of numbers, as the C interface counts them.
  enum Number {
    static let float: CInt = 0
    static let double: CInt = 1
  }

  /// A booster with the trees of a model.
  func booster(loading model: TreeModel) throws(TreeTrainingError) -> LightGBMHandle {
    try LightGBMHandle(free: functions.boosterFree) { pointer throws(TreeTrainingError) in
      var iterations: CInt = 0
      // With the sizes of its trees LightGBM reads them side by side, where what is wrong with one ends the process.
      let text = model.text.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix("tree_sizes=") }.joined(separator: "\n")
      try check(functions.boosterLoad(text, &iterations, pointer), "read the model to continue from")
    }
  }

  /// LightGBM's own predictions of all rows, on one thread: what ours are compared with.
  package func predictions(of model: TreeModel, for table: FeatureTable) throws(TreeTrainingError) -> [Double]
  {
    guard let rows = Int32(exactly: table.rowCount), let columns = Int32(exactly: table.features.count) else {
      throw TreeTrainingError(.badTrainingData, "There are more rows or features than LightGBM can count.")
    }
    let booster = try booster(loading: model)
    var predictions = [Double](repeating: 0, count: table.rowCount)
    var count: Int64 = 0
    let status = table.values.withUnsafeBytes { values in
      functions.boosterPredict(
        booster.pointer, values.baseAddress, Number.double, rows, columns, 1, 0, 0, -1, "num_threads=1",
        &count,
        &predictions)
    }
    try check(status, "predict")
    return predictions
  }
}
