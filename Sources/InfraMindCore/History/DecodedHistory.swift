/// What was read from a file of history.
public struct DecodedHistory: Hashable, Sendable {
  /// The runs, in the order of their lines.
  public var runs: [JobRun] = []
  /// What was wrong, in the order of lines; the first ``JobRunDecoder/mostProblems`` of them.
  public var problems: [HistoryProblem] = []
  /// How many lines were left out because they are wrong.
  public var skippedLines = 0
  /// How many lines were left out because a later line describes the same run again.
  public var replacedLines = 0
  /// How often each key that the format does not know was met, by path such as `runner.os`; the first 100 of
  /// them.
  public var unknownKeys: [String: Int] = [:]

  /// Nothing read.
  public init() {}

  mutating func report(_ problem: HistoryProblem) {
    guard problems.count < JobRunDecoder.mostProblems else { return }
    problems.append(problem)
  }

  mutating func countUnknown(_ key: String) {
    guard unknownKeys[key] != nil || unknownKeys.count < 100 else { return }
    unknownKeys[key, default: 0] += 1
  }
}

/// What is wrong with a line of a history file.
public struct HistoryProblem: Hashable, Sendable {
  /// The kinds of problem; new kinds may appear.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    /// The line is longer than the bound.
    case tooLong = "line-too-long"
    /// Its bytes are no text.
    case invalidUTF8 = "invalid-utf8"
    /// It is no JSON object.
    case invalidJSON = "invalid-json"
    /// It is no record of CSV.
    case invalidCSV = "invalid-csv"
    /// A key stands twice in an object.
    case duplicateKey = "duplicate-key"
    /// A key that every run must have is missing.
    case missingKey = "missing-key"
    /// A value is of another kind than the key needs.
    case wrongType = "wrong-type"
    /// A value is of the right kind and cannot be true.
    case outOfRange = "out-of-range"
    /// A word that stands for nothing here.
    case unknownWord = "unknown-word"
    /// A time that is not written as RFC 3339 has it.
    case invalidTime = "invalid-time"
    /// The run ended before it started.
    case endsBeforeStart = "ends-before-start"
    /// The line describes a run of an earlier line again, and takes that line's place.
    case duplicateRun = "duplicate-run"
  }

  /// The kind.
  public var code: Code
  /// Line, from 1.
  public var line: Int
  /// Column in Unicode scalars, from 1, where one place is to blame.
  public var column: Int?
  /// What is wrong and what to do, in one sentence.
  public var sentence: String

  /// Describes a problem.
  public init(code: Code, line: Int, column: Int? = nil, sentence: String) {
    self.code = code
    self.line = line
    self.column = column
    self.sentence = sentence
  }
}
