/// Reads LightGBM's text line by line. Nothing in it is believed before it is checked.
struct TreeModelReader {
  /// What comes before the trees.
  struct Header {
    var featureNames: [String] = []
    var objective = TreeModel.Objective.value("regression")
  }

  /// One tree as it is written: lists of nodes and of leaves. A child that is not negative is a node, else
  /// the complement of a leaf.
  struct Tree {
    var leaves = 0
    var categories = 0
    var feature: [Int] = []
    var threshold: [Double] = []
    var kind: [Int] = []
    var left: [Int] = []
    var right: [Int] = []
    var value: [Double] = []
    var setBounds: [Int] = []
    var setWords: [Int] = []
  }

  /// Most leaves of a tree that LightGBM grows.
  private static let mostLeaves = 131_072
  private static let mostBytes = 1 << 30

  private let bytes: [UInt8]
  private var position = 0
  private var line = 0
  /// Whether the line that names the next tree was read.
  private var isAtTree = false
  /// Whether the line after the last tree was read.
  private var isEnded = false

  init(_ text: String) {
    bytes = text.utf8.count > Self.mostBytes ? [] : Array(text.utf8)
  }

  // MARK: - Header

  mutating func header() throws(TreeModelError) -> Header {
    guard let first = nextLine(), text(of: first) == "tree" else {
      throw error(.notATreeModel, "this is no text of a LightGBM model, which begins with a line 'tree'")
    }
    var lines: [String: String] = [:]
    while let range = nextLine() {
      let (key, value) = parts(of: range)
      if key == "Tree" {
        isAtTree = true
        break
      }
      if key == "end of trees" {
        isEnded = true
        break
      }
      lines[key] = text(of: value)
    }
    return try header(of: lines)
  }

  private func header(of lines: [String: String]) throws(TreeModelError) -> Header {
    guard lines["version"] == "v4" else {
      throw error(.unsupportedTreeModel, "only models in LightGBM's format v4 are read")
    }
    guard lines["num_class"] == "1", lines["num_tree_per_iteration"] == "1" else {
      throw error(.unsupportedTreeModel, "only models with a single output are read")
    }
    guard lines["average_output"] == nil else {
      throw error(.unsupportedTreeModel, "random forests, which average their trees, are not read")
    }
    var header = Header()
    header.objective = try objective(lines["objective"] ?? "")
    header.featureNames = (lines["feature_names"] ?? "").split(separator: " ").map(String.init)
    guard let last = lines["max_feature_idx"].flatMap({ Int($0) }), last >= 0, last < Int(Int32.max) / 8,
      header.featureNames.count == last + 1
    else {
      throw error(.damagedTreeModel, "there are not as many names of features as max_feature_idx says")
    }
    return header
  }

  private func objective(_ text: String) throws(TreeModelError) -> TreeModel.Objective {
    switch text {
    case "regression", "regression_l1", "quantile": return .value(text)
    default: break
    }
    let prefix = "binary sigmoid:"
    guard text.hasPrefix(prefix), let steepness = Double(text.dropFirst(prefix.count)), steepness > 0,
      steepness.isFinite
    else {
      throw error(
        .unsupportedTreeModel,
        "only models for the objectives regression, regression_l1, quantile and binary are read")
    }
    return .probability(steepness: steepness)
  }

  // MARK: - Trees

  /// The next tree; `nil` after the last.
  mutating func tree() throws(TreeModelError) -> Tree? {
    guard isAtTree else {
      guard isEnded else { throw damaged("the text ends before the line 'end of trees'") }
      return nil
    }
    isAtTree = false
    var tree = Tree()
    while let range = nextLine() {
      let (key, value) = parts(of: range)
      if key == "end of trees" {
        isEnded = true
        break
      }
      if key == "Tree" {
        isAtTree = true
        break
      }
      try read(key, value, into: &tree)
    }
    guard isAtTree || isEnded else { throw damaged("the text ends before the line 'end of trees'") }
    return try checked(tree)
  }

