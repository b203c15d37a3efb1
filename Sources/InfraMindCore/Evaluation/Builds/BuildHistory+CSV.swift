/// Why a project's builds could not be read.
package struct BuildHistoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  package let code: HistoryProblem.Code
  /// Line of the file, from 1.
  package let line: Int
  /// One sentence: where, what is wrong, and what to do.
  package let description: String

  init(_ code: HistoryProblem.Code, name: String, line: Int, _ what: String) {
    self.code = code
    self.line = line
    description = "\(name):\(line): \(what)"
  }
}

extension BuildHistory {
  /// Longest row read, in bytes.
  static let longestRow = 1 << 16

  /// Reads a table of builds: RFC 4180 with a header, whose columns may stand in any order.
  ///
  /// `started` (Unix seconds), `status` (`passed`, `failed`, `errored`), `duration_s` (machine seconds) and `jobs`
  /// must be there; `is_pr`, `core_member` (0, 1), `branch`, ``measures``, `post_tests_run` and `post_test_s` may be
  /// missing or empty, and other columns are not read. A wrong row is not left out, since figures over the rest would
  /// not be comparable: the table is refused.
  ///
  /// - Throws: ``BuildHistoryError``.
  package init(name: String, csv: String) throws(BuildHistoryError) {
    var reader = CSVReader(Array(csv.utf8), longest: Self.longestRow)
    var columns: BuildColumns?
    var builds: [Build] = []
    while let record = reader.next() {
      do throws(LineFailure) {
        let cells = try record.cells.get()
        guard let known = columns else {
          columns = try BuildColumns(header: cells)
          continue
        }
        builds.append(try known.build(of: cells))
      } catch {
        throw BuildHistoryError(error.code, name: name, line: record.line, error.what)
      }
    }
    guard columns != nil else {
      throw BuildHistoryError(
        .invalidCSV, name: name, line: 1, "the table is empty; write a header with the columns' names first")
    }
    self.init(name: name, builds: builds)
  }
}

/// Where the columns of a table of builds stand.
private struct BuildColumns {
  private let places: [String: Int]
  private let count: Int
  private let measures: [Int?]

  init(header: [CSVReader.Cell]) throws(LineFailure) {
    var places: [String: Int] = [:]
    for (index, cell) in header.enumerated() where places.updateValue(index, forKey: cell.text) != nil {
      throw LineFailure(.duplicateKey, "the column \"\(cell.text)\" stands twice; take one out", nil)
    }
    for name in ["started", "status", "duration_s", "jobs"] where places[name] == nil {
      throw LineFailure(.missingKey, "the column \"\(name)\" is missing from the header", nil)
    }
    self.places = places
    count = header.count
    measures = BuildHistory.measures.map { places[$0] }
  }

  func build(of cells: [CSVReader.Cell]) throws(LineFailure) -> BuildHistory.Build {
    guard cells.count == count else {
      throw LineFailure(.invalidCSV, "the row has \(cells.count) cells under \(count) columns", nil)
    }
    let word = places["status"].map { cells[$0].text } ?? ""
    guard let status = BuildHistory.Status(rawValue: word) else {
      let words = BuildHistory.Status.allCases.map(\.rawValue).joined(separator: ", ")
      throw LineFailure(.unknownWord, "\"status\" is none of \(words)", nil)
    }
    var build = BuildHistory.Build(
      started: try required("started", cells, within: -1e11...1e11), status: status,
      seconds: try required("duration_s", cells, within: 1e-3...1e9),
      jobs: try required("jobs", cells, within: 1...1e6))
    build.isPullRequest = try number("is_pr", cells, within: 0...1).map { $0 > 0.5 }
    build.isCoreMember = try number("core_member", cells, within: 0...1).map { $0 > 0.5 }
    build.branch = try number("branch", cells, within: 0...1e9).map { Int($0) }
    build.testsRun = try number("post_tests_run", cells, within: 0...1e12)
    build.testSeconds = try number("post_test_s", cells, within: 0...1e12)
    for (index, place) in measures.enumerated() {
      guard let place else { continue }
      let name = BuildHistory.measures[index]
      build.measures[index] = try number(in: cells[place].text, name, within: -1e15...1e15) ?? .nan
    }
    return build
  }

  private func required(
    _ name: String, _ cells: [CSVReader.Cell], within range: ClosedRange<Double>
  ) throws(LineFailure) -> Double {
    guard let value = try number(name, cells, within: range) else {
      throw LineFailure(.missingKey, "\"\(name)\" is empty; every build must have it", nil)
    }
    return value
  }

  private func number(
    _ name: String, _ cells: [CSVReader.Cell], within range: ClosedRange<Double>
  ) throws(LineFailure) -> Double? {
    guard let place = places[name] else { return nil }
    return try number(in: cells[place].text, name, within: range)
  }

  private func number(
    in text: String, _ name: String, within range: ClosedRange<Double>
  ) throws(LineFailure) -> Double? {
    guard !text.isEmpty else { return nil }
    guard let value = Double(text) else {
      throw LineFailure(.wrongType, "\"\(name)\" is not a number", nil)
    }
    // NaN lies in no range.
    guard range.contains(value) else {
      throw LineFailure(
        .outOfRange, "\"\(name)\" is not within \(range.lowerBound.short) and \(range.upperBound.short)", nil)
    }
    return value
  }
}
