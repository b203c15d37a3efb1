internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindLearning

/// Trains for one purpose, as `inframind train` was told to.
struct ModelTraining {
  let command: TrainCommand
  let library: LightGBMLibrary
  let purpose: ModelPurpose
  let examples: RunExamples
  let folder: ModelFolder

  private struct Serving {
    var manifest: ModelManifest
    var model: TreeModel

    var incumbent: ModelTrial.Incumbent {
      let window = manifest.window
      return ModelTrial.Incumbent(
        name: manifest.id, model: model,
        window: window.lowerBound.timeIntervalSince1970...window.upperBound.timeIntervalSince1970)
    }
  }

  /// Trains, judges, tells and keeps.
  ///
  /// - Returns: Whether a model was trained.
  func run() throws -> Bool {
    var serving = try self.serving()
    var isContinued = !command.anew
    var lesson = examples
    var trial = ModelTrial(purpose)
    trial.settings.trees = command.trees
    trial.heldOut = Double(command.heldOut) / 100
    if let current = serving, !command.anew, let drift = try drift(of: current) {
      isContinued = drift.isContinued
      lesson = drift.lesson(from: examples, heldOut: trial.heldOut)
      if case .fallBack = drift.verdict { serving = try self.serving() }
    }
    let progress = TrainingProgress(purpose, isQuiet: command.quiet)
    let trainer = LightGBMTrainer(library, threads: command.threads) { progress.tell($0, of: $1) }
    let result = try trial.run(
      on: lesson, with: trainer, incumbent: serving?.incumbent, isContinued: isContinued)
    progress.end()
    switch result {
    case .obstacle(let obstacle):
      StandardStreams.write(ModelReport.sentence(obstacle, purpose) + "\n", to: .output)
      return false
    case .outcome(let outcome):
      try keep(outcome, trial.settings, parent: outcome.isContinued ? serving?.manifest.id : nil)
      return true
    }
  }

  /// The model that serves now; one that cannot be read is told and not continued.
  private func serving() throws -> Serving? {
    guard let id = try folder.register().current(purpose) else { return nil }
    do throws(ModelFileError) {
      let manifest = try folder.manifest(of: id)
      return Serving(manifest: manifest, model: try folder.trees(of: manifest))
    } catch {
      StandardStreams.write("inframind: \(Shown.plain(error.message)); beginning anew\n", to: .errors)
      return nil
    }
  }

  /// What recent runs say of the model that serves; `nil` if there are too few.
  private func drift(of current: Serving) throws -> ModelReplay.Drift? {
    let replay = ModelReplay(purpose, on: examples, after: current.incumbent.end)
    guard replay.count >= DriftWatch.leastRuns else { return nil }
    let drift = replay.drift(of: current.model, current.manifest)
    let sentence = ModelReport.sentence(drift.verdict, of: current.manifest.id, on: replay.count)
    StandardStreams.write(sentence + "\n", to: .output)
    if case .fallBack = drift.verdict, !command.dryRun {
      try folder.changeRegister { register throws(ModelFileError) in
        _ = try register.rollBack(purpose, at: command.options.time, because: sentence)
      }
    }
    return drift
  }

  private func keep(
    _ outcome: ModelTrial.Outcome, _ settings: TreeTrainingSettings, parent: String?
  ) throws {
    let checksum = ModelFolder.checksum(of: outcome.model.text)
    let time = command.options.time
    let manifest = ModelManifest(
      id: ModelManifest.id(purpose, trained: time, checksum: checksum), purpose: purpose, trained: time,
      codeVersion: Program.version, libraryVersion: library.version, parent: parent,
      window: Date(
        timeIntervalSince1970: outcome.window.lowerBound)...Date(
          timeIntervalSince1970: outcome.window.upperBound),
      rows: outcome.rows, features: outcome.profiles, categories: [], settings: settings.words,
      measured: outcome.measured, checksum: checksum)
    let sentence = ModelReport.sentence(outcome.verdict, manifest.id, against: outcome.opponent)
    StandardStreams.write(ModelReport.text(outcome.table) + sentence + "\n\n", to: .output)
    guard !command.dryRun else { return }
    try folder.add(manifest, outcome.model)
    guard outcome.verdict.isPromoted else { return }
    try folder.changeRegister { register throws(ModelFileError) in
      register.promote(manifest.id, for: purpose, at: time, because: sentence)
    }
  }
}

extension ModelTrial.Incumbent {
  /// When the last run began that it was trained on, in Unix seconds.
  var end: Double { window.upperBound }
}

extension TreeTrainingSettings {
  /// What a manifest says of them, in LightGBM's words.
  var words: [ModelManifest.Setting] {
    [
      .init("num_iterations", "\(trees)"), .init("num_leaves", "\(leaves)"),
      .init("learning_rate", "\(learningRate)"), .init("min_data_in_leaf", "\(leastRowsOfLeaf)"),
      .init("feature_fraction", "\(featureShare)"), .init("bagging_fraction", "\(rowShare)"),
      .init("lambda_l2", "\(shrinkage)"), .init("seed", "\(seed)"),
    ]
  }
}
