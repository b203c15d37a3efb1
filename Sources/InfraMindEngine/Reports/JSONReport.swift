internal import AdapterKit
internal import InfraMindCore

/// The JSON output, version 1: `docs/json-output.md` and `docs/schema/suggest-1.json` describe it.
///
/// Keys keep their order and are never left out: what is unknown is `null`. New keys may be added within a
/// version.
package struct JSONReport {
  let inspection: Inspection
  private let plans: [ApplyPlan]?
  private let wrote: Bool
  let details: [SizeDetails]

  /// Reports suggestions, and what came of carrying them out if plans are given.
  ///
  /// - Parameters:
  ///   - plans: One for each repository, in their order.
  ///   - wrote: Whether the files that the plans change were written.
  ///   - details: What is told about sizes besides, one for each repository; empty if nobody asked.
  package init(
    _ inspection: Inspection, plans: [ApplyPlan]? = nil, wrote: Bool = false, details: [SizeDetails] = []
  ) {
    self.inspection = inspection
    self.plans = plans
    self.wrote = wrote
    self.details = details
  }

  /// The whole text, with a line break at its end.
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.key("schemaVersion")
      json.number(1)
      json.key("tool")
      json.object {
        $0.key("name")
        $0.string(Program.name)
        $0.key("version")
        $0.string(Program.version)
      }
      json.key("summary")
      summary(&json)
      json.key("repositories")
      json.array(inspection.reports, repository)
      json.key("suggestions")
      suggestions(&json)
      if let plans { outcomes(plans, &json) }
      json.key("kept")
      kept(&json)
      json.key("ladders")
      ladders(&json)
      json.key("pipelines")
      pipelines(&json)
      json.key("caches")
      caches(&json)
      json.key("problems")
      problems(&json)
    }
    return writer.bytes + [10]
  }
}

// MARK: - What was looked at

extension JSONReport {
  private func summary(_ json: inout JSONWriter) {
    let summary = Summary(inspection)
    json.object {
      $0.key("files")
      $0.number(summary.files)
      $0.key("unreadableFiles")
      $0.number(summary.unreadableFiles)
      $0.key("jobs")
      $0.number(summary.jobs)
      $0.key("suggestions")
      $0.number(summary.suggestions)
      $0.key("heldBack")
      $0.number(summary.heldBack)
      $0.key("cachesInPlace")
      $0.number(summary.cachesInPlace)
      $0.key("skippedHistoryLines")
      $0.number(inspection.skippedHistoryLines)
    }
  }

  private func repository(_ json: inout JSONWriter, _ report: RepositoryReport) {
    json.object {
      $0.key("path")
      $0.string(report.repository.shownRoot)
      $0.key("name")
      $0.string(orNull: report.repository.name.isEmpty ? nil : report.repository.name)
      $0.key("visibility")
      $0.string(orNull: report.visibility?.rawValue)
      $0.key("history")
      history(&$0, report.history)
      $0.key("looked")
      $0.array(report.looks) { json, look in
        json.object {
          $0.key("platform")
          $0.string(look.platform.rawValue)
          $0.key("files")
          $0.number(look.files)
          $0.key("unreadableFiles")
          $0.number(look.unreadableFiles)
          $0.key("jobs")
          $0.number(look.jobs)
        }
      }
    }
  }

  private func history(_ json: inout JSONWriter, _ use: RepositoryReport.HistoryUse?) {
    guard let use else { return json.null() }
    json.object {
      $0.key("path")
      $0.string(use.path)
      $0.key("runs")
      $0.number(use.runs)
      $0.key("skippedLines")
      $0.number(use.skippedLines)
    }
  }
}

// MARK: - Suggestions

extension JSONReport {
  private func suggestions(_ json: inout JSONWriter) {
    json.array {
      for report in inspection.reports {
        for suggestion in report.suggestions { self.suggestion(&$0, suggestion, report.repository) }
      }
    }
  }

  private func suggestion(_ json: inout JSONWriter, _ suggestion: Suggestion, _ repository: Repository) {
    json.object {
      $0.key("id")
      $0.string(suggestion.id.rawValue)
      $0.key("kind")
      $0.string(suggestion.kind.rawValue)
      $0.key("repository")
      $0.string(repository.shownRoot)
      job(&$0, suggestion.job)
      $0.key("jobName")
      $0.string(suggestion.jobName)
      place(&$0, suggestion.position)
      $0.key("summary")
      $0.string(suggestion.summary)
      $0.key("evidence")
      $0.array(suggestion.evidence)
      $0.key("change")
      change(&$0, suggestion.change)
      $0.key("effect")
      effect(&$0, suggestion.effect)
      $0.key("confidence")
      $0.number(suggestion.confidence)
      $0.key("undo")
      $0.string(suggestion.undo)
      $0.key("adviceOnly")
      $0.string(orNull: suggestion.adviceOnly)
    }
  }

  func job(_ json: inout JSONWriter, _ key: JobKey) {
    json.key("platform")
    json.string(key.platform.rawValue)
    json.key("pipeline")
    json.string(key.pipeline)
    json.key("job")
    json.string(key.job)
    json.key("variant")
    json.texts(key.variant.values)
  }

  func place(_ json: inout JSONWriter, _ position: SourcePosition) {
    json.key("file")
    json.string(position.file)
    json.key("line")
    json.number(position.line)
    json.key("column")
    json.number(position.column)
  }

