internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// What a run's report says of a repository: what is suggested, and what the last moves to other machines brought.
struct RunReport {
  private let advised: RepositoryReport
  private let receipts: [JobReceipt]
  private let perMinute: Double
  private let arguments: String
  /// Whether any run of the repository is known.
  private let hasHistory: Bool

  /// A job's row that moved, and what that brought.
  struct JobReceipt {
    var name: String
    var receipt: MoveReceipt
    /// What the runs before the move let one expect; `nil` if nothing.
    var promise: MovePromise?
  }

  /// A report on a repository as it was looked at.
  ///
  /// - Parameters:
  ///   - advised: What was found, with advice in words where no edit can be made.
  ///   - arguments: What a shell takes behind `inframind apply`; left out where it could not stand in a table.
  init(_ desk: RunDesk, _ advised: RepositoryReport, appliedBy arguments: String) {
    self.advised = advised
    let isPlain = arguments.utf8.count <= 80 && !arguments.contains { "`|<>".contains($0) || $0.isNewline }
    self.arguments = arguments.isEmpty ? "" : (isPlain ? " " + Shown.plain(arguments) : " …")
    let surroundings = desk.surroundings
    hasHistory = !surroundings.observed.isEmpty
    let machines = RunMachines(desk.registry, surroundings.settings, history: surroundings.observed)
    perMinute = surroundings.settings.preferences.dollarsPerWaitingMinute
    receipts = advised.jobs.flatMap { job in
      job.rows.compactMap { row in
        let runs = surroundings.runs(of: job, row: row)
        return MoveReceipt(runs, now: surroundings.context.now, machine: machines.machine).map { receipt in
          JobReceipt(
            name: row.name, receipt: receipt,
            promise: Self.promise(of: receipt, for: row, of: job, runs, machines, desk))
        }
      }
    }
  }

  private static func promise(
    of receipt: MoveReceipt, for row: JobRow, of job: JobDefinition, _ runs: [JobRun],
    _ machines: RunMachines,
    _ desk: RunDesk
  ) -> MovePromise? {
    var context = desk.surroundings.context
    context.now = receipt.movedAt
    return desk.advisers.size.promise(
      for: row, of: job, from: receipt.from, to: receipt.to,
      ladder: machines.ladder(of: receipt.from, on: job.key.platform), runs: runs, context: context)
  }

  /// The report for a platform's page.
  ///
  /// - Parameter key: See ``Report/key``.
  func report(_ key: String) -> Report {
    Report(
      key: key, headline: headline, isAllWell: suggestions.isEmpty && losses.isEmpty, markdown: markdown,
      lines: lines, annotations: annotations, figures: figures)
  }

  private var suggestions: [Suggestion] { advised.suggestions }

  /// Moves that made things worse, by more than chance.
  private var losses: [JobReceipt] { receipts.filter { $0.receipt.verdict(perMinute: perMinute) == .costs } }

  private var gains: [JobReceipt] { receipts.filter { $0.receipt.verdict(perMinute: perMinute) == .saves } }

  /// Dollars a month that moves saved, those that made things worse included.
  private var saved: Double? {
    let known = receipts.compactMap(\.receipt.dollarsPerMonth?.middle)
    return known.isEmpty ? nil : known.reduce(0, +)
  }

  private var headline: String {
    var parts: [String] = []
    parts.append(
      suggestions.isEmpty
        ? "nothing to suggest" + (blindness.map { ", \($0)" } ?? "")
        : Figures.count(suggestions.count, "suggestion"))
    if !losses.isEmpty { parts.append("\(Figures.count(losses.count, "move")) to take back") }
    if let saved, saved > 0, losses.isEmpty {
      parts.append("moves so far save \(Figures.dollars(saved)) a month")
    }
    return String(("InfraMind: " + parts.joined(separator: "; ")).prefix(140))
  }