  private func read(_ key: String, _ value: Range<Int>, into tree: inout Tree) throws(TreeModelError) {
    switch key {
    case "num_leaves": tree.leaves = try one(value, atMost: Self.mostLeaves)
    case "num_cat": tree.categories = try one(value, atMost: Self.mostLeaves)
    case "split_feature": tree.feature = try integers(value)
    // Infinite where all values that are there go left.
    case "threshold": tree.threshold = try numbers(value, mayBeInfinite: true)
    case "decision_type": tree.kind = try integers(value)
    case "left_child": tree.left = try integers(value)
    case "right_child": tree.right = try integers(value)
    case "leaf_value": tree.value = try numbers(value)
    case "cat_boundaries": tree.setBounds = try integers(value)
    case "cat_threshold": tree.setWords = try integers(value)
    case "is_linear":
      guard text(of: value) == "0" else {
        throw error(
          .unsupportedTreeModel,
          "trees with linear models in their leaves are not read: train without linear_tree")
      }
    default: break
    }
  }

  private func checked(_ tree: Tree) throws(TreeModelError) -> Tree {
    let nodes = tree.leaves - 1
    guard nodes >= 0 else { throw damaged("a tree says nothing of its num_leaves, or has none") }
    guard tree.value.count == tree.leaves else {
      throw damaged("a tree of \(tree.leaves) leaves has \(tree.value.count) numbers in leaf_value")
    }
    let counts = [
      tree.feature.count, tree.threshold.count, tree.kind.count, tree.left.count, tree.right.count,
    ]
    guard counts.allSatisfy({ $0 == nodes }) else {
      throw damaged("a tree of \(tree.leaves) leaves needs \(nodes) numbers in each list of its nodes")
    }
    guard tree.categories == 0 || tree.setBounds.count == tree.categories + 1,
      tree.setBounds.first ?? 0 == 0, tree.setBounds.last ?? 0 == tree.setWords.count,
      zip(tree.setBounds, tree.setBounds.dropFirst()).allSatisfy({ $0 <= $1 }),
      tree.setWords.allSatisfy({ (0...Int(UInt32.max)).contains($0) })
    else { throw damaged("the sets of categories of a tree contradict each other") }
    return tree
  }

  // MARK: - Lines and numbers

  /// The next line that is not empty, without its end.
  private mutating func nextLine() -> Range<Int>? {
    while position < bytes.count {
      let start = position
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      position = end + 1
      line += 1
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if end > start { return start..<end }
    }
    return nil
  }

  /// What is before the first equals sign, and where the rest is; a line without one is all key.
  private func parts(of range: Range<Int>) -> (key: String, value: Range<Int>) {
    guard let sign = bytes[range].firstIndex(of: UInt8(ascii: "=")) else {
      return (text(of: range), range.upperBound..<range.upperBound)
    }
    return (text(of: range.lowerBound..<sign), sign + 1..<range.upperBound)
  }

  private func text(of range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func words(of range: Range<Int>) -> [ArraySlice<UInt8>] {
    bytes[range].split(separator: UInt8(ascii: " "))
  }

  private func numbers(
    _ range: Range<Int>, mayBeInfinite: Bool = false
  ) throws(TreeModelError) -> [Double] {
    var numbers: [Double] = []
    for word in words(of: range) {
      guard let number = Double(String(decoding: word, as: UTF8.self)), number.isFinite || mayBeInfinite,
        !number.isNaN, abs(number) != .greatestFiniteMagnitude
      else { throw damaged("'\(shown(word))' is no number that can stand here") }
      numbers.append(number)
    }
    return numbers
  }

  private func integers(_ range: Range<Int>) throws(TreeModelError) -> [Int] {
    var numbers: [Int] = []
    for word in words(of: range) {
      guard let number = Int(String(decoding: word, as: UTF8.self)) else {
        throw damaged("'\(shown(word))' is no whole number")
      }
      numbers.append(number)
    }
    return numbers
  }

  private func one(_ range: Range<Int>, atMost most: Int) throws(TreeModelError) -> Int {
    let numbers = try integers(range)
    guard numbers.count == 1, (0...most).contains(numbers[0]) else {
      throw damaged("one whole number from 0 to \(most) is expected here")
    }
    return numbers[0]
  }

  private func shown(_ word: ArraySlice<UInt8>) -> String {
    String(
      decoding: word.prefix(40).map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }

  func damaged(_ message: String) -> TreeModelError { error(.damagedTreeModel, message) }

  private func error(_ code: TreeModelError.Code, _ message: String) -> TreeModelError {
    TreeModelError(code: code, message: "The model cannot be read: \(message).", line: max(1, line))
  }
}
