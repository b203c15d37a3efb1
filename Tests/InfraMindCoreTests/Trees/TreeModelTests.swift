import Foundation
import InfraMindCore
import Testing

@Suite struct TreeModelTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Trees")

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// The rows of a table beside a model, the prediction last.
  private static func rows(_ name: String) throws -> [[Double]] {
    try text(name + ".csv").split(separator: "\n").dropFirst().map { line in
      try line.split(separator: ",").map { try #require(Double($0)) }
    }
  }

  private static let models = ["regression", "zero-missing", "no-missing", "binary"]

  @Test(arguments: models)
  func `what LightGBM predicted is predicted, also of odd rows`(_ name: String) throws {
    let model = try TreeModel(text: Self.text(name + ".txt"))
    #expect(model.treeCount == 6)
    #expect(model.featureNames == ["smooth", "gaps", "zeros", "branch"])
    let rows = try Self.rows(name)
    #expect(rows.count == 10)
    for row in rows {
      #expect(abs(model.predict(Array(row.dropLast())) - row[4]) <= 1e-12, "\(row)")
    }
  }

  @Test func `a table gives what its rows give`() throws {
    let model = try TreeModel(text: Self.text("binary.txt"))
    #expect(model.objective == .probability(steepness: 1))
    var table = FeatureTable(features: model.featureNames.map { FeatureTable.Feature($0) })
    for row in try Self.rows("binary") { table.append(Array(row.dropLast())) }
    #expect(model.predict(table) == (0..<table.rowCount).map { model.predict(table.row($0)) })
    #expect(model.predict(table).allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `what a short row lacks is missing`() throws {
    let model = try TreeModel(text: Self.text("regression.txt"))
    #expect(model.predict([0.3]) == model.predict([0.3, .nan, .nan, .nan]))
    #expect(model.predict([0.3, 5, 0, 7, 1, 2]) == model.predict([0.3, 5, 0, 7]))
  }

  /// Two nodes: `a <= 1.5`, then on the right `b <= 0` with NaN left.
  private static let small = """
    tree
    version=v4
    num_class=1
    num_tree_per_iteration=1
    max_feature_idx=1
    objective=regression
    feature_names=a b
    feature_infos=[0:1] [0:1]
    tree_sizes=1

    Tree=0
    num_leaves=3
    num_cat=0
    split_feature=0 1
    threshold=1.5 0
    decision_type=0 10
    left_child=-1 -2
    right_child=1 -3
    leaf_value=10 20 30
    is_linear=0
    shrinkage=1


    end of trees

    """

  @Test func `a model by hand`() throws {
    let model = try TreeModel(text: Self.small)
    #expect(model.predict([1.5, 7]) == 10)
    #expect(model.predict([1.6, 0]) == 20)
    #expect(model.predict([1.6, .nan]) == 20)
    #expect(model.predict([1.6, 0.1]) == 30)
    #expect(model.predict([.nan, 7]) == 10, "NaN is zero for a node that takes nothing for missing")
    #expect(model.predict([.infinity, -.infinity]) == 20)
    #expect(model.splitShares == ["a": 0.5, "b": 0.5])
    #expect(model.leafCount(ofTree: 0) == 3 && model.leafCount(ofTree: 1) == 0)
  }

  @Test(arguments: [
    ("left_child=-1 -2", "left_child=0 -2", "a node that is its own child"),
    ("left_child=-1 -2", "left_child=-1 0", "a way back to the root"),
    ("left_child=-1 -2", "left_child=-1 -1", "a leaf that is reached twice"),
    ("left_child=-1 -2", "left_child=-1 -9", "a leaf that does not exist"),
    ("right_child=1 -3", "right_child=7 -3", "a node that does not exist"),
    ("right_child=1 -3", "right_child=-3 -3", "a node that is never reached"),
    ("right_child=1 -3", "right_child=1", "a short list"),
    ("right_child=1 -3", "right_child=1 x", "no number"),
    ("right_child=1 -3", "right_child=1 -9223372036854775808", "the least of all numbers"),
    ("right_child=1 -3", "right_child=1 99999999999999999999", "a number too large"),
    ("num_leaves=3", "num_leaves=2000000000", "leaves beyond what LightGBM grows"),
    ("num_leaves=3", "num_leaves=0", "no leaves"),
    ("num_leaves=3", "num_leaves=-1", "fewer than no leaves"),
    ("num_leaves=3\n", "", "nothing said of the leaves"),
    ("split_feature=0 1", "split_feature=0 2", "a feature that does not exist"),
    ("split_feature=0 1", "split_feature=-1 1", "a feature before the first"),
    ("threshold=1.5 0", "threshold=nan 0", "a threshold that is no number"),
    ("leaf_value=10", "leaf_value=inf", "an infinite leaf"),
    ("decision_type=0 10", "decision_type=0 14", "an unknown rule for missing values"),
    ("decision_type=0 10", "decision_type=1 10", "a set of categories that does not exist"),
    ("decision_type=0 10", "decision_type=300 10", "an unknown kind of node"),
    ("num_cat=0", "num_cat=1\ncat_boundaries=0 9\ncat_threshold=1", "sets beyond their words"),
    ("num_cat=0", "num_cat=2\ncat_boundaries=0 5 1\ncat_threshold=1", "sets that run backwards"),
    ("num_cat=0", "num_cat=1\ncat_boundaries=0 1\ncat_threshold=-1", "a word below zero"),
    ("max_feature_idx=1", "max_feature_idx=5", "fewer names than features"),
    ("\nend of trees\n", "", "no end"),
  ])
  func `a damaged model is refused`(_ old: String, _ new: String, _ what: String) throws {
    let text = Self.small.replacing(old, with: new)
    #expect(text != Self.small)
    let error = #expect(throws: TreeModelError.self, "\(what)") { try TreeModel(text: text) }
    #expect(error?.code == .damagedTreeModel, "\(what)")
  }

  @Test(arguments: [
    ("version=v4", "version=v2"), ("num_class=1", "num_class=3"),
    ("objective=regression", "objective=lambdarank"),
    ("objective=regression", "objective=binary sigmoid:0"), ("is_linear=0", "is_linear=1"),
    ("max_feature_idx=1", "max_feature_idx=1\naverage_output"),
  ])
  func `what is not read is refused`(_ old: String, _ new: String) throws {
    let error = #expect(throws: TreeModelError.self) {
      try TreeModel(text: Self.small.replacing(old, with: new))
    }
    #expect(error?.code == .unsupportedTreeModel)
    #expect(error.map { !$0.message.isEmpty && $0.line > 0 } == true)
  }

  @Test(arguments: ["", "tree", "{}", "\n\n\n", "Tree=0", "tree\nversion=v4\n", "end of trees"])
  func `other texts are refused`(_ text: String) {
    #expect(throws: TreeModelError.self) { try TreeModel(text: text) }
  }

  /// Each model is cut off and changed in hundreds of ways; whatever is still a model predicts something.
  @Test(arguments: models)
  func `no damage makes it crash or never end`(_ name: String) throws {
    let bytes = Array(try Self.text(name + ".txt").utf8)
    var generator = SeededGenerator(seed: 5)
    var refused = 0
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<damaged.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: damaged.removeLast(damaged.count - index)
        case 1: damaged[index] = UInt8.random(in: 32...126, using: &generator)
        case 2: damaged[index] = UInt8.random(in: 48...57, using: &generator)
        default: damaged.remove(at: index)
        }
        if damaged.isEmpty { break }
      }
      guard let model = try? TreeModel(text: String(decoding: damaged, as: UTF8.self)) else {
        refused += 1
        continue
      }
      _ = model.predict([0.3, 5, 0, 7])
    }
    #expect(refused > 100)
  }
}
