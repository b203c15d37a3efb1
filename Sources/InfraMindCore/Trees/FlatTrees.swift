/// Trees laid out for walking: all nodes in one list, the two children of a node side by side, so that a step
/// is one comparison and one addition, without a branch that a processor could guess wrong.
///
/// Every missing-value rule of LightGBM becomes the question whether a number is greater than another. NaN is
/// greater than nothing, so it goes to the first child; which child is the first is chosen so that this is
/// right. A node asks one of four versions of its feature:
///
/// - the value, for nodes that send NaN left: right if `x > t`;
/// - the negated value, for nodes that send NaN right: left if `−x > −(t + one bit)`, which is `x ≤ t`;
/// - both once more with NaN in place of zero, for nodes that take zero for missing.
struct FlatTrees: Sendable {
  private struct Node: Sendable {
    /// What the version of the feature is compared with; infinite in leaves, so that a walk stays there.
    var threshold = Double.infinity
    /// The version of the feature; in a node that asks for categories the complement of the set's index.
    var slot: Int32 = 0
    /// The first child; in a leaf the leaf itself.
    var next: Int32 = 0
  }

  /// Categories that go left: a range of `words`, one bit for each.
  private struct CategorySet: Sendable {
    var feature: Int
    var words: Range<Int>
  }

  private struct Root: Sendable {
    var node: Int32
    var leaves: Int
    var depth: Int
    var hasCategories: Bool
  }

  /// Trees walked at once: their steps do not wait for each other.
  private static let lanes = 8

  private let featureCount: Int
  // The first node is a leaf of no tree.
  private var nodes = [Node()]
  private var values = [0.0]
  private var sets: [CategorySet] = []
  private var words: [UInt32] = []
  private var roots: [Root] = []

  /// Roots of trees without categories, by depth, filled up with the leaf of no tree; then of the others.
  private var order: [Int32] = []
  /// Steps of each eight of them.
  private var steps: [Int] = []

  init(featureCount: Int) { self.featureCount = featureCount }

  /// How many trees there are.
  var count: Int { roots.count }

  /// How many leaves a tree has.
  func leafCount(ofTree index: Int) -> Int { roots.indices.contains(index) ? roots[index].leaves : 0 }

  /// How many nodes ask for each feature.
  var splitCounts: [Int] {
    var counts = [Int](repeating: 0, count: featureCount)
    for (index, node) in nodes.enumerated() where Int(node.next) != index {
      counts[node.slot >= 0 ? Int(node.slot) % featureCount : sets[Int(~node.slot)].feature] += 1
    }
    return counts
  }

  // MARK: - Building

  /// Adds a tree whose lists have the lengths that they must.
  ///
  /// - Returns: Whether each node and each leaf is reached from the root on exactly one way, and asks for
  ///   what exists.
  mutating func add(_ tree: TreeModelReader.Tree, features: Int) -> Bool {
    let firstSet = sets.count
    let firstWord = words.count
    for index in 0..<tree.categories {
      let bounds = tree.setBounds[index]..<tree.setBounds[index + 1]
      sets.append(
        CategorySet(feature: -1, words: firstWord + bounds.lowerBound..<firstWord + bounds.upperBound))
    }
    words += tree.setWords.map { UInt32(truncatingIfNeeded: $0) }

    guard nodes.count + 2 * tree.leaves < Int(Int32.max) else { return false }
    let root = nodes.count
    nodes.append(Node(next: Int32(root)))
    values.append(0)
    // Nodes of the text, or complements of leaves, with the places made for them.
    var waiting = [(written: tree.leaves == 1 ? -1 : 0, place: root, depth: 0)]
    var isSeen = [Bool](repeating: false, count: 2 * tree.leaves - 1)
    var deepest = 0
    var done = 0
    while done < waiting.count {
      let (written, place, depth) = waiting[done]
      done += 1
      let leaf = ~written
      guard written >= 0 ? written < tree.leaves - 1 : leaf < tree.leaves else { return false }
      let mark = written >= 0 ? written : tree.leaves - 1 + leaf
      guard !isSeen[mark] else { return false }
      isSeen[mark] = true
      if written < 0 {
        values[place] = tree.value[leaf]
        deepest = max(deepest, depth)
        continue
      }
      guard let (node, isTurned) = node(of: tree, at: written, firstSet: firstSet, features: features) else {
        return false
      }
      let first = nodes.count
      nodes[place] = node
      nodes[place].next = Int32(first)
      nodes += [Node(next: Int32(first)), Node(next: Int32(first + 1))]
      values += [0, 0]
      let children =
        isTurned ? (tree.right[written], tree.left[written]) : (tree.left[written], tree.right[written])
      waiting += [(children.0, first, depth + 1), (children.1, first + 1, depth + 1)]
    }
    guard done == isSeen.count else { return false }
    roots.append(
      Root(node: Int32(root), leaves: tree.leaves, depth: deepest, hasCategories: tree.categories > 0))
    return true
  }