  /// Why nothing could be said of sizes; `nil` where something was.
  private var blindness: String? {
    guard !advised.jobs.isEmpty else { return nil }
    guard hasHistory else { return "and of sizes nothing can be: no run is known yet" }
    let unmeasured = advised.kept.count { $0.reason.code == "no-telemetry" }
    let unknown = advised.kept.count { $0.reason.code == "too-few-runs" }
    guard unmeasured + unknown > 0, unmeasured + unknown == advised.kept.count else { return nil }
    return unmeasured > 0
      ? "and of sizes nothing can be: no run says what it used (`inframind apply --kind measure`)"
      : "and of sizes nothing can be: too few runs are known yet"
  }

  // MARK: - Markdown

  /// What a page may hold at most, with room for the marker.
  private static let longest = 60_000
  /// Most rows of a table; the rest is counted.
  private static let mostRows = 20

  private var markdown: String {
    guard !suggestions.isEmpty || !losses.isEmpty else { return MarkdownReport.escaped(headline) + ".\n" }
    var lines = ["**\(MarkdownReport.escaped(headline))**", ""]
    lines += ["| Job | What | Expected, or measured | How |", "|---|---|---|---|"]
    let rows = losses.map(lossRow) + suggestions.map(suggestionRow)
    lines += rows.prefix(Self.mostRows)
    if rows.count > Self.mostRows { lines.append("| | and \(rows.count - Self.mostRows) more | | |") }
    lines.append("")
    lines += folded("Why", suggestions.prefix(Self.mostRows).flatMap(reasons))
    lines += folded("What moves brought", receipts.prefix(Self.mostRows).map { "- " + receiptText($0) })
    return Self.cut(lines)
  }

  /// Whole lines as far as they fit; what says that there is more is not folded away with them.
  private static func cut(_ lines: [String]) -> String {
    var text = ""
    var isFolded = false
    for line in lines {
      guard text.utf8.count + line.utf8.count + 100 < longest else {
        let end = isFolded ? "\n</details>\n" : ""
        return text + end + "\nThe rest does not fit here: `inframind suggest` shows it.\n"
      }
      text += line + "\n"
      if line.hasPrefix("<details>") { isFolded = true }
      if line == "</details>" { isFolded = false }
    }
    return text
  }

  private func suggestionRow(_ suggestion: Suggestion) -> String {
    let how =
      suggestion.adviceOnly == nil ? "`inframind apply\(arguments) --only \(suggestion.id)`" : "by hand"
    return Self.row([
      MarkdownReport.escaped(suggestion.jobName), MarkdownReport.escaped(suggestion.summary),
      MarkdownReport.escaped(EffectText(of: suggestion).short), how,
    ])
  }

  private func lossRow(_ loss: JobReceipt) -> String {
    let (from, to) = (loss.receipt.from.name, loss.receipt.to.name)
    return Self.row([
      MarkdownReport.escaped(loss.name),
      MarkdownReport.escaped("Go back from \(to) to \(from): the move made it worse."),
      MarkdownReport.escaped(EffectText(effect: Self.effect(of: loss.receipt)).short), "by hand",
    ])
  }

  private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  private func reasons(_ suggestion: Suggestion) -> [String] {
    let text = EffectText(of: suggestion)
    let effects = [text.time, text.bill, text.month].compactMap(\.self).map { $0 + "." }
    let advice = suggestion.adviceOnly.map { ["By hand: \($0)."] } ?? []
    let items = advice + suggestion.evidence + effects
    return [
      "- **\(MarkdownReport.escaped(suggestion.jobName))**: "
        + items.prefix(8).map(MarkdownReport.escaped).joined(separator: " ")
    ]
  }

  private func folded(_ title: String, _ lines: [String]) -> [String] {
    guard !lines.isEmpty else { return [] }
    return ["<details><summary>\(title)</summary>", ""] + lines + ["", "</details>", ""]
  }

