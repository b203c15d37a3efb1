internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A step's `matrix`, expanded by Buildkite's rules.
struct StepMatrix: Hashable, Sendable {
  /// Dimensions in the file's order; the one of a simple matrix is called ``anonymous``.
  private(set) var axes: [String] = []
  /// Each job's values; one without values for a step without a matrix; `nil` if only an upload knows.
  private(set) var rows: [[String: String]]? = [[:]]
  /// What is wrong or unknown.
  private(set) var problem: Problem?

  struct Problem: Hashable, Sendable {
    var code: String
    var message: String
    var severity: PipelineProblem.Severity
    var node: YAMLNode
  }

  /// The dimension of `matrix: [a, b]`, whose token is `{{matrix}}`.
  static let anonymous = "matrix"
  /// More jobs than this are not listed; Buildkite allows 50.
  private static let mostRows = 1_000
  /// Bytes of a value, which each row holds and which may be repeated in its name.
  private static let longestValue = 10_000

  /// Reads a matrix; a step without one has one row without values.
  init(_ node: YAMLNode?, _ interpolation: Interpolation) {
    guard let node = node?.resolved, !node.isNull else { return }
    do throws(Wrong) {
      let dimensions = try Self.dimensions(node, interpolation)
      guard !dimensions.isEmpty else { return }
      axes = dimensions.map(\.name)
      var rows: [[String: String]] = [[:]]
      for dimension in dimensions {
        guard rows.count * max(1, dimension.values.count) <= Self.mostRows else {
          throw Wrong(
            "too-many-rows", "the matrix has more than \(Self.mostRows) jobs; Buildkite allows 50", node)
        }
        rows = rows.flatMap { row in
          dimension.values.map { value in row.merging([dimension.name: value]) { $1 } }
        }
      }
      self.rows = try adjusted(rows, node, interpolation)
    } catch {
      rows = nil
      problem = error.problem
    }
  }

  private struct Wrong: Error {
    var problem: Problem

    init(_ code: String, _ message: String, _ node: YAMLNode, _ severity: PipelineProblem.Severity = .warning)
    {
      problem = Problem(code: code, message: message, severity: severity, node: node)
    }
  }

  private struct Dimension {
    var name: String
    var values: [String]
  }

  private static func dimensions(
    _ node: YAMLNode, _ interpolation: Interpolation
  ) throws(Wrong) -> [Dimension] {
    let setup = node.kind == .mapping ? node["setup"]?.resolved : node
    guard let setup else {
      throw Wrong("invalid-matrix", "a matrix needs a list of values or 'setup'; add it", node)
    }
    switch setup.kind {
    case .sequence: return [Dimension(name: anonymous, values: try values(setup, interpolation))]
    case .mapping:
      var dimensions: [Dimension] = []
      for entry in setup.effectiveEntries {
        dimensions.append(
          Dimension(name: entry.key.resolved.text, values: try values(entry.value.resolved, interpolation)))
      }
      return dimensions
    case .scalar, .alias:
      throw Wrong("invalid-matrix", "the values of a matrix are lists; write one", setup)
    }
  }

  private static func values(_ node: YAMLNode, _ interpolation: Interpolation) throws(Wrong) -> [String] {
    guard node.kind == .sequence else {
      throw Wrong("invalid-matrix", "the values of a matrix are lists; write one", node)
    }
    var values: [String] = []
    for item in node.items {
      guard let text = item.scalarText else {
        throw Wrong("invalid-matrix", "an element of a matrix is a text, a number or a boolean", item)
      }
      let value = try known(text, item, interpolation)
      guard value.utf8.count <= longestValue else {
        throw Wrong(
          "invalid-matrix", "an element of a matrix has more than \(longestValue) bytes; shorten it", item)
      }
      if !values.contains(value) { values.append(value) }
    }
    return values
  }

