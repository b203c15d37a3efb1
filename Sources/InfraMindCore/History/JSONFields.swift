/// The known keys of one JSON object of a line, with typed and bounded access.
///
/// `null` counts as absent. Every access throws a ``LineFailure`` that names the key's path and its column.
struct JSONFields {
  private let names: [String]
  private let path: String
  private var values: [JSONValue?]
  private let offset: Int
  /// Paths of the keys that are not among the known ones.
  private(set) var unknown: [String] = []

  /// Sorts the members of an object by the known `names`; `path` is empty for the line itself.
  init(_ value: JSONValue, path: String, names: [String]) throws(LineFailure) {
    guard case .object(let members) = value.kind else {
      let what = path.isEmpty ? "the line" : "\"\(path)\""
      throw LineFailure(.wrongType, "\(what) must be an object, not \(value.kindName)", value.offset)
    }
    self.names = names
    self.path = path
    offset = value.offset
    values = Array(repeating: nil, count: names.count)
    for member in members {
      guard let slot = names.firstIndex(of: member.key) else {
        unknown.append(pathOf(member.key))
        continue
      }
      guard values[slot] == nil else {
        throw LineFailure(
          .duplicateKey, "\"\(pathOf(member.key))\" stands twice: keep one of them", member.offset)
      }
      values[slot] = member.value
    }
  }

  /// The value of a key, unless it is absent or null.
  subscript(name: String) -> JSONValue? {
    guard let slot = names.firstIndex(of: name), let value = values[slot] else { return nil }
    if case .null = value.kind { return nil }
    return value
  }

  // MARK: - Kinds of value

  func text(_ name: String) throws(LineFailure) -> String? {
    guard let value = self[name] else { return nil }
    guard case .string(let text) = value.kind else { throw wrongType(name, "a string", value) }
    return text
  }

  /// A string that must be there and not empty.
  func required(_ name: String) throws(LineFailure) -> String {
    guard let text = try text(name) else { throw missing(name) }
    guard !text.isEmpty else {
      throw LineFailure(.outOfRange, "\"\(pathOf(name))\" must not be empty", self[name]?.offset ?? offset)
    }
    return text
  }

  func flag(_ name: String) throws(LineFailure) -> Bool? {
    guard let value = self[name] else { return nil }
    guard case .bool(let flag) = value.kind else { throw wrongType(name, "true or false", value) }
    return flag
  }

  /// A number of `range`.
  func number(_ name: String, in range: ClosedRange<Double>) throws(LineFailure) -> Double? {
    guard let value = self[name] else { return nil }
    guard case .number(let digits) = value.kind else { throw wrongType(name, "a number", value) }
    guard let number = Double(digits), range.contains(number) else {
      let bounds = "between \(range.lowerBound.short) and \(range.upperBound.short)"
      throw LineFailure(
        .outOfRange, "\"\(pathOf(name))\" must be \(bounds), not \(digits.prefix(40))", value.offset)
    }
    return number
  }

  /// A whole number of `range`.
  func whole(_ name: String, in range: ClosedRange<Int>) throws(LineFailure) -> Int? {
    guard let value = self[name] else { return nil }
    guard case .number(let digits) = value.kind else { throw wrongType(name, "a whole number", value) }
    guard let exact = Double(digits), let number = Int(exactly: exact), range.contains(number) else {
      let bounds = "from \(range.lowerBound) to \(range.upperBound)"
      throw LineFailure(
        .outOfRange, "\"\(pathOf(name))\" must be a whole number \(bounds), not \(digits.prefix(40))",
        value.offset)
    }
    return number
  }

  func list(_ name: String) throws(LineFailure) -> [JSONValue] {
    guard let value = self[name] else { return [] }
    guard case .array(let elements) = value.kind else { throw wrongType(name, "a list", value) }
    return elements
  }

  func failure(_ code: HistoryProblem.Code, _ name: String, _ what: String) -> LineFailure {
    LineFailure(code, "\"\(pathOf(name))\" \(what)", self[name]?.offset ?? offset)
  }

  func missing(_ name: String) -> LineFailure {
    LineFailure(.missingKey, "\"\(pathOf(name))\" is missing: every run needs it", offset)
  }

  // MARK: - Messages

  private func pathOf(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  private func wrongType(_ name: String, _ wanted: String, _ value: JSONValue) -> LineFailure {
    LineFailure(.wrongType, "\"\(pathOf(name))\" must be \(wanted), not \(value.kindName)", value.offset)
  }
}

/// Why a line holds no run.
struct LineFailure: Error {
  var code: HistoryProblem.Code
  var what: String
  var offset: Int?

  init(_ code: HistoryProblem.Code, _ what: String, _ offset: Int?) {
    self.code = code
    self.what = what
    self.offset = offset
  }
}

extension Double {
  /// The shortest text that reads back as this number, without `.0`.
  package var short: String {
    guard let whole = Int64(exactly: self), abs(self) < 1e15 else { return "\(self)" }
    return "\(whole)"
  }
}