  private func change(_ json: inout JSONWriter, _ change: Suggestion.Change) {
    switch change {
    case .measuring:
      json.object {
        $0.key("type")
        $0.string("measure")
      }
    case .runner(let move):
      json.object {
        $0.key("type")
        $0.string("runner")
        $0.key("labels")
        $0.array(move.from)
        $0.key("from")
        runner(&$0, move.current)
        $0.key("to")
        runner(&$0, move.to)
      }
    case .cache(let plan):
      json.object {
        $0.key("type")
        $0.string("cache")
        $0.key("tool")
        $0.string(plan.tool.rawValue)
        $0.key("paths")
        $0.array(plan.paths) { json, path in
          json.object {
            $0.key("path")
            $0.string(path.path)
            $0.key("os")
            $0.string(orNull: path.os)
          }
        }
        $0.key("keyFiles")
        $0.array(plan.keyFiles)
        $0.key("workingDirectory")
        $0.string(plan.workingDirectory)
      }
    }
  }

  func runner(_ json: inout JSONWriter, _ runner: Runner) {
    json.object {
      $0.key("label")
      $0.string(orNull: runner.label)
      $0.key("name")
      $0.string(runner.name)
      $0.key("cpus")
      $0.number(orNull: runner.cpus)
      $0.key("memoryGiB")
      $0.number(orNull: runner.memory?.gibibytes)
      $0.key("dollarsPerMinute")
      $0.number(orNull: runner.price?.perMinute.dollars)
      $0.key("priceSource")
      $0.string(orNull: runner.price?.source)
      $0.key("priceAsOf")
      $0.string(orNull: runner.price?.asOf)
      $0.key("priceIsUnverified")
      $0.bool(runner.price?.isUnverified ?? false)
    }
  }

  private func effect(_ json: inout JSONWriter, _ effect: ExpectedEffect) {
    json.object {
      $0.key("secondsPerRun")
      $0.interval(effect.secondsPerRun)
      $0.key("billNow")
      $0.number(orNull: effect.billNow)
      $0.key("billThen")
      $0.interval(effect.billThen)
      $0.key("dollarsPerMonth")
      $0.interval(effect.dollarsPerMonth)
      $0.key("unknownBecause")
      $0.string(orNull: effect.unknownBecause)
    }
  }
}

// MARK: - Outcomes

extension JSONReport {
  private func outcomes(_ plans: [ApplyPlan], _ json: inout JSONWriter) {
    json.key("written")
    json.bool(wrote)
    json.key("outcomes")
    json.array {
      for (plan, report) in zip(plans, inspection.reports) {
        for outcome in plan.outcomes { self.outcome(&$0, outcome, report.repository) }
      }
    }
  }

  private func outcome(_ json: inout JSONWriter, _ outcome: ApplyPlan.Outcome, _ repository: Repository) {
    json.object {
      $0.key("id")
      $0.string(outcome.suggestion.id.rawValue)
      $0.key("repository")
      $0.string(repository.shownRoot)
      $0.key("status")
      switch outcome.result {
      case .edited(let files):
        $0.string("edited")
        $0.key("files")
        $0.array(files)
      case .unchanged:
        $0.string("unchanged")
      case .refused(let refusal):
        $0.string("refused")
        $0.key("code")
        $0.string(refusal.code)
        $0.key("sentence")
        $0.string(refusal.sentence)
        place(&$0, refusal.position)
      }
    }
  }
}

// MARK: - What needs nothing, and what went wrong

extension JSONReport {
  private func kept(_ json: inout JSONWriter) {
    json.array {
      for report in inspection.reports {
        for row in report.kept {
          $0.object {
            $0.key("repository")
            $0.string(report.repository.shownRoot)
            job(&$0, row.job)
            place(&$0, row.position)
            $0.key("code")
            $0.string(row.reason.code)
            $0.key("sentence")
            $0.string(row.reason.sentence)
          }
        }
      }
    }
  }

  private func caches(_ json: inout JSONWriter) {
    json.array {
      for report in inspection.reports {
        for seen in report.cacheNotes {
          $0.object {
            $0.key("repository")
            $0.string(report.repository.shownRoot)
            job(&$0, seen.job)
            place(&$0, seen.position)
            $0.key("tool")
            $0.string(seen.note.tool.rawValue)
            $0.key("status")
            $0.string(seen.note.reason.rawValue)
            $0.key("sentence")
            $0.string(seen.note.sentence)
            $0.key("secondsPerDay")
            $0.interval(seen.note.secondsPerDay)
            $0.key("dollarsPerDay")
            $0.interval(seen.note.dollarsPerDay)
          }
        }
      }
    }
  }

  private func problems(_ json: inout JSONWriter) {
    json.array(inspection.allProblems) { json, problem in
      json.object {
        $0.key("severity")
        $0.string(problem.severity.rawValue)
        $0.key("code")
        $0.string(problem.code)
        $0.key("message")
        $0.string(problem.message)
        $0.key("file")
        $0.string(orNull: problem.file)
        $0.key("line")
        $0.number(orNull: problem.line.map(Double.init))
        $0.key("column")
        $0.number(orNull: problem.column.map(Double.init))
        $0.key("excerpt")
        $0.string(orNull: problem.excerpt)
      }
    }
  }
}

extension JSONWriter {
  mutating func interval(_ interval: Interval?) {
    guard let interval else { return null() }
    object {
      $0.key("low")
      $0.number(interval.low)
      $0.key("middle")
      $0.number(interval.middle)
      $0.key("high")
      $0.number(interval.high)
    }
  }
}
