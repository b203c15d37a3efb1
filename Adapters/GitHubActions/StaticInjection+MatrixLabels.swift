internal import InfraMindCore

/// The idiom that gives rows of a matrix other machines without renaming them: a table from today's labels to new
/// ones in front of the value itself, `fromJSON('{"ubuntu-latest":"big"}')[matrix.os] || matrix.os`.
///
/// Where the value is a list of labels, one of them is looked up: `[matrix.runner[1]] || matrix.runner`.
struct MatrixLabels: Hashable {
  /// A row of the table.
  struct Entry: Hashable {
    /// Today's label.
    var key: String
    /// The labels to take.
    var labels: [String]
  }

  /// The expression that the table stands in front of.
  var inner: String
  /// The place of the label in the list that ``inner`` gives; `nil` where it gives a text.
  var index: Int?
  /// In the order written.
  private(set) var entries: [Entry] = []
  /// The expression whose value is looked up.
  private(set) var lookup: Expression

  /// An empty table in front of an expression.
  init(before expression: RunnerExpression, index: Int? = nil) {
    inner = expression.text
    self.index = index
    lookup = index.map { .member(expression.tree, .literal(.number(Double($0)))) } ?? expression.tree
  }

  /// Reads an expression in exactly the form that ``text`` has, but for blanks.
  init?(_ expression: RunnerExpression) {
    guard case .any(let parts) = expression.tree,
      case .member(.call("fromjson", let arguments), let lookup)? = parts.first,
      arguments.count == 1, case .literal(.string(let json)) = arguments[0],
      case .object(let table)? = ExpressionJSON.parse(json), let rest = Self.behindTable(expression.text)
    else { return nil }
    let value = parts.count == 2 ? parts[1] : .any(Array(parts.dropFirst()))
    if case .member(value, .literal(.number(let number))) = lookup {
      index = Int(exactly: number)
    } else if lookup != value {
      return nil
    }
    self.lookup = lookup
    inner = rest
    for member in table.members {
      guard let labels = Self.labels(member.value) else { return nil }
      entries.append(Entry(key: member.name, labels: labels))
    }
  }

  /// The text behind the first `||` that follows the table.
  private static func behindTable(_ text: String) -> String? {
    guard let close = text.range(of: "]", from: text.startIndex),
      let bar = text.range(
        of: "||", from: text.range(of: "] ||", from: close.lowerBound)?.lowerBound ?? close.upperBound)
    else { return nil }
    return String(text[bar.upperBound...].drop { $0 == " " })
  }

  private static func labels(_ value: ExpressionValue) -> [String]? {
    switch value {
    case .string(let label): return [label]
    case .array(let items):
      let texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
      return texts.count == items.count ? texts : nil
    case .null, .bool, .number, .object: return nil
    }
  }

  /// Gives the rows with a label others.
  mutating func set(_ key: String, to labels: [String]) {
    guard let place = entries.firstIndex(where: { ExpressionText.areEqual($0.key, key) }) else {
      entries.append(Entry(key: key, labels: labels))
      return
    }
    entries[place].labels = labels
  }

  /// The expression, without its `${{ }}`.
  var text: String {
    let members = entries.map { entry in
      let labels = entry.labels.map(Self.json)
      return Self.json(entry.key) + ":"
        + (labels.count == 1 ? labels[0] : "[" + labels.joined(separator: ",") + "]")
    }
    let table = RunnerExpression.quoted("{" + members.joined(separator: ",") + "}")
    return "fromJSON(\(table))[\(inner)\(index.map { "[\($0)]" } ?? "")] || \(inner)"
  }

  /// A text as a JSON string.
  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars where scalar.value >= 0x20 {
      if scalar == "\"" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

extension String {
  /// Where a part occurs first from a place on.
  fileprivate func range(of part: String, from start: Index) -> Range<Index>? {
    var place = start
    while place < endIndex {
      if self[place...].hasPrefix(part) { return place..<index(place, offsetBy: part.count) }
      place = index(after: place)
    }
    return nil
  }
}
