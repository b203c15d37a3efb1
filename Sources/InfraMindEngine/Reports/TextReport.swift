internal import AdapterKit
internal import InfraMindCore

/// The output for people at a terminal.
package struct TextReport {
  private let inspection: Inspection
  let style: TextStyle
  private let isVerbose: Bool
  /// Arguments that make a second command look at the same repositories.
  private let pathArguments: String
  /// What is told about sizes besides.
  private let details: [SizeDetails]

  /// Reports suggestions.
  ///
  /// - Parameters:
  ///   - isVerbose: Whether to say also what needs no change, and why.
  ///   - pathArguments: The paths that the user gave, as a shell takes them; empty for the current folder.
  ///   - details: What is told about sizes besides, one for each repository; empty if nobody asked.
  package init(
    _ inspection: Inspection, style: TextStyle, isVerbose: Bool = false, pathArguments: String = "",
    details: [SizeDetails] = []
  ) {
    self.inspection = inspection
    self.style = style
    self.isVerbose = isVerbose
    self.pathArguments = pathArguments
    self.details = details
  }

  /// The whole text, with a line break at its end.
  package var text: String {
    var lines: [String] = []
    for (index, entry) in inspection.entries.enumerated() {
      let details = details.indices.contains(index) ? details[index] : SizeDetails()
      let report = entry.report
      let isTelling =
        !report.suggestions.isEmpty || report.cacheNotes.contains { $0.note.reason == .improvable }
      guard isTelling || isVerbose || !details.isEmpty else { continue }
      lines += repository(entry.report, details, PlaceText(entry)) + [""]
    }
    lines += closing
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - One repository

  private func repository(
    _ report: RepositoryReport, _ details: SizeDetails, _ places: PlaceText
  ) -> [String] {
    var lines = [style.bold(Shown.plain(report.repository.title))]
    lines.append(style.dim("  " + facts(report).joined(separator: " · ")))
    for (index, suggestion) in report.suggestions.enumerated() {
      lines += [""] + self.suggestion(suggestion, index + 1, places)
    }
    let preferences = report.settings.preferences
    lines += ladderLines(details.ladders ?? [], preferences, places)
    lines += outlookLines(details.outlooks ?? [], preferences, places)
    lines += improvable(report, places)
    if isVerbose { lines += rest(report, places) }
    return lines
  }

  private func facts(_ report: RepositoryReport) -> [String] {
    var facts = report.looks.map {
      "\($0.displayName): \(Figures.count($0.files, "pipeline file")), \(Figures.count($0.jobs, "job"))"
    }
    if let visibility = report.visibility { facts.append(visibility.rawValue) }
    if let history = report.history {
      facts.append("history of \(Figures.count(history.runs, "run")) from \(Shown.plain(history.path))")
    }
    if let settings = report.settingsPath { facts.append("settings from \(Shown.plain(settings))") }
    return facts
  }

  private func suggestion(_ suggestion: Suggestion, _ number: Int, _ places: PlaceText) -> [String] {
    let mark = String(repeating: " ", count: max(0, 3 - String(number).count)) + "\(number)  "
    let heading = style.lines(of: Shown.plain(places.shown(suggestion.summary)), beside: mark.count)
    var lines = heading.enumerated().map { index, line in
      (index == 0 ? style.green(mark) : String(repeating: " ", count: mark.count)) + style.bold(line)
    }
    let place = places.repository.shown(suggestion.position.file) + ":\(suggestion.position.line)"
    lines.append(indented(style.cyan(Shown.plain(place)) + " · job " + Shown.plain(suggestion.jobName)))
    lines += labelled("evidence", evidence(suggestion).map(places.shown))
    lines += labelled("effect", effect(suggestion).map(places.shown))
    lines += labelled("sure", [Figures.confidence(suggestion.confidence)])
    let how = how(suggestion)
    lines +=
      suggestion.adviceOnly == nil ? labelled("apply", [how]) : labelled("by hand", [places.shown(how)])
    return lines
  }

  /// Most facts shown for a suggestion unless everything is asked for.
  private static let mostFacts = 6

  private func evidence(_ suggestion: Suggestion) -> [String] {
    let all = suggestion.evidence
    guard !isVerbose, all.count > Self.mostFacts else { return all }
    return all.prefix(Self.mostFacts) + [
      "and \(Figures.count(all.count - Self.mostFacts, "more fact")) (--verbose)"
    ]
  }

  private func effect(_ suggestion: Suggestion) -> [String] {
    let text = EffectText(of: suggestion)
    var known = [text.time, text.bill, text.month].compactMap { $0 }
    if case .runner(let move) = suggestion.change, let prices = Self.prices(move) { known.append(prices) }
    if let unknown = suggestion.effect.unknownBecause {
      known.append(known.isEmpty ? "not known: \(unknown)" : unknown)
    }
    return known
  }

  /// Both prices of a minute with their source; an unverified one is marked.
  private static func prices(_ move: RunnerChange) -> String? {
    guard let now = move.current.price, let then = move.to.price else { return nil }
    let from = [then.source, then.asOf].filter { !$0.isEmpty }.joined(separator: ", ")
    let mark = now.isUnverified || then.isUnverified ? "; unverified" : ""
    let prices =
      "\(FigureText.price(now.perMinute)) → \(FigureText.price(then.perMinute)) a minute"
    return prices + (from.isEmpty && mark.isEmpty ? "" : " (\(from)\(mark))")
  }

  private func how(_ suggestion: Suggestion) -> String {
    if let reason = suggestion.adviceOnly { return reason }
    let paths = pathArguments.isEmpty ? "" : " " + pathArguments
    return "inframind apply\(paths) --only \(suggestion.id)"
  }

  private func labelled(_ label: String, _ items: [String]) -> [String] {
    let column = 10
    let blank = String(repeating: " ", count: column)
    var lines: [String] = []
    for item in items {
      for (index, line) in style.lines(of: Shown.plain(item), beside: 5 + column + 2).enumerated() {
        let bullet = items.count == 1 ? "" : index == 0 ? "· " : "  "
        lines.append((lines.isEmpty ? style.dim(label.padded(to: column)) : blank) + bullet + line)
      }
    }
    return lines.map(indented)
  }

  private func indented(_ line: String) -> String { "     " + line }
}

// MARK: - What needs no change

extension TextReport {
  /// Caches that are there, and that the history says to change.
  private func improvable(_ report: RepositoryReport, _ places: PlaceText) -> [String] {
    let notes = report.cacheNotes.filter { $0.note.reason == .improvable }
    guard !notes.isEmpty else { return [] }
    return ["", "  " + style.bold("Caches to change by hand")]
      + notes.flatMap { seen in
        let place = "\(report.repository.shown(seen.position.file)):\(seen.position.line)"
        let text = places.shown("\(seen.name): \(seen.note.sentence)")
        return ["  " + style.cyan(Shown.plain(place))]
          + style.lines(of: Shown.plain(text, atMost: 2000), beside: 5).map(indented)
      }
  }

  private func rest(_ report: RepositoryReport, _ places: PlaceText) -> [String] {
    var lines: [String] = []
    let caches = report.cacheNotes.filter { $0.note.reason != .improvable }.map { seen in
      (
        place: "\(report.repository.shown(seen.position.file)):\(seen.position.line)",
        text: "\(seen.name): \(Self.word(seen.note.reason)): \(seen.note.sentence)"
      )
    }
    let sizes = report.kept.map { row in
      (
        place: "\(report.repository.shown(row.position.file)):\(row.position.line)",
        text: "\(row.name): \(row.reason.sentence)"
      )
    }
    for (heading, items) in [("Caches that need no change", caches), ("Machines that stay", sizes)] {
      guard !items.isEmpty else { continue }
      lines += ["", "  " + style.bold(heading)]
      for item in items {
        lines.append("  " + style.cyan(Shown.plain(item.place)))
        lines += style.lines(of: Shown.plain(places.shown(item.text)), beside: 5).map(indented)
      }
    }
    return lines
  }

  private static func word(_ reason: CacheNote.Reason) -> String {
    switch reason {
    case .cached: "cached"
    case .unwise: "better without"
    case .unknown: "cannot tell"
    case .improvable: "to change"
    }
  }
}

// MARK: - The end

extension TextReport {
  private var closing: [String] {
    let summary = Summary(inspection)
    var sentences = [looked(summary)]
    if summary.files > 0 { sentences += [caches(summary), sizes(summary)].compactMap { $0 } }
    if summary.heldBack > 0 {
      sentences.append(
        "\(Figures.count(summary.heldBack, "suggestion")) held back by settings or flags.")
    }
    sentences += inspection.finding.hints
    if inspection.reports.contains(where: { $0.suggestions.contains { $0.adviceOnly == nil } }) {
      let paths = pathArguments.isEmpty ? "" : " " + pathArguments
      sentences.append("To write them into the files: inframind apply\(paths)")
    }
    return sentences.flatMap { style.lines(of: Shown.plain($0, atMost: 2000), beside: 0) }
  }

  private func looked(_ summary: Summary) -> String {
    guard summary.files > 0 else {
      let places = inspection.finding.emptyFolders.joined(separator: ", ")
      return places.isEmpty
        ? "Nothing was looked at."
        : "No pipeline files in \(places), nor below. Looked for "
          + inspection.finding.patterns.joined(separator: ", ") + "."
    }
    let places =
      summary.repositories == 1
      ? "" : " in \(Figures.count(summary.repositories, "repository", "repositories"))"
    let files =
      "\(Figures.count(summary.files, "pipeline file")) with \(Figures.count(summary.jobs, "job"))\(places)"
    let unreadable =
      summary.unreadableFiles == 0
      ? "" : " (\(Figures.count(summary.unreadableFiles, "file")) could not be read)"
    let outcome =
      summary.suggestions == 0
      ? "nothing to suggest" : Figures.count(summary.suggestions, "suggestion")
    return "Looked at \(files)\(unreadable): \(outcome)."
  }

  private func caches(_ summary: Summary) -> String? {
    var parts: [String] = []
    if summary.cachesInPlace > 0 {
      let verb = summary.cachesInPlace == 1 ? "is" : "are"
      parts.append("\(Figures.count(summary.cachesInPlace, "cache")) \(verb) there already")
    }
    for (count, clause) in [
      (summary.cachesUnwise, "would be wrong or worthless"),
      (summary.cachesUnknown, "cannot be told from the files"),
    ] where count > 0 {
      parts.append((parts.isEmpty ? Figures.count(count, "cache") : "\(count)") + " " + clause)
    }
    guard !parts.isEmpty else { return nil }
    return parts.joined(separator: "; ") + (isVerbose ? "." : " (--verbose says which).")
  }

  private func sizes(_ summary: Summary) -> String? {
    let hasHistory = inspection.reports.contains { $0.history != nil }
    guard hasHistory else {
      return "Machine sizes were not looked at: that takes a history of runs (--history FILE, or "
        + "\(HistoryFile.usualPaths.joined(separator: " or ")) in the repository)."
    }
    guard summary.keptRows > 0 else { return nil }
    let verb = summary.keptRows == 1 ? "keeps its" : "keep their"
    return "\(Figures.count(summary.keptRows, "job")) (each row of a matrix counted) \(verb) machine size"
      + (isVerbose ? "." : " (--verbose says why).")
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - unicodeScalars.count))
  }
}
