extension JobConclusion {
  /// The conclusion that a platform's own word means, in any case and with `_`, `-` or a blank between its
  /// parts; `nil` for a word that is unknown, or that means different things on different platforms (`error`,
  /// `neutral`, `stale`, `action_required`, `startup_failure`).
  public init?(platformWord word: String) {
    let parts = word.lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }
    guard let conclusion = Self.words[parts.joined()] else { return nil }
    self = conclusion
  }

  private static let words: [String: JobConclusion] = [
    "success": .success, "succeeded": .success, "successful": .success, "passed": .success,
    "failure": .failure, "failed": .failure,
    "cancelled": .cancelled, "canceled": .cancelled,
    "timedout": .timedOut, "timeout": .timedOut,
    "skipped": .skipped, "notrun": .skipped,
    "infrastructurefailure": .infrastructureFailure, "infrastructurefail": .infrastructureFailure,
    "runnersystemfailure": .infrastructureFailure,
    "outofmemory": .outOfMemory, "oom": .outOfMemory, "oomkilled": .outOfMemory,
  ]
}