  /// A node of the text, and whether its right child comes first.
  private mutating func node(
    of tree: TreeModelReader.Tree, at index: Int, firstSet: Int, features: Int
  ) -> (node: Node, isTurned: Bool)? {
    let feature = tree.feature[index]
    let kind = tree.kind[index]
    let threshold = tree.threshold[index]
    guard (0..<features).contains(feature), (0..<16).contains(kind) else { return nil }

    let isCategorical = kind & 1 != 0
    if isCategorical {
      guard let set = Int(exactly: threshold), (0..<tree.categories).contains(set),
        [-1, feature].contains(sets[firstSet + set].feature)
      else { return nil }
      sets[firstSet + set].feature = feature
      return (Node(slot: ~Int32(firstSet + set)), false)
    }

    let missing = kind >> 2
    let sendsLeft = kind & 2 != 0
    let isZeroMissing = missing == 1
    let sendsNaNLeft: Bool
    switch missing {
    case 0: sendsNaNLeft = 0 <= threshold
    case 1, 2: sendsNaNLeft = sendsLeft
    default: return nil
    }
    let version = (isZeroMissing ? 2 : 0) + (sendsNaNLeft ? 0 : 1)
    let slot = Int32(version * featureCount + feature)
    return sendsNaNLeft
      ? (Node(threshold: threshold, slot: slot), false)
      : (Node(threshold: -threshold.nextUp, slot: slot), true)
  }

  /// Puts the trees into the order in which they are walked, once all are there.
  mutating func arrange() {
    let indices = roots.indices.sorted {
      (roots[$0].hasCategories ? 1 : 0, roots[$0].depth, $0) < (
        roots[$1].hasCategories ? 1 : 0, roots[$1].depth, $1
      )
    }
    for index in indices where !roots[index].hasCategories {
      if order.count.isMultiple(of: Self.lanes) { steps.append(0) }
      steps[steps.count - 1] = roots[index].depth
      order.append(roots[index].node)
    }
    while !order.count.isMultiple(of: Self.lanes) { order.append(0) }
    for index in indices where roots[index].hasCategories {
      order.append(roots[index].node)
    }
  }

  // MARK: - Walking

  /// LightGBM takes what is nearer to zero than this for zero.
  private static let zero = Double(Float(1e-35))

