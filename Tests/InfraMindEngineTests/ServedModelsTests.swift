import Foundation
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct ServedModelsTests {
  private let time = Date(timeIntervalSince1970: 1_790_000_000)

  /// Keeps a model of one leaf.
  private func keep(
    _ id: String, _ purpose: ModelPurpose, features: [String], leaf: Double, in folder: ModelFolder
  ) throws {
    let text = """
      tree
      version=v4
      num_class=1
      num_tree_per_iteration=1
      max_feature_idx=\(features.count - 1)
      objective=regression_l1
      feature_names=\(features.joined(separator: " "))

      Tree=0
      num_leaves=1
      num_cat=0
      leaf_value=\(leaf)

      end of trees

      """
    let model = try TreeModel(text: text)
    let manifest = ModelManifest(
      id: id, purpose: purpose, trained: time, codeVersion: "1", libraryVersion: nil, parent: nil,
      window: time...time, rows: 1,
      features: features.map { FeatureProfile(name: $0, bounds: [], shares: [1, 0]) }, categories: [],
      settings: [], measured: .init(runs: 1, loss: 1, deviation: 1, others: []),
      checksum: ModelFolder.checksum(of: model.text))
    try folder.add(manifest, model)
  }

  private func served(_ folder: ModelFolder) -> (served: NextRuns.Served, told: [String]) {
    var told: [String] = []
    let served = folder.served { told.append($0) }
    return (served, told)
  }

  @Test func `models of today's features serve, those of others are told and stood in for`() throws {
    let place = try TemporaryFolder()
    let folder = ModelFolder(place.path + "/models")
    #expect(served(folder).served.duration == nil && served(folder).told.isEmpty)
    let names = ModelPurpose.queue.features.map(\.name)
    try keep("queue", .queue, features: names, leaf: 0.5, in: folder)
    try keep("older", .failure, features: ["lag_1", "hour"], leaf: 0.5, in: folder)
    try folder.changeRegister { register in
      register.promote("queue", for: .queue, at: time, because: "test")
      register.promote("older", for: .failure, at: time, because: "test")
      register.promote("gone", for: .duration, at: time, because: "test")
    }
    let (served, told) = served(folder)
    #expect(served.queue?.predict(names.map { _ in 0 }) == 0.5)
    #expect(served.failure == nil && served.duration == nil)
    #expect(told.count == 2)
    #expect(told.contains("the model older is of another version's features: train again"))
    #expect(told.contains { $0.hasPrefix("the model gone is left out") })
  }

  @Test func `a model on trial comes with the jobs that it serves`() throws {
    let place = try TemporaryFolder()
    let folder = ModelFolder(place.path + "/models")
    let names = ModelPurpose.queueLimit.features.map(\.name)
    try keep("old", .queueLimit, features: names, leaf: 0.5, in: folder)
    try keep("new", .queueLimit, features: names, leaf: 0.25, in: folder)
    try folder.changeRegister { register throws(ModelFileError) in
      register.promote("old", for: .queueLimit, at: time, because: "test")
      try register.challenge("new", for: .queueLimit, share: 0.3, at: time, because: "test")
    }
    let trial = try #require(served(folder).served.trials[.queueLimit])
    #expect(trial.model.predict(names.map { _ in 0 }) == 0.25)
    #expect(trial.assignment == VariantAssignment(of: "new", against: "old", share: 0.3))
    #expect(served(folder).told.isEmpty)
  }
}
