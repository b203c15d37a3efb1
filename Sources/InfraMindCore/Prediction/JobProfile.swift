/// What is known of a job before it ran: by it, jobs that are alike are found.
package struct JobProfile: Hashable, Sendable {
  /// Most words that are kept.
  static let mostWords = 64
  /// Most characters of a text that are read.
  static let longestText = 400

  /// The job, its row included.
  package let key: JobKey
  /// Hashes of the words of its steps' names and commands.
  private let words: Set<UInt64>

  /// Describes a job.
  ///
  /// - Parameter steps: Names or commands of its steps; of very long ones only the beginning counts.
  package init(_ key: JobKey, steps: [String]) {
    self.key = key
    var words: Set<UInt64> = []
    for step in steps where words.count < Self.mostWords {
      let parts = step.prefix(Self.longestText).lowercased().split { !($0.isLetter || $0.isNumber) }
      for word in parts where word.count > 1 && !word.allSatisfy(\.isNumber) && words.count < Self.mostWords {
        words.insert(stableHash(String(word)))
      }
    }
    self.words = words
  }

  /// How alike two jobs are, 0...1: the words that both have among those that either has.
  func likeness(to other: JobProfile) -> Double {
    guard !words.isEmpty, !other.words.isEmpty else { return 0 }
    let common = words.intersection(other.words).count
    return Double(common) / Double(words.count + other.words.count - common)
  }
}