  /// The sum of the trees' values for a row. What a short row lacks is missing.
  ///
  /// LightGBM adds tree after tree; here those that are walked at once are added first, which differs in the last bits.
  func sum(_ row: UnsafeBufferPointer<Double>) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * featureCount) { versions in
      fill(versions, with: row)
      guard let row = UnsafePointer(versions.baseAddress) else { return 0 }
      return nodes.withUnsafeBufferPointer { nodes in
        values.withUnsafeBufferPointer { values in
          guard let nodes = nodes.baseAddress, let values = values.baseAddress else { return 0 }
          return sum(nodes, values, row)
        }
      }
    }
  }

  private func sum(
    _ nodes: UnsafePointer<Node>, _ values: UnsafePointer<Double>, _ row: UnsafePointer<Double>
  ) -> Double {
    order.withUnsafeBufferPointer { order in
      var sum = 0.0
      for (group, steps) in steps.enumerated() {
        sum += Self.sum(nodes, values, row, order, from: group * Self.lanes, steps: steps)
      }
      for index in steps.count * Self.lanes..<order.count {
        sum += values[Int(walk(nodes, row, from: order[index]))]
      }
      return sum
    }
  }

  private func fill(_ versions: UnsafeMutableBufferPointer<Double>, with row: UnsafeBufferPointer<Double>) {
    for index in 0..<featureCount {
      let written = index < row.count ? row[index] : .nan
      let isZero = abs(written) <= Self.zero
      let value = isZero ? 0 : written
      // Not infinite, so that it is greater than the negated threshold of a node whose threshold is infinite.
      let negated = value == .infinity ? -Double.greatestFiniteMagnitude : -value
      versions[index] = value
      versions[featureCount + index] = negated
      versions[2 * featureCount + index] = isZero ? .nan : value
      versions[3 * featureCount + index] = isZero ? .nan : negated
    }
  }

  @inline(__always)
  private static func step(_ nodes: UnsafePointer<Node>, _ row: UnsafePointer<Double>, _ index: Int32)
    -> Int32
  {
    let node = nodes + Int(UInt32(bitPattern: index))
    let isGreater = row[Int(UInt32(bitPattern: node.pointee.slot))] > node.pointee.threshold
    // A choice would be compiled to a jump now and then, which a processor guesses wrong.
    return node.pointee.next &+ Int32(unsafeBitCast(isGreater, to: UInt8.self))
  }

  @inline(__always)
  private static func sum(
    _ nodes: UnsafePointer<Node>, _ values: UnsafePointer<Double>, _ row: UnsafePointer<Double>,
    _ order: UnsafeBufferPointer<Int32>, from first: Int, steps: Int
  ) -> Double {
    var (a, b, c, d) = (order[first], order[first + 1], order[first + 2], order[first + 3])
    var (e, f, g, h) = (order[first + 4], order[first + 5], order[first + 6], order[first + 7])
    for _ in 0..<steps {
      a = step(nodes, row, a)
      b = step(nodes, row, b)
      c = step(nodes, row, c)
      d = step(nodes, row, d)
      e = step(nodes, row, e)
      f = step(nodes, row, f)
      g = step(nodes, row, g)
      h = step(nodes, row, h)
    }
    let left = (values[Int(a)] + values[Int(b)]) + (values[Int(c)] + values[Int(d)])
    let right = (values[Int(e)] + values[Int(f)]) + (values[Int(g)] + values[Int(h)])
    return left + right
  }

  /// Walks a tree some of whose nodes ask for categories.
  private func walk(_ nodes: UnsafePointer<Node>, _ row: UnsafePointer<Double>, from root: Int32) -> Int32 {
    var index = root
    while true {
      let node = nodes[Int(index)]
      guard node.next != index else { return index }
      if node.slot >= 0 {
        index = Self.step(nodes, row, index)
      } else {
        let set = sets[Int(~node.slot)]
        index = node.next &+ (contains(set, row[set.feature]) ? 0 : 1)
      }
    }
  }

  /// Whether a category goes left: fractions are cut off; NaN, negative and unknown ones do not.
  private func contains(_ set: CategorySet, _ value: Double) -> Bool {
    guard value > -1, value < Double(Int32.max) else { return false }
    let category = Int(value)
    let word = category >> 5
    guard word < set.words.count else { return false }
    return words[set.words.lowerBound + word] >> UInt32(category & 31) & 1 != 0
  }
}
