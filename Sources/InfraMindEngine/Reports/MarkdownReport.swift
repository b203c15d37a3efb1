internal import AdapterKit
internal import InfraMindCore

/// The output for pull requests and job summaries, in GitHub's flavour of Markdown.
package struct MarkdownReport {
  private let inspection: Inspection
  private let pathArguments: String

  /// Reports suggestions.
  ///
  /// - Parameter pathArguments: The paths that the user gave, as a shell takes them; empty for the current folder.
  package init(_ inspection: Inspection, pathArguments: String = "") {
    self.inspection = inspection
    self.pathArguments = pathArguments
  }

  /// The whole text, with a line break at its end.
  package var text: String {
    let summary = Summary(inspection)
    var lines = ["## InfraMind: " + headline(summary), ""]
    for entry in inspection.entries where !entry.report.suggestions.isEmpty {
      lines += repository(entry.report, PlaceText(entry))
    }
    lines += problems
    lines.append(
      "<sub>Looked at \(Figures.count(summary.files, "pipeline file")) "
        + "with \(Figures.count(summary.jobs, "job")); "
        + "\(Figures.count(summary.cachesInPlace, "cache")) there already.</sub>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(_ summary: Summary) -> String {
    summary.suggestions == 0 ? "nothing to suggest" : Figures.count(summary.suggestions, "suggestion")
  }

  private func repository(_ report: RepositoryReport, _ places: PlaceText) -> [String] {
    var lines: [String] = []
    if inspection.reports.count > 1 { lines += ["### " + Self.escaped(report.repository.title), ""] }
    lines += ["| | Job | Suggestion | Expected | Id |", "|--:|---|---|---|---|"]
    for (index, suggestion) in report.suggestions.enumerated() {
      let effect = EffectText(of: suggestion).short
      let cells = [
        "\(index + 1)", Self.escaped(suggestion.jobName), Self.escaped(places.shown(suggestion.summary)),
        effect,
        "`\(suggestion.id)`",
      ]
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    lines.append("")
    for (index, suggestion) in report.suggestions.enumerated() {
      lines += details(suggestion, index + 1, places)
    }
    return lines
  }

  private func details(_ suggestion: Suggestion, _ number: Int, _ places: PlaceText) -> [String] {
    let text = EffectText(of: suggestion)
    let unknown = suggestion.effect.unknownBecause.map { "not known: " + $0 }
    let effects = [text.time, text.bill, text.month, unknown].compactMap { $0 }.map { "Effect: " + $0 }
    let place = "\(places.repository.shown(suggestion.position.file)):\(suggestion.position.line)"
    let paths = pathArguments.isEmpty ? "" : " " + pathArguments
    let how =
      suggestion.adviceOnly.map { "By hand: " + places.shown($0) }
      ?? "Apply: inframind apply\(paths) --only \(suggestion.id)"
    let sure = "Sure: \(Figures.confidence(suggestion.confidence))"
    let items =
      ["Place: " + place] + suggestion.evidence.map(places.shown) + effects
      + [sure, how, "Undo: " + places.shown(suggestion.undo)]
    return ["<details><summary>\(number). \(Self.escaped(places.shown(suggestion.summary)))</summary>", ""]
      + items.map { "- " + Self.escaped($0) } + ["", "</details>", ""]
  }

  private var problems: [String] {
    let shown = inspection.allProblems.filter { $0.severity != .note }
    guard !shown.isEmpty else { return [] }
    let most = 20
    var lines = ["**Could not be read, or only in part**", ""]
    lines += shown.prefix(most).map { "- " + Self.escaped(DiagnosticText.line($0)) }
    if shown.count > most { lines.append("- and \(shown.count - most) more") }
    return lines + [""]
  }

  /// Text in which nothing is markup, a mention or a reference.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in Shown.plain(text, atMost: 600) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@": result += "@\u{200B}"
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!": result += "\\" + String(character)
      default: result.append(character)
      }
    }
    return result
  }
}