  private func receiptText(_ job: JobReceipt) -> String {
    let receipt = job.receipt
    let day = Timestamp.text(of: receipt.movedAt).prefix(10)
    let text = EffectText(effect: Self.effect(of: receipt))
    let effects = [text.time, text.month].compactMap(\.self).joined(separator: "; ")
    let promised = promiseText(job).map { ". \($0)" } ?? ""
    return MarkdownReport.escaped(
      "\(job.name), from \(receipt.from.name) to \(receipt.to.name) since \(day): \(effects) "
        + "(\(receipt.runsBefore) runs before, \(receipt.runsSince) since)\(promised)")
  }

  /// What was to be expected, and whether it came; `nil` where nothing was.
  private func promiseText(_ job: JobReceipt) -> String? {
    guard let promise = job.promise else { return nil }
    let text = EffectText(effect: ExpectedEffect(secondsPerRun: promise.secondsPerRun))
    let money = promise.dollarsPerRun.map { " and " + EffectText.dollars($0) + " per run" } ?? ""
    let outcome =
      switch promise.outcome(of: job.receipt, perMinute: perMinute) {
      case .exceeded: "It brought more."
      case .kept: "That is what came."
      case .missed: "It brought less."
      }
    return "The runs before let \(text.time ?? "")\(money) be expected. \(outcome)"
  }

  /// Moves of which the runs before let something be expected, by what came.
  private func promises(_ outcome: MovePromise.Outcome) -> Int {
    receipts.count { $0.promise?.outcome(of: $0.receipt, perMinute: perMinute) == outcome }
  }

  private static func effect(of receipt: MoveReceipt) -> ExpectedEffect {
    ExpectedEffect(secondsPerRun: receipt.secondsPerRun, dollarsPerMonth: receipt.dollarsPerMonth)
  }

  // MARK: - Other forms

  private var lines: [String] {
    [headline]
      + suggestions.prefix(Self.mostRows).map { suggestion in
        let place = "\(suggestion.position.file):\(suggestion.position.line)"
        return Shown.plain(
          "\(suggestion.jobName) (\(place)): \(suggestion.summary) \(EffectText(of: suggestion).short)",
          atMost: 500)
      }
      + (losses + gains).prefix(Self.mostRows).map { Shown.plain(receiptPlain($0), atMost: 500) }
  }

  private func receiptPlain(_ job: JobReceipt) -> String {
    let text = EffectText(effect: Self.effect(of: job.receipt))
    let promised = promiseText(job).map { ". \($0)" } ?? ""
    return
      "\(job.name): the move from \(job.receipt.from.name) to \(job.receipt.to.name) brought \(text.short)\(promised)"
  }

  private var annotations: [ReportAnnotation] {
    suggestions.map { suggestion in
      ReportAnnotation(
        id: "\(suggestion.id)", file: suggestion.position.file, line: suggestion.position.line,
        title: Shown.plain(suggestion.jobName, atMost: 200),
        message: Shown.plain("\(suggestion.summary) \(EffectText(of: suggestion).short).", atMost: 1000))
    }
  }

  private var figures: [ReportFigure] {
    var figures = [
      ReportFigure(
        name: "suggestions", value: Double(suggestions.count), meaning: "suggestions that are open")
    ]
    let expected = suggestions.compactMap(\.effect.dollarsPerMonth?.middle)
    if !expected.isEmpty {
      figures.append(
        ReportFigure(
          name: "expected_dollars_per_month", value: expected.reduce(0, +),
          meaning: "what open suggestions are expected to save"))
    }
    if let saved {
      figures.append(
        ReportFigure(
          name: "saved_dollars_per_month", value: saved, meaning: "what moves to other machines saved"))
    }
    if receipts.contains(where: { $0.promise != nil }) {
      figures.append(
        ReportFigure(
          name: "moves_below_promise", value: Double(promises(.missed)),
          meaning: "moves that brought less than the runs before let one expect"))
    }
    return figures
  }
}
