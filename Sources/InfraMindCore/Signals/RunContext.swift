/// What a run has in common with some of the runs before it, kept as hashes to bound what a job's state
/// takes.
///
/// Two words that share a hash (one pair in four thousand million) are taken for one word; at worst a run is
/// then compared with a few more runs than it should be.
package struct RunContext: Hashable, Sendable {
  /// How many properties there are.
  static let count = 3
  /// Machine, event, branch; 0 where unknown.
  private var hashes = SIMD4<UInt32>()

  /// Names what is known.
  ///
  /// - Parameters:
  ///   - machine: Labels or size of the machine.
  ///   - event: What started the run.
  ///   - branch: Its branch.
  package init(machine: String? = nil, event: String? = nil, branch: String? = nil) {
    for (index, word) in [machine, event, branch].enumerated() {
      hashes[index] = word.map(Self.hash) ?? 0
    }
  }

  /// Whether both have a property, and it is the same.
  func shares(_ property: Int, with other: RunContext) -> Bool {
    hashes[property] != 0 && hashes[property] == other.hashes[property]
  }

  /// FNV-1a, the same in every process; never 0.
  private static func hash(_ word: String) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in word.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return max(hash, 1)
  }
}

extension RunContext {
  /// The context of a job's attempt.
  init(_ run: JobRun) {
    self.init(
      machine: run.runnerLabels.isEmpty ? nil : run.runnerLabels.joined(separator: "\n"), event: run.event,
      branch: run.branch)
  }
}
