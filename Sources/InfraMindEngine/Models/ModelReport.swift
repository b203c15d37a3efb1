internal import FoundationEssentials
package import InfraMindCore

/// What is told of models: tables and sentences.
package enum ModelReport {
  /// A table as text, its columns aligned.
  package static func text(_ table: EvaluationTable) -> String {
    let head = [""] + table.columns.map(\.title)
    let rows = table.rows.map { row in
      [Shown.plain(row.name, atMost: 60)]
        + zip(row.cells, table.columns).map { cell, column in
          cell.value.map { Figures.rounded($0, column.decimals, trimming: false) } ?? "–"
        }
    }
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
    let lines = ([head] + rows).map { cells in
      let padded = cells.enumerated().map { index, cell in
        let blanks = String(repeating: " ", count: widths[index] - cell.count)
        return index == 0 ? cell + blanks : blanks + cell
      }
      return "  " + padded.joined(separator: "  ")
    }
    return "\(table.title): \(table.note)\n" + lines.joined(separator: "\n") + "\n"
  }

  /// What a rule decided, in a sentence.
  package static func sentence(_ verdict: PromotionRule.Verdict, _ name: String, against opponent: String)
    -> String
  {
    switch verdict {
    case .promoted(let comparison):
      "Promoted: \(name) errs less than \(opponent): \(figures(comparison))."
    case .refused(let comparison):
      "Refused: \(name) does not err less than \(opponent) by more than luck: \(figures(comparison))."
    case .tooFewRuns(let count, let needed):
      "Refused: \(name) could be compared with \(opponent) on \(Figures.count(count, "run")) alone, "
        + "and \(needed) are needed."
    }
  }

  /// What a comparison of two models says.
  package static func comparison(_ verdict: PromotionRule.Verdict, _ candidate: String, _ incumbent: String)
    -> String
  {
    switch verdict {
    case .promoted(let comparison): "\(candidate) errs less than \(incumbent): \(figures(comparison))."
    case .refused(let comparison):
      "\(candidate) does not err less than \(incumbent) by more than luck: \(figures(comparison))."
    case .tooFewRuns(let count, let needed):
      "\(Figures.count(count, "run")) are newer than what both were trained on, and \(needed) are needed."
    }
  }

  /// What a comparison on live runs says by now.
  package static func sentence(_ live: SequentialComparison) -> String {
    let begin = "Each job served by one of the two, after \(Figures.count(live.observations, "run")): "
    guard let interval = live.interval else { return begin + "nothing can be said yet." }
    let low = Figures.rounded(interval.lowerBound * 100, 1, trimming: false)
    let high = Figures.rounded(interval.upperBound * 100, 1, trimming: false)
    let what =
      switch live.conclusion {
      case .open: "open"
      case .candidateIsBetter: "the candidate errs less"
      case .incumbentIsBetter: "the incumbent errs less"
      }
    return begin
      + "\(what); the candidate saves between \(low) and \(high) % of what the rule without a model loses."
  }

  /// `mean loss 0.1234 against 0.1301, less by 5.1 % ± 0.8 %, on 1200 runs`.
  package static func figures(_ comparison: PairedComparison) -> String {
    let unit = comparison.incumbent > 0 ? 100 / comparison.incumbent : 0
    let error =
      comparison.standardError.isFinite
      ? "± \(Figures.rounded(comparison.standardError * unit, 1, trimming: false)) %" : "± unknown"
    let change = Figures.rounded(abs(comparison.share) * 100, 1, trimming: false)
    return "mean loss \(Figures.rounded(comparison.candidate, 4, trimming: false)) against "
      + "\(Figures.rounded(comparison.incumbent, 4, trimming: false)), "
      + "\(comparison.gain >= 0 ? "less" : "more") by \(change) % \(error), on "
      + Figures.count(comparison.count, "run")
  }

  /// What a look at recent runs says of a model that serves.
  package static func sentence(_ verdict: DriftVerdict, of model: String, on runs: Int) -> String {
    switch verdict {
    case .fine: "\(model) goes on serving: no drift on \(Figures.count(runs, "newer run"))."
    case .retrain(.errors): "\(model) is to be replaced: its errors rose for good on \(runs) newer runs."
    case .retrain(.inputs(let names)):
      "\(model) needs training: features are spread differently on \(runs) newer runs: "
        + names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more." : ".")
    case .fallBack(let comparison):
      "\(model) gives way: the rule without a model errs less now: \(figures(comparison))."
    }
  }

  /// What came of no trial.
  package static func sentence(_ obstacle: ModelTrial.Obstacle, _ purpose: ModelPurpose) -> String {
    switch obstacle {
    case .tooFewRuns(let count):
      "\(purpose.rawValue): nothing was trained: \(Figures.count(count, purpose.subject.noun)) to learn from, after those "
        + "kept for judging, and \(ModelTrial.leastRows) are needed: a longer history, or a smaller --held-out, gives more."
    case .nothingToTell: "\(purpose.rawValue): nothing was trained: all runs ended alike."
    }
  }

  /// Models, one a line: which serves, what it is for, what it was trained on and how it did.
  package static func list(_ manifests: [ModelManifest], _ register: ModelRegister) -> String {
    manifests.map { manifest in
      let serves = register.current(manifest.purpose) == manifest.id
      let other = manifest.measured.others.first
      let against = other.map {
        " against \(Figures.rounded($0.loss, 4, trimming: false)) of \(Shown.plain($0.name))"
      }
      let isOnTrial = register.challenger(manifest.purpose)?.model == manifest.id
      return
        "\(serves ? "* " : isOnTrial ? "+ " : "  ")\(manifest.id)  \(Figures.count(manifest.rows, "row")) up to "
        + "\(Timestamp.text(of: manifest.window.upperBound).prefix(10)), "
        + "loss \(Figures.rounded(manifest.measured.loss, 4, trimming: false))\(against ?? "")\n"
    }.joined()
  }

  /// All that is known of a model.
  package static func text(_ manifest: ModelManifest, _ register: ModelRegister) -> String {
    let serves = register.current(manifest.purpose) == manifest.id
    let window = [manifest.window.lowerBound, manifest.window.upperBound].map { Timestamp.text(of: $0) }
    let trained = Timestamp.text(of: manifest.trained)
    var lines = [
      manifest.id,
      "purpose: \(manifest.purpose.rawValue)\(serves ? ", serves now" : "")",
      "trained: \(trained) by \(Program.name) \(Shown.plain(manifest.codeVersion))"
        + (manifest.libraryVersion.map { " with LightGBM \(Shown.plain($0))" } ?? ""),
      "continues: \(Shown.plain(manifest.parent ?? "nothing"))",
      "window: \(window[0]) to \(window[1]), \(Figures.count(manifest.rows, "row"))",
      "settings: "
        + manifest.settings.map { "\(Shown.plain($0.name))=\(Shown.plain($0.value))" }.joined(separator: " "),
      "measured on \(Figures.count(manifest.measured.runs, "later run")), \(manifest.purpose.lossName): "
        + Figures.rounded(manifest.measured.loss, 4, trimming: false),
    ]
    lines += manifest.measured.others.map {
      "  \(Shown.plain($0.name)): \(Figures.rounded($0.loss, 4, trimming: false))"
    }
    let names = manifest.features.map { Shown.plain($0.name) }
    lines.append("features (\(names.count)): " + names.joined(separator: " "))
    lines.append("checksum: \(manifest.checksum)")
    let events = register.events.filter { $0.purpose == manifest.purpose }
    lines += events.map { event in
      "\(Timestamp.text(of: event.time)) \(event.kind.rawValue) \(event.model ?? "none"): "
        + Shown.plain(event.reason)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
