/// A strategy's matrix with all expressions replaced.
///
/// - SeeAlso: actions/runner, `MatrixBuilder`, `WorkflowTemplateConverter.ConvertToStrategy`.
struct Matrix {
  /// Why a matrix cannot be expanded.
  enum Failure: Error, Hashable {
    /// Only a run knows it.
    case unresolved(UnresolvedExpression)
    /// GitHub rejects it; a clause that says why.
    case invalid(String)
  }

  struct Vector {
    var name: String
    var values: [ExpressionValue]
  }

  /// Most jobs that GitHub makes of one matrix.
  static let mostRows = 256
  /// Combinations looked at, those that `exclude` drops among them.
  static let mostCombinations = 65_536

  var vectors: [Vector] = []
  var include: [ExpressionObject] = []
  var exclude: [ExpressionObject] = []

  /// Takes apart the value of `matrix`.
  init(_ value: ExpressionValue) throws(Failure) {
    guard case .object(let object) = value else { throw .invalid("it is no mapping") }
    for member in object.members {
      switch member.name.lowercased() {
      case "include": include = try Self.entries(member.value, of: "include")
      case "exclude": exclude = try Self.entries(member.value, of: "exclude")
      default:
        guard case .array(let values) = member.value, !values.isEmpty else {
          throw .invalid("'\(member.name)' is no list with at least one item")
        }
        vectors.append(Vector(name: member.name, values: values))
      }
    }
    guard !vectors.isEmpty || !include.isEmpty else { throw .invalid("it has neither an axis nor 'include'") }
    for name in exclude.flatMap(\.members).map(\.name) where !hasVector(name) {
      throw .invalid("'exclude' names '\(name)', which is no axis")
    }
  }

  private static func entries(
    _ value: ExpressionValue, of key: String
  ) throws(Failure) -> [ExpressionObject] {
    if case .null = value { return [] }
    guard case .array(let items) = value else { throw .invalid("'\(key)' is no list") }
    var entries: [ExpressionObject] = []
    for item in items {
      guard case .object(let entry) = item, !entry.members.isEmpty else {
        throw .invalid("an item of '\(key)' is no mapping with at least one entry")
      }
      entries.append(entry)
    }
    return entries
  }

  private func hasVector(_ name: String) -> Bool {
    vectors.contains { ExpressionText.areEqual($0.name, name) }
  }

  /// All rows in GitHub's order.
  func rows() throws(Failure) -> [MatrixRow] {
    let filters = include.map { entry in
      let isFilter = entry.members.map { hasVector($0.name) }
      return IncludeFilter(
        filter: zip(entry.members, isFilter).filter(\.1).map(\.0),
        extra: zip(entry.members, isFilter).filter { !$0.1 }.map(\.0))
    }
    var isUsed = filters.map { _ in false }
    var rows: [MatrixRow] = []
    for number in 0..<(try combinations()) {
      let combination = combination(number)
      if exclude.contains(where: { Self.matches($0.members, combination) }) { continue }
      var row = MatrixRow(values: combination, namedValues: combination, extras: [])
      for (place, entry) in filters.enumerated() where Self.matches(entry.filter, combination) {
        isUsed[place] = true
        for member in entry.extra { row.addExtra(member) }
      }
      rows.append(row)
      guard rows.count <= Self.mostRows else { throw .invalid("it makes more than 256 jobs") }
    }
    for (place, entry) in filters.enumerated() where !isUsed[place] {
      let values = ExpressionObject(entry.filter + entry.extra)
      rows.append(MatrixRow(values: values, namedValues: values, extras: entry.extra.map(\.name)))
    }
    guard rows.count <= Self.mostRows else { throw .invalid("it makes more than 256 jobs") }
    return rows
  }

  private struct IncludeFilter {
    var filter: [ExpressionObject.Member]
    var extra: [ExpressionObject.Member]
  }

  private func combinations() throws(Failure) -> Int {
    guard !vectors.isEmpty else { return 0 }
    var product = 1
    for vector in vectors {
      let (next, overflow) = product.multipliedReportingOverflow(by: vector.values.count)
      guard !overflow, next <= Self.mostCombinations else {
        throw .invalid("it has more than 65,536 combinations")
      }
      product = next
    }
    return product
  }

  /// The first axis varies slowest.
  private func combination(_ number: Int) -> ExpressionObject {
    var object = ExpressionObject()
    var block = vectors.reduce(1) { $0 * $1.values.count }
    for vector in vectors {
      block /= vector.values.count
      object.append(vector.name, vector.values[(number / block) % vector.values.count])
    }
    return object
  }

  /// Whether every leaf of the filter equals the combination's at the same place.
  private static func matches(_ filter: [ExpressionObject.Member], _ combination: ExpressionObject) -> Bool {
    filter.allSatisfy { matches($0.value, combination[$0.name] ?? .null) }
  }

  private static func matches(_ filter: ExpressionValue, _ value: ExpressionValue) -> Bool {
    switch filter {
    case .object(let object):
      object.members.allSatisfy { matches($0.value, value[.string($0.name)]) }
    case .array(let items):
      items.enumerated().allSatisfy { matches($0.element, value[.number(Double($0.offset))]) }
    case .null, .bool, .number, .string:
      Expression.Comparison.areEqual(filter, value)
    }
  }
}

/// One row of a matrix.
struct MatrixRow {
  /// What `matrix` holds in the row's job.
  private(set) var values: ExpressionObject
  /// The values that GitHub puts into the job's name.
  let namedValues: ExpressionObject
  /// Names that `include` added beside the axes.
  private(set) var extras: [String]

  init(values: ExpressionObject, namedValues: ExpressionObject, extras: [String]) {
    self.values = values
    self.namedValues = namedValues
    self.extras = extras
  }

  /// The row of a job without a matrix.
  static let none = MatrixRow(values: ExpressionObject(), namedValues: ExpressionObject(), extras: [])

  mutating func addExtra(_ member: ExpressionObject.Member) {
    if values[member.name] == nil { extras.append(member.name) }
    values.set(member.name, to: member.value)
  }

  /// The values as text by axis; what lies deeper is named with dots.
  var flattened: [String: String] {
    var texts: [String: String] = [:]
    for member in values.members { Self.flatten(member.value, named: member.name, into: &texts) }
    return texts
  }

  /// The texts in the row's name: all leaves in order, without empty ones.
  var nameParts: [String] {
    var parts: [String] = []
    for member in namedValues.members { Self.collectLeaves(of: member.value, into: &parts) }
    return parts
  }

  private static func flatten(
    _ value: ExpressionValue, named name: String, into texts: inout [String: String]
  ) {
    switch value {
    case .array(let items):
      for (place, item) in items.enumerated() { flatten(item, named: "\(name).\(place)", into: &texts) }
    case .object(let object):
      for member in object.members { flatten(member.value, named: "\(name).\(member.name)", into: &texts) }
    case .null, .bool, .number, .string:
      texts[name] = value.text
    }
  }

  private static func collectLeaves(of value: ExpressionValue, into parts: inout [String]) {
    switch value {
    case .array(let items): for item in items { collectLeaves(of: item, into: &parts) }
    case .object(let object): for member in object.members { collectLeaves(of: member.value, into: &parts) }
    case .null: break
    case .bool, .number, .string:
      if !value.text.isEmpty { parts.append(value.text) }
    }
  }
}
