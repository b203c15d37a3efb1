internal import InfraMindCore
internal import LosslessYAML

/// Which values of a matrix belong to a job's identity.
///
/// A name that chooses the machine and nothing else is left out, so that a job which is given another machine
/// keeps its key and its history; but rows that would then be the same keep it.
struct JobIdentity {
  /// Names in the matrix that appear in `runs-on`, perhaps in `name`, and nowhere else in the job.
  let machineAxes: Set<String>

  /// Looks at a job with a matrix and at the local actions that its steps use.
  init(job: YAMLNode, actions: [ActionFile]) {
    var machine = MatrixReferences()
    var elsewhere = MatrixReferences()
    for entry in job.entries {
      switch entry.key.resolved.text {
      case "runs-on": machine.collect(entry.value)
      case "name", "strategy": break
      case let key: elsewhere.collect(entry.value, isCondition: key == "if")
      }
    }
    for action in actions {
      if let steps = action.steps { elsewhere.collect(steps) }
    }
    machineAxes = machine.usesAll || elsewhere.usesAll ? [] : machine.names.subtracting(elsewhere.names)
  }

  /// The identity of a job without a matrix.
  init() { machineAxes = [] }

  /// The variants of a job's rows, of which all values are given as text too.
  func variants(of rows: [MatrixRow], flattened full: [[String: String]]) -> [JobVariant] {
    if rows.count == 1, rows[0].values.members.isEmpty { return [JobVariant()] }
    guard rows.count > 1 else {
      return full.map { row in JobVariant(row.filter { !machineAxes.contains(Self.root(of: $0.key)) }) }
    }
    var dropped: Set<String> = []
    for name in Self.candidates(rows).filter({ machineAxes.contains($0.lowercased()) }) {
      let remaining = Self.without(dropped.union([name.lowercased()]), full)
      if Set(remaining).count == Set(full).count { dropped.insert(name.lowercased()) }
    }
    return Self.without(dropped, full).map { JobVariant($0) }
  }

  /// Names in the order in which they may be left out: what `include` adds first, then the last axes.
  private static func candidates(_ rows: [MatrixRow]) -> [String] {
    var extras: Set<String> = []
    var axes: [String] = []
    for row in rows {
      extras.formUnion(row.extras)
      for member in row.values.members where !axes.contains(member.name) { axes.append(member.name) }
    }
    return extras.sorted() + axes.filter { !extras.contains($0) }.reversed()
  }

  private static func without(_ names: Set<String>, _ rows: [[String: String]]) -> [[String: String]] {
    names.isEmpty ? rows : rows.map { row in row.filter { !names.contains(root(of: $0.key)) } }
  }

  private static func root(of name: String) -> String {
    (name.firstIndex(of: ".").map { String(name[..<$0]) } ?? name).lowercased()
  }
}

/// Names of the matrix that texts refer to, in lower case.
struct MatrixReferences {
  private(set) var names: Set<String> = []
  /// Whether the matrix is used as a whole, or by a computed name.
  private(set) var usesAll = false
  private var nodesLeft = 50_000

  /// Looks at all texts below a node.
  mutating func collect(_ node: YAMLNode, isCondition: Bool = false, depth: Int = 0) {
    nodesLeft -= 1
    guard nodesLeft > 0, depth <= 50 else {
      usesAll = true
      return
    }
    let node = node.resolved
    switch node.kind {
    case .scalar:
      let text = node.text
      if isCondition || ExpressionTemplate.isNeeded(for: text) { collect(text) }
    case .sequence: for item in node.items { collect(item, depth: depth + 1) }
    case .mapping:
      for entry in node.entries {
        collect(entry.value, isCondition: entry.key.resolved.text == "if", depth: depth + 1)
      }
    case .alias: break
    }
  }

  private mutating func collect(_ text: String) {
    let bytes = Array(text.utf8)
    let word = Array("matrix".utf8)
    guard bytes.count >= word.count else { return }
    var place = 0
    while place + word.count <= bytes.count {
      guard bytes[place] | 0x20 == word[0], zip(bytes[place...], word).allSatisfy({ $0 | 0x20 == $1 }),
        place == 0 || !Self.isWord(bytes[place - 1]) && bytes[place - 1] != UInt8(ascii: ".")
      else {
        place += 1
        continue
      }
      place += word.count
      if place < bytes.count, Self.isWord(bytes[place]) { continue }
      collectName(bytes[place...])
    }
  }

  private mutating func collectName(_ rest: ArraySlice<UInt8>) {
    let isIndex = rest.starts(with: "['".utf8)
    guard isIndex || rest.first == UInt8(ascii: ".") else {
      usesAll = true
      return
    }
    let name = rest.dropFirst(isIndex ? 2 : 1).prefix(while: Self.isWord)
    if name.isEmpty {
      usesAll = true
    } else {
      names.insert(String(decoding: name, as: UTF8.self).lowercased())
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }
}