  private static func known(
    _ text: String, _ node: YAMLNode, _ interpolation: Interpolation
  ) throws(Wrong) -> String {
    let filled = interpolation.fill(text)
    guard filled.isKnown else {
      throw Wrong(
        "computed-matrix", "the matrix uses $\(filled.unknown[0]), which only an upload knows", node, .note)
    }
    return filled.text
  }

  /// The rows without those that adjustments skip, and with those that they add.
  private func adjusted(
    _ rows: [[String: String]], _ node: YAMLNode, _ interpolation: Interpolation
  ) throws(Wrong) -> [[String: String]] {
    guard node.kind == .mapping, let list = node["adjustments"]?.resolved, list.kind == .sequence else {
      return rows
    }
    var all = rows
    var skipped: Set<[String: String]> = []
    for item in list.items.map(\.resolved).prefix(Self.mostRows) {
      guard let with = item["with"]?.resolved else {
        throw Wrong("invalid-matrix", "an adjustment needs 'with'; name the combination", item)
      }
      var row: [String: String] = [:]
      if with.kind == .scalar {
        row[Self.anonymous] = try Self.known(with.text, with, interpolation)
      } else {
        for (name, text) in with.textsByKey { row[name] = try Self.known(text, with, interpolation) }
      }
      guard Set(row.keys) == Set(axes) else {
        throw Wrong("invalid-matrix", "'with' must name every dimension of the matrix", with)
      }
      if Self.isTruthy(item["skip"]) { skipped.insert(row) }
      if !all.contains(row) { all.append(row) }
    }
    return all.filter { !skipped.contains($0) }
  }

  /// Whether a `skip` says yes: `true`, or a reason.
  static func isTruthy(_ node: YAMLNode?) -> Bool {
    guard let node = node?.resolved, node.kind == .scalar, !node.isNull else { return false }
    return !node.text.isEmpty && node.text != "false"
  }
}

/// Tokens of a matrix in a text: `{{matrix}}`, `{{ matrix.os }}`.
enum MatrixTokens {
  /// The text with the values of a row in place; a dimension that does not exist stays.
  static func fill(_ text: String, with row: [String: String]) -> String {
    guard !row.isEmpty, text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var filled = ""
    var rest = text[...]
    while let open = opening(in: rest) {
      guard let token = Token(rest[open.upperBound...]), let value = row[token.axis] else {
        filled += rest[..<open.upperBound]
        rest = rest[open.upperBound...]
        continue
      }
      filled += rest[..<open.lowerBound]
      filled += value
      rest = token.rest
    }
    return filled + rest
  }

  /// Where `{{` stands first.
  private static func opening(in text: Substring) -> Range<Substring.Index>? {
    let bytes = text.utf8
    var place = bytes.startIndex
    while let brace = bytes[place...].firstIndex(of: UInt8(ascii: "{")) {
      place = bytes.index(after: brace)
      guard place < bytes.endIndex else { return nil }
      if bytes[place] == UInt8(ascii: "{") { return brace..<bytes.index(after: place) }
    }
    return nil
  }

  /// The dimensions that a text names, whether they exist or not.
  static func axes(in text: String) -> Set<String> {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return [] }
    var axes: Set<String> = []
    var rest = text[...]
    while let open = opening(in: rest) {
      rest = rest[open.upperBound...]
      guard let token = Token(rest) else { continue }
      axes.insert(token.axis)
      rest = token.rest
    }
    return axes
  }

  private struct Token {
    var axis: String
    var rest: Substring

    init?(_ text: Substring) {
      let inner = text.drop { $0 == " " || $0 == "\t" }
      guard inner.hasPrefix("matrix") else { return nil }
      var behind = inner.dropFirst("matrix".count)
      axis = StepMatrix.anonymous
      if behind.first == "." {
        let name = behind.dropFirst().prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        guard !name.isEmpty else { return nil }
        axis = String(name)
        behind = behind[name.endIndex...]
      }
      behind = behind.drop { $0 == " " || $0 == "\t" }
      guard behind.hasPrefix("}}") else { return nil }
      rest = behind.dropFirst(2)
    }
  }
}
