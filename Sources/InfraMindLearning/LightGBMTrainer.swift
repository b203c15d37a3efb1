package import InfraMindCore

/// Trains trees with LightGBM: the same rows, settings and number of threads give the same model.
package struct LightGBMTrainer: TreeTraining {
  private let library: LightGBMLibrary
  /// Threads used, at least one.
  package var threads: Int
  /// Told after each tree how many there are and how many there will be at most.
  package var progress: @Sendable (Int, Int) -> Void

  /// Trains with an opened library.
  package init(
    _ library: LightGBMLibrary, threads: Int = 1,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) {
    self.library = library
    self.threads = max(1, threads)
    self.progress = progress
  }

  /// Trains a model, or adds trees to one: the sum of its trees, moved to the level of the rows' labels, is
  /// then where the new ones begin.
  ///
  /// Fewer trees than asked for are grown where no split is worth making any more. Labels and weights are
  /// rounded to 24 bits, as LightGBM keeps them.
  ///
  /// - Throws: ``TreeTrainingError``.
  package func train(
    _ table: FeatureTable, labels: [Double], weights: [Double]?, settings: TreeTrainingSettings,
    continuing previous: TreeModel?
  ) throws(TreeTrainingError) -> TreeModel {
    try check(table, labels, weights, settings, previous)
    let dataset = try dataset(of: table, settings)
    try set("label", of: dataset, to: labels)
    if let weights { try set("weight", of: dataset, to: weights) }
    let start = previous.map { StartingPoint($0, table, labels, weights, settings.objective) }
    if let start { try setStart(start.sums, of: dataset) }

    let booster = try LightGBMHandle(free: library.functions.boosterFree) {
      pointer throws(TreeTrainingError) in
      try library.check(
        library.functions.boosterCreate(dataset.pointer, parameters(settings, table), pointer),
        "begin to train")
    }
    for tree in 0..<settings.trees {
      var isFinished: CInt = 0
      try library.check(library.functions.boosterUpdate(booster.pointer, &isFinished), "grow a tree")
      progress(tree + 1, settings.trees)
      if isFinished != 0 { break }
    }
    if let previous, let start {
      try raise(booster, by: start.shift)
      let earlier = try library.booster(loading: previous)
      try library.check(
        library.functions.boosterMerge(booster.pointer, earlier.pointer), "continue from the model")
    }
    return try model(of: booster)
  }

  // MARK: - Checks

  private func check(
    _ table: FeatureTable, _ labels: [Double], _ weights: [Double]?, _ settings: TreeTrainingSettings,
    _ previous: TreeModel?
  ) throws(TreeTrainingError) {
    func bad(_ message: String) -> TreeTrainingError { TreeTrainingError(.badTrainingData, message) }
    guard table.rowCount > 0, !table.features.isEmpty else {
      throw bad("There is nothing to learn from: no rows, or no features.")
    }
    guard Int32(exactly: table.values.count) != nil else {
      throw bad("There are more numbers than LightGBM takes, \(Int32.max): train on fewer rows.")
    }
    guard labels.count == table.rowCount, weights?.count ?? table.rowCount == table.rowCount else {
      throw bad("There must be one label, and one weight if any, for each row.")
    }
    guard labels.allSatisfy({ Float($0).isFinite }),
      weights?.allSatisfy({ Float($0).isFinite && $0 >= 0 }) ?? true
    else { throw bad("Labels must be finite, and weights finite and not negative.") }
    guard settings.objective != .binary || labels.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw bad("The labels of a yes-or-no model must be 0 and 1.")
    }
    for name in table.features.map(\.name) {
      guard !name.isEmpty,
        name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !Self.refusedInNames.contains($0) })
      else { throw bad("'\(name)' is no name of a feature that LightGBM takes: use letters, digits and _.") }
    }
    guard let previous else { return }
    guard previous.featureNames == table.features.map(\.name) else {
      throw TreeTrainingError(.otherModel, "The model to continue from has other features: train anew.")
    }
    guard previous.objective == objective(settings) else {
      throw TreeTrainingError(.otherModel, "The model to continue from has another objective: train anew.")
    }
  }

  /// What LightGBM refuses in names, and what would end them in its text.
  private static let refusedInNames = Array("\",:[]{}=".utf8)

  private func objective(_ settings: TreeTrainingSettings) -> TreeModel.Objective {
    switch settings.objective {
    case .mean: .value("regression")
    case .median: .value("regression_l1")
    case .quantile: .value("quantile")
    case .binary: .probability(steepness: 1)
    }
  }

  // MARK: - Parameters

  private func parameters(_ settings: TreeTrainingSettings, _ table: FeatureTable) -> String {
    var words = [
      "num_leaves=\(max(2, settings.leaves))", "learning_rate=\(settings.learningRate)",
      "min_data_in_leaf=\(max(1, settings.leastRowsOfLeaf))", "feature_fraction=\(settings.featureShare)",
      "bagging_fraction=\(settings.rowShare)", "bagging_freq=\(settings.rowShare < 1 ? 1 : 0)",
      "lambda_l2=\(settings.shrinkage)", "seed=\(settings.seed & 0x7fff_ffff)", "deterministic=true",
      "force_row_wise=true", "num_threads=\(threads)", "verbosity=-1",
    ]
    switch settings.objective {
    case .mean: words.append("objective=regression")
    case .median: words.append("objective=regression_l1")
    case .quantile(let level): words += ["objective=quantile", "alpha=\(level)"]
    case .binary: words.append("objective=binary")
    }
    let categorical = table.features.indices.filter { table.features[$0].isCategorical }
    if !categorical.isEmpty {
      words.append("categorical_feature=" + categorical.map(String.init).joined(separator: ","))
    }
    return words.joined(separator: " ")
  }

  // MARK: - Calls

  private func dataset(
    of table: FeatureTable, _ settings: TreeTrainingSettings
  ) throws(TreeTrainingError) -> LightGBMHandle {
    let functions = library.functions
    let dataset = try LightGBMHandle(free: functions.datasetFree) { pointer throws(TreeTrainingError) in
      let status = table.values.withUnsafeBytes { values in
        functions.datasetFromMatrix(
          values.baseAddress, LightGBMLibrary.Number.double, Int32(table.rowCount),
          Int32(table.features.count), 1,
          parameters(settings, table), nil, pointer)
      }
      try library.check(status, "take the rows")
    }
    let names = table.features.map { Array($0.name.utf8CString) }
    // One block of text, since the pointers must all hold at once.
    let block = names.flatMap { $0 }
    let status = block.withUnsafeBufferPointer { block in
      var pointers: [UnsafePointer<CChar>?] = []
      var offset = 0
      for name in names {
        pointers.append(block.baseAddress.map { $0 + offset })
        offset += name.count
      }
      return functions.datasetSetNames(dataset.pointer, &pointers, CInt(names.count))
    }
    try library.check(status, "take the names of the features")
    return dataset
  }

  private func set(
    _ field: String, of dataset: LightGBMHandle, to numbers: [Double]
  ) throws(TreeTrainingError) {
    let status = numbers.map(Float.init).withUnsafeBytes { numbers in
      library.functions.datasetSetField(
        dataset.pointer, field, numbers.baseAddress, CInt(numbers.count / 4), LightGBMLibrary.Number.float)
    }
    try library.check(status, "take the \(field)s")
  }

  private func setStart(_ sums: [Double], of dataset: LightGBMHandle) throws(TreeTrainingError) {
    let status = sums.withUnsafeBytes { bytes in
      library.functions.datasetSetField(
        dataset.pointer, "init_score", bytes.baseAddress, CInt(sums.count), LightGBMLibrary.Number.double)
    }
    try library.check(status, "begin where the model ends")
  }

  /// Adds to every leaf of the first tree.
  private func raise(_ booster: LightGBMHandle, by shift: Double) throws(TreeTrainingError) {
    guard shift != 0 else { return }
    let leaves = try model(of: booster).leafCount(ofTree: 0)
    for leaf in 0..<CInt(leaves) {
      var value = 0.0
      try library.check(library.functions.boosterLeaf(booster.pointer, 0, leaf, &value), "tell a leaf")
      try library.check(
        library.functions.boosterSetLeaf(booster.pointer, 0, leaf, value + shift), "change a leaf")
    }
  }

  private func model(of booster: LightGBMHandle) throws(TreeTrainingError) -> TreeModel {
    let save = library.functions.boosterSave
    var length: Int64 = 0
    try library.check(save(booster.pointer, 0, -1, 0, 0, &length, nil), "write the model")
    var text = [CChar](repeating: 0, count: Int(length))
    try library.check(save(booster.pointer, 0, -1, 0, length, &length, &text), "write the model")
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    do throws(TreeModelError) {
      return try TreeModel(text: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw TreeTrainingError(
        .unsupportedTrainingLibrary, "LightGBM at \(library.path) writes another format of models: \(error)")
    }
  }
}
