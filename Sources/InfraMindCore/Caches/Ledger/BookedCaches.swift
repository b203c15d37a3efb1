/// What the history says about the caches that a job has: notes on those that should be changed.
///
/// A cache that several jobs use is told with the one that used it last. Where the repository's caches were not looked at together,
/// only the job's own runs are known, and nothing is said about entries that other jobs might restore.
enum BookedCaches {
  /// Notes on a job's caches, in the order of their keys.
  static func notes(on job: JobScan, runs: [JobRun], _ context: AdvisingContext) -> [CacheNote] {
    guard runs.contains(where: { !$0.cacheEvents.isEmpty }),
      let caches = context.caches
        ?? RepositoryCaches(runs, platform: job.definition.key.platform, coversAllJobs: false)
    else { return [] }
    return caches.told(with: runs).compactMap { judged in
      let (verdict, key) = (judged.verdict, judged.key)
      guard let advice = advice(verdict) else { return nil }
      let written = job.folderCaches.first { fits($0.key, key.lowercasedASCII) }
      let step = written.map { job.step($0.place).index } ?? job.definition.steps.first?.index ?? 0
      let facts =
        [users(judged.jobs), written.flatMap { culprit(in: $0.key) }].compactMap(\.self) + verdict.evidence
        + [verdict.changedBy]
      var note = CacheNote(
        tool: tool(of: key), step: step, reason: .improvable, sentence: "")
      note.secondsPerDay = verdict.secondsPerDay
      note.dollarsPerDay = context.perMinute.flatMap(verdict.dollarsPerDay)
      note.sentence =
        "The cache \(verdict.family): \(advice).\(gain(note) ?? "") \(facts.joined(separator: " "))"
      return note
    }
  }

  /// What following it brings.
  private static func gain(_ note: CacheNote) -> String? {
    guard let seconds = note.secondsPerDay?.middle, seconds >= 1 else { return nil }
    let dollars =
      note.dollarsPerDay.map { ", \(FigureText.dollars($0.middle)) on the machine of today" } ?? ""
    return " That would save about \(FigureText.time(seconds)) a day\(dollars)."
  }

  /// Who uses it, where that is more than one job.
  private static func users(_ jobs: [JobKey]) -> String? {
    guard jobs.count > 1 else { return nil }
    let shown = jobs.prefix(4).map(\.job).joined(separator: ", ")
    return "It is used by \(jobs.count) jobs: \(shown)\(jobs.count > 4 ? ", …" : "")."
  }

  /// What to do, as a clause; `nil` for nothing.
  private static func advice(_ verdict: CacheVerdict) -> String? {
    switch verdict.kind {
    case .keep, .undecided: nil
    case .fixKey: verdict.fault.map(advice)
    case .shrinkPaths: "keep fewer paths, since restoring takes a large part of what it saves"
    case .saveOnDefaultBranch: "let the default branch alone write it"
    case .share: "share one cache instead of two"
    case .split: "give its jobs entries of their own, or some of them none"
    case .warmUp: "restore it in a scheduled run, before the platform drops it"
    case .moveToObjectStorage: "keep it in object storage, since there is no room for it here"
    case .tryWithout: "try some runs without it"
    case .putAside: "do without it for now, since nothing shows that it brings more than it costs"
    case .delete: "remove it, since it costs more than it brings"
    }
  }

  private static func advice(_ fault: CacheVerdict.Fault) -> String {
    switch fault {
    case .holdsCommit: "take the commit out of its key, so that a later run can find it"
    case .holdsRun: "take the run's id out of its key, so that a later run can find it"
    case .isNewEveryTime: "take out of its key what changes every time"
    case .isNeverRenewed: "key it by what it is made from, so that it is renewed"
    case .lacksFallback: "give it a fallback, so that an older entry helps where the lockfile changed"
    case .isNeverWritten: "let some run write it, so that others find it"
    }
  }

  /// The part of a written key that makes it new every time, in small letters.
  private static func culprit(in key: String) -> String? {
    let words = [
      "github.sha", "github.run_id", "github.run_number", "ci_commit_sha", "ci_pipeline_id", "ci_job_id",
      ".revision",
      ".buildnum", "epoch", "buildkite_commit", "buildkite_build_id",
    ]
    return words.first { key.containsBytes(ofText: $0) }.map { "Its key contains \($0)." }
  }

  /// Whether a key can have come from what is written: its fixed parts occur in order.
  private static func fits(_ written: String, _ key: String) -> Bool {
    let parts = fixedParts(of: written)
    guard !parts.isEmpty else { return false }
    var rest = key[...]
    for part in parts {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  /// The text outside of `${{ … }}`, `{{ … }}` and `$NAME`, in pieces of two letters or more.
  private static func fixedParts(of key: String) -> [String] {
    var parts: [String] = []
    var rest = key.prefix(CacheFamily.longestKey)
    while let open = rest.firstIndex(where: { $0 == "$" || $0 == "{" }) {
      parts.append(String(rest[..<open]))
      let expression = rest[open...]
      if let end = expression.firstRange(of: "}}") {
        rest = rest[end.upperBound...]
      } else {
        rest = expression.dropFirst().drop {
          $0.isLetter || $0.isNumber || $0 == "_" || $0 == "{" || $0 == "}"
        }
      }
    }
    parts.append(String(rest))
    return parts.map { $0.trimmingDashes }.filter { $0.utf8.count >= 2 }
  }

  /// The tool that a key names, or `cache`.
  private static func tool(of key: String) -> CacheTool {
    let key = key.lowercasedASCII
    let profile = CacheProfiles.all.first { profile in
      profile.keyMarks.contains(where: key.containsBytes(ofText:))
        || key.containsBytes(ofText: profile.tool.rawValue)
    }
    return profile?.tool ?? CacheTool(rawValue: "cache")
  }
}

extension String {
  fileprivate var trimmingDashes: String {
    String(drop { $0 == "-" || $0 == "_" }.reversed().drop { $0 == "-" || $0 == "_" }.reversed())
  }
}

extension CacheLedger {
  /// The branch that is most likely the default one: `main`, else `master`, if runs have it.
  static func likelyDefaultBranch(of runs: [JobRun]) -> String? {
    ["main", "master"].first { name in runs.contains { $0.branch == name } }
  }
}
