/// Which runs are of a job, or of one of its rows, by what messages tell of them.
///
/// A platform may tell the job's id in the file, the row, the reported name, or only some of these:
///
/// - A run with the job's id is of the job; of the row that its matrix names or, if it tells none, that its name names.
/// - A run with the last part of the id of a called job (`test` of `ci/test`), or without an id, is of the row that its
///   name names.
struct JobClaim {
  private let job: JobDefinition
  private let rows: [JobRow]
  private let row: JobRow?
  /// Places in ``rows`` by name.
  private let exact: [String: Int]
  private let patterns: [(pattern: NamePattern, place: Int)]

  init(_ job: JobDefinition, _ row: JobRow?) {
    self.job = job
    self.row = row
    rows = row.map { [$0] } ?? job.rows
    exact = Dictionary(
      rows.indices.map { [rows] in (rows[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
    patterns = rows.indices.compactMap { [rows] place in
      NamePattern(rows[place].name).map { ($0, place) }
    }
  }

  /// Ids under which runs of the job may be kept.
  var ids: [String] {
    guard let slash = job.key.job.lastIndex(of: "/") else { return [job.key.job] }
    return [job.key.job, String(job.key.job[slash...].dropFirst())].filter { !$0.isEmpty }
  }

  /// The reported names that are of the job.
  func names(among names: some Collection<String>) -> [String] {
    let equal = rows.map(\.name).filter { !$0.isEmpty }
    guard !patterns.isEmpty else { return equal }
    return equal + names.filter { name in patterns.contains { $0.pattern.matches(name) } }
  }

  /// A run with what the file tells of it, if it is of the job.
  func taking(_ run: JobRun) -> JobRun? {
    let named = run.name.flatMap { place(of: $0) }
    guard run.job == job.key.job ? takesByID(run, named) : named != nil else { return nil }
    var run = run
    run.pipeline = job.key.pipeline
    run.job = job.key.job
    if run.matrix.isEmpty, let named { run.matrix = rows[named].matrix }
    return run
  }

  private func takesByID(_ run: JobRun, _ named: Int?) -> Bool {
    if named == nil, let name = run.name, isOfCalledJob(name) { return false }
    guard let row else { return true }
    return row.variant.matches(run.matrix) || run.matrix.isEmpty && named != nil
  }

  /// Seen from inside, the job `test` of a called pipeline has the same id as a `test` of the calling one; its name tells.
  private func isOfCalledJob(_ name: String) -> Bool {
    ([job.key.job] + job.rows.map(\.name)).contains { own in
      guard let place = name.firstRange(of: " / " + own) else { return false }
      let row = name[place.upperBound...]
      return row.isEmpty || row.hasPrefix(" (")
    }
  }

  private func place(of name: String) -> Int? {
    exact[name] ?? patterns.first { $0.pattern.matches(name) }?.place
  }
}

/// A name in which `*` stands for a number that only a run knows, such as that of a parallel job.
struct NamePattern: Hashable, Sendable {
  private let parts: [Substring]

  /// `nil` for a name without `*`, and for one that is nothing else.
  init?(_ name: String) {
    guard name.utf8.contains(UInt8(ascii: "*")), name.contains(where: { $0 != "*" && !$0.isWhitespace })
    else {
      return nil
    }
    parts = name.split(separator: "*", omittingEmptySubsequences: false)
  }

  /// Whether a name is this one with numbers.
  func matches(_ name: String) -> Bool {
    guard let first = parts.first, name.hasPrefix(first) else { return false }
    var rest = name.dropFirst(first.count)
    for part in parts.dropFirst() {
      let number = rest.prefix { $0.isASCII && $0.isNumber }
      guard !number.isEmpty, rest.dropFirst(number.count).hasPrefix(part) else { return false }
      rest = rest.dropFirst(number.count + part.count)
    }
    return rest.isEmpty
  }
}
