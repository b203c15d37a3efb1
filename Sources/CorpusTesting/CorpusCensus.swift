/// What came of reading and editing a platform's real files.
public struct CorpusCensus: CustomStringConvertible {
  /// The platform's word.
  public internal(set) var platform: String
  /// Files read.
  public internal(set) var files = 0
  /// Files in which no job is found, and no reason given.
  public internal(set) var silentFiles = 0
  /// Jobs that the files write; `nil` where nobody can count them but the reader.
  public internal(set) var writtenJobs: Int?
  /// Of these, jobs that the reader has.
  public internal(set) var foundJobs = 0
  /// Jobs found; one that several others call counts for each.
  public internal(set) var jobs = 0
  /// Jobs whose rows can be known from the files.
  public internal(set) var jobsWithRows = 0
  /// Rows of jobs.
  public internal(set) var rows = 0
  /// Jobs each of whose rows names its machine, or leaves it to the platform.
  public internal(set) var resolvable = 0
  /// Jobs each of whose rows has a machine of the catalogue.
  public internal(set) var known = 0
  /// Resolvable jobs whose every row can be given another machine.
  public internal(set) var editable = 0
  /// The same where all jobs of the checkout are to move: what they share may then be edited.
  public internal(set) var editableTogether = 0
  /// Jobs that cannot, by the code of the refusal.
  public internal(set) var sizeRefusals: [String: Int] = [:]
  /// Jobs by the caller's word for how they say their machine, and by what came of it.
  public internal(set) var kinds: [String: [String: Int]] = [:]
  /// Caches suggested.
  public internal(set) var caches = 0
  /// Caches written.
  public internal(set) var cachesEdited = 0
  /// Caches that are not, by the code of the refusal.
  public internal(set) var cacheRefusals: [String: Int] = [:]
  /// Jobs that nothing measures.
  public internal(set) var measuring = 0
  /// Jobs that are written as measured.
  public internal(set) var measuringEdited = 0
  /// Jobs that are not, by the code of the refusal.
  public internal(set) var measuringRefusals: [String: Int] = [:]
  /// Suggested edits carried out and read again.
  public internal(set) var suggestedEdits = 0
  /// Random edits carried out with their proofs.
  public internal(set) var randomEdits = 0
  /// Random edits refused for a reason.
  public internal(set) var randomRefusals = 0
  /// Lines changed by each written size.
  public internal(set) var sizeLines: [Int] = []
  /// Lines changed by each written cache.
  public internal(set) var cacheLines: [Int] = []
  /// What must not happen and did, as sentences; at most some hundred.
  public internal(set) var failures: [String] = []

  /// Share of the resolvable jobs that can be given another machine, 0...1.
  public var editableShare: Double { Self.share(editable, of: resolvable) }
  /// Share of the jobs whose machine the files tell, 0...1.
  public var resolvableShare: Double { Self.share(resolvable, of: jobs) }
  /// Share of the jobs that the files write which are found with their rows; of those found if nobody counted.
  public var enumeratedShare: Double {
    Self.share(writtenJobs == nil ? jobsWithRows : foundJobs, of: writtenJobs ?? jobs)
  }
  /// Median of the lines that a written size changes.
  public var medianSizeLines: Int { Self.median(sizeLines) }
  /// Median of the lines that a written cache changes.
  public var medianCacheLines: Int { Self.median(cacheLines) }

  mutating func fail(_ sentence: String) {
    if failures.count < 100 { failures.append(sentence) }
  }

  private static func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }

  private static func median(_ values: [Int]) -> Int {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  // MARK: - Words

  /// The columns of ``cells``.
  static let columns = [
    "platform", "files", "jobs", "enumerated", "resolvable", "of these editable", "in the catalogue",
    "caches written",
    "suggested edits", "random edits", "broken",
  ]

  /// The row of the table.
  var cells: [String] {
    [
      platform, "\(files)", "\(jobs)", Self.percent(enumeratedShare), Self.percent(resolvableShare),
      Self.percent(editableShare), Self.percent(Self.share(known, of: jobs)), "\(cachesEdited) of \(caches)",
      "\(suggestedEdits)", "\(randomEdits)", "\(failures.count)",
    ]
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded(.down))
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// The row of the table, then refusals by reason.
  public var description: String {
    let row = zip(Self.columns, cells).map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let kinds = kinds.sorted { $0.key < $1.key }.map { "  \($0.key): \(Self.text($0.value))" }
    return
      ([
        row, "  rows \(rows), files without a job or a reason \(silentFiles)",
        "  sizes refused: \(Self.text(sizeRefusals)); editable if all jobs move: \(editableTogether) of \(resolvable)",
        "  caches refused: \(Self.text(cacheRefusals))",
        "  measured \(measuringEdited) of \(measuring); refused: \(Self.text(measuringRefusals))",
        "  random edits refused \(randomRefusals)",
        "  changed lines: sizes \(medianSizeLines) in the median, \(sizeLines.max() ?? 0) at most; "
          + "caches \(medianCacheLines) in the median, \(cacheLines.max() ?? 0) at most",
      ] + kinds).joined(separator: "\n")
  }

  private static func text(_ counts: [String: Int]) -> String {
    counts.isEmpty
      ? "none" : counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
