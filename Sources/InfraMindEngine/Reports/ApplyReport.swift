internal import AdapterKit
internal import InfraMindCore

/// What carrying out suggestions came to, for people.
package struct ApplyReport {
  private let inspection: Inspection
  private let plans: [ApplyPlan]
  private let style: TextStyle

  /// Reports plans, one for each repository in their order.
  package init(_ inspection: Inspection, _ plans: [ApplyPlan], style: TextStyle) {
    self.inspection = inspection
    self.plans = plans
    self.style = style
  }

  /// The end of the command.
  package enum Ending: Hashable, Sendable {
    /// The files were written.
    case written
    /// They would have been.
    case notWritten
  }

  /// What happened to each file and suggestion, with a line break at its end.
  package func text(_ ending: Ending) -> String {
    var lines: [String] = []
    for (plan, entry) in zip(plans, inspection.entries) {
      lines += edited(plan, entry.report.repository, ending)
      lines += unchanged(plan, entry.report.repository)
      lines += refused(plan, PlaceText(entry))
    }
    lines.append(counts(ending))
    return lines.joined(separator: "\n") + "\n"
  }

  private func edited(_ plan: ApplyPlan, _ repository: Repository, _ ending: Ending) -> [String] {
    var lines: [String] = []
    for file in plan.files {
      let diff = UnifiedDiff(path: file.path, before: file.before, after: file.after)
      let verb = ending == .written ? "edited" : "to edit"
      lines.append(
        "\(style.green(verb)) \(Shown.plain(repository.shown(file.path))) (+\(diff.added) −\(diff.removed))")
      for outcome in plan.outcomes {
        guard case .edited(let files) = outcome.result, files.contains(file.path) else { continue }
        lines += item(outcome.suggestion)
      }
    }
    return lines
  }

  private func unchanged(_ plan: ApplyPlan, _ repository: Repository) -> [String] {
    plan.outcomes.filter { $0.result == .unchanged }.flatMap { outcome in
      let place = "\(repository.shown(outcome.suggestion.position.file)):\(outcome.suggestion.position.line)"
      return [style.dim("unchanged") + " " + Shown.plain(place)]
        + item(outcome.suggestion)
    }
  }

  private func refused(_ plan: ApplyPlan, _ places: PlaceText) -> [String] {
    plan.outcomes.flatMap { outcome -> [String] in
      guard case .refused(let refusal) = outcome.result else { return [] }
      let place = "\(places.repository.shown(refusal.position.file)):\(refusal.position.line)"
      return ["\(style.yellow("refused")) \(Shown.plain(place)) [\(Shown.plain(refusal.code))]"]
        + item(outcome.suggestion) + wrapped(places.shown(refusal.sentence), 4)
    }
  }

  private func item(_ suggestion: Suggestion) -> [String] {
    let what =
      switch suggestion.change {
      case .runner(let move): "\(move.from.joined(separator: ", ")) → \(move.to.label ?? move.to.name)"
      case .cache(let plan): "cache for \(plan.tool)"
      case .measuring: "a step that measures"
      }
    return wrapped("\(suggestion.id)  \(suggestion.jobName): \(what)", 2)
  }

  private func wrapped(_ text: String, _ margin: Int) -> [String] {
    style.lines(of: Shown.plain(text), beside: margin).map { String(repeating: " ", count: margin) + $0 }
  }

  private func counts(_ ending: Ending) -> String {
    let edited = plans.reduce(0) { $0 + $1.editedCount }
    let unchanged = plans.reduce(0) { $0 + $1.unchangedCount }
    let refused = plans.reduce(0) { $0 + $1.refusedCount }
    let files = plans.reduce(0) { $0 + $1.files.count }
    guard edited + unchanged + refused > 0 else { return "Nothing to apply." }
    let verb = ending == .written ? "carried out" : "can be carried out"
    let place = files == 0 ? "" : " in \(Figures.count(files, "file"))"
    return
      "\(Figures.count(edited, "suggestion")) \(verb)\(place), \(unchanged) unchanged, \(refused) refused."
  }

  /// How to take back what was written, a line for each repository.
  ///
  /// - Parameter reversible: For each repository, whether git holds the files as they were.
  package func undo(reversible: [Bool]) -> [String] {
    zip(zip(plans, inspection.entries), reversible).flatMap { pair, isReversible -> [String] in
      let (plan, entry) = pair
      let places = PlaceText(entry)
      guard !plan.files.isEmpty else { return [] }
      guard isReversible else {
        let edited = plan.outcomes.filter { if case .edited = $0.result { true } else { false } }
        return edited.map { "To undo \($0.suggestion.id): \(Shown.plain(places.shown($0.suggestion.undo)))" }
      }
      let root = entry.report.repository.shownRoot
      let git = root == "." ? "git" : "git -C \(ShellText.quoted(root))"
      let files = plan.files.map { ShellText.quoted($0.path) }.joined(separator: " ")
      return [Shown.plain("To undo: \(git) checkout -- \(files)", atMost: 100_000)]
    }
  }
}
