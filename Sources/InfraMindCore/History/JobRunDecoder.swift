internal import FoundationEssentials

/// Reads a file of history: JSON Lines, one ``JobRun`` a line, as `docs/history-file.md` describes it.
///
/// Pure: bytes in, values out. A wrong line is left out and reported, and silences no other. Blank lines,
/// CRLF, a byte-order mark and a missing last newline are accepted.
public struct JobRunDecoder: Sendable {
  /// How many problems are kept; the counts go on.
  public static let mostProblems = 1000
  /// Most vCPUs believed of a machine.
  static let mostCPUs = 4096.0
  /// Most memory believed of a machine, in GiB.
  static let mostGiB = 65_536.0
  /// Longest job believed, in seconds: 100 days.
  static let longestJob = 8_640_000.0
  /// Most bytes believed to be moved or kept: 1 PB.
  static let mostBytes = 1_000_000_000_000_000
  /// Most processes believed to be killed in a job.
  static let mostKills = 1_000_000
  /// Longest time believed to be billed for a job, in seconds: a large machine's minutes count many times.
  static let mostBilled = longestJob * 1000
  /// Most credits believed.
  static let mostCredits = 1e9
  /// Most files or lines believed to be changed.
  static let mostChanged = 1_000_000_000
  /// How much more than the machine's vCPUs a measurement may say, for its error.
  static let useTolerance = 1.05

  /// Longest line read, in bytes.
  public var longestLine: Int

  /// A decoder; lines of more than 1 MiB are left out unless told otherwise.
  public init(longestLine: Int = 1 << 20) { self.longestLine = longestLine }

  /// Reads all lines.
  public func decode(_ bytes: [UInt8]) -> DecodedHistory {
    var history = DecodedHistory()
    var collector = RunCollector()
    var line = 0
    var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    while start < bytes.count {
      let newline = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
      let range = start..<newline
      start = newline + 1
      line += 1
      guard !isBlank(bytes, range) else { continue }
      do throws(LineFailure) {
        let run = try run(in: bytes, range, counting: &history)
        collector.add(run, of: line, to: &history)
      } catch {
        history.skippedLines += 1
        history.report(HistoryProblem(failure: error, line: line, in: bytes, range))
      }
    }
    return history
  }

  private func isBlank(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    bytes[range].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
  }

  // MARK: - One line

  private func run(
    in bytes: [UInt8], _ range: Range<Int>, counting history: inout DecodedHistory
  ) throws(LineFailure) -> JobRun {
    guard range.count <= longestLine else {
      throw LineFailure(
        .tooLong, "the line has \(range.count) bytes, more than the \(longestLine) that are read", nil)
    }
    if bytes[range].contains(where: { $0 >= 0x80 }), String(validating: bytes[range], as: UTF8.self) == nil {
      throw LineFailure(.invalidUTF8, "the line is not valid UTF-8: write the file in that encoding", nil)
    }
    var reader = JSONReader(bytes, in: range)
    let value: JSONValue
    do throws(JSONFailure) {
      value = try reader.document()
    } catch {
      throw LineFailure(.invalidJSON, "the line is not JSON: \(error.what)", error.offset)
    }
    let line = try RunLine(value)
    line.unknownKeys.forEach { history.countUnknown($0) }
    return line.run
  }
}

extension HistoryProblem {
  /// What is wrong with the line at a range of bytes.
  init(failure: LineFailure, line: Int, in bytes: [UInt8], _ range: Range<Int>) {
    let column = failure.offset.map { offset in
      bytes[range.lowerBound..<min(max(offset, range.lowerBound), range.upperBound)]
        .reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
    }
    self.init(code: failure.code, line: line, column: column, sentence: failure.what + ".")
  }
}
