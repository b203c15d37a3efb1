internal import AdapterKit
internal import InfraMindCore

/// Compares what is read from edited files with what was read before.
struct SecondReading {
  let before: RepositoryReport
  let after: RepositoryReport

  /// The suggestions whose edits must not stay, and why.
  ///
  /// - Parameter files: The files that each of them changes.
  func refusals(
    of edited: [Suggestion], changing files: (Suggestion) -> [String] = { [$0.job.pipeline] }
  ) -> [SuggestionID: Refusal] {
    let left = Set(after.allSuggestionIDs)
    let renamed = renamedJobs()
    let broken = brokenFiles()
    var refusals: [SuggestionID: Refusal] = [:]
    for suggestion in edited {
      let sentence: (code: String, text: String)? =
        if !broken.isDisjoint(with: files(suggestion) + [suggestion.job.pipeline]) {
          ("not-visible", "After the edit the file cannot be read as before, so it is left as it is.")
        } else if renamed.contains(suggestion.job.withoutVariant) {
          ("renames-job", "The edit would change the job's name, on which required checks hang.")
        } else if left.contains(suggestion.id) || !isVisible(suggestion) {
          ("not-visible", "A second reading does not show the change, so it is left undone.")
        } else if isUnsettled(suggestion) {
          ("unsettled", "With the change in place yet another size would be suggested, so it is left undone.")
        } else {
          nil
        }
      guard let sentence else { continue }
      refusals[suggestion.id] = Refusal(
        code: sentence.code, sentence: sentence.text, position: suggestion.position)
    }
    return refusals
  }

  /// Jobs that have other names, or other numbers of rows, than before.
  private func renamedJobs() -> Set<JobKey> {
    let old = Self.names(before.jobs)
    let new = Self.names(after.jobs)
    return Set(old.filter { new[$0.key] != $0.value }.keys)
  }

  private static func names(_ jobs: [JobDefinition]) -> [JobKey: [String]] {
    Dictionary(
      jobs.map { ($0.key, [$0.name] + $0.rows.map(\.name).sorted()) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// Files with errors that they did not have.
  private func brokenFiles() -> Set<String> {
    let old = Self.errors(before)
    let new = Self.errors(after)
    return Set(new.filter { old[$0.key, default: 0] < $0.value }.keys)
  }

  private static func errors(_ report: RepositoryReport) -> [String: Int] {
    let errors = report.readProblems.filter { $0.severity == .error }
    return Dictionary(errors.map { ($0.position.file, 1) }, uniquingKeysWith: +)
  }

  private func isVisible(_ suggestion: Suggestion) -> Bool {
    guard case .runner(let change) = suggestion.change else { return true }
    let rows = after.jobs.filter { $0.key == suggestion.job.withoutVariant }.flatMap(\.rows)
    return rows.contains { row in
      guard row.variant == suggestion.job.variant, case .labels(let labels, _) = row.runner else {
        return false
      }
      return isAnswered(change.to, by: labels)
    }
  }

  /// Whether these labels get a machine: among them are all of its own. A list may say more, such as `self-hosted`.
  private func isAnswered(_ machine: Runner, by labels: [String]) -> Bool {
    let asked = Set(labels.map { $0.lowercased() })
    return !machine.labels.isEmpty && asked.isSuperset(of: machine.labels.map { $0.lowercased() })
  }

  private func isUnsettled(_ suggestion: Suggestion) -> Bool {
    guard case .runner(let change) = suggestion.change else { return false }
    return after.suggestions.contains { next in
      guard next.job == suggestion.job, case .runner(let move) = next.change else { return false }
      return isAnswered(change.to, by: move.from)
    }
  }
}
