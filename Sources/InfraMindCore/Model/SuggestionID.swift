/// A short, stable name of a suggestion: twelve hexadecimal digits.
public struct SuggestionID: RawRepresentable, Hashable, Sendable, Codable, Comparable, CustomStringConvertible
{
  /// The digits.
  public let rawValue: String

  /// Takes an id as a user typed it or a file holds it.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The id of a change to a job: the same as long as job, kind, from and to are.
  public init(job: JobKey, change: Suggestion.Change) {
    let what =
      switch change {
      case .runner(let move): "size|\(move.from.joined(separator: ","))|\(move.to.label ?? move.to.name)"
      case .cache(let plan): "cache|\(plan.tool)|\(plan.workingDirectory)"
      case .measuring: "measure"
      }
    rawValue = Self.hexadecimal(stableHash("\(job)|\(what)"))
  }

  /// The digits.
  public var description: String { rawValue }

  /// Alphabetical.
  public static func < (left: SuggestionID, right: SuggestionID) -> Bool { left.rawValue < right.rawValue }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<12).map { digits[Int((value >> UInt64(44 - 4 * $0)) & 15)] })
  }
}

/// FNV-1a over the UTF-8 bytes, 64 bits: the same on every machine and in every release.
func stableHash(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
