package import AdapterKit
package import InfraMindCore

/// A plan as JSON: what a server answers to `POST /api/v1/inject`, and what is taken from that.
package enum RunPlanDocument {
  /// The plan's jobs.
  package static func json(_ plan: RunPlan) -> [UInt8] {
    let jobs = plan.jobs.map { job in
      JSONText.members([
        "platform": .string(job.key.platform.rawValue), "pipeline": .string(job.key.pipeline),
        "job": .string(job.key.job), "variant": texts(job.key.variant.values), "name": .string(job.name),
        "matrix": texts(job.matrix), "from": .list(job.from.map(JSONText.string)),
        "to": .list(job.to.map(JSONText.string)), "suggestion": job.suggestion.map { .string("\($0)") },
      ])
    }
    return JSONText.members([
      "schemaVersion": 1, "pipeline": .string(plan.pipeline), "jobs": .list(jobs),
    ]).bytes
  }

  /// Most jobs that are taken from an answer.
  private static let mostJobs = 10_000

  /// The machines that an answer chooses.
  ///
  /// - Throws: ``EngineError`` with the code `invalid-answer`.
  package static func choices(_ json: JSONValue) throws(EngineError) -> [RunChoice] {
    guard let jobs = json["jobs"]?.elements else {
      throw EngineError(code: "invalid-answer", message: "The server's answer is no plan for a run.")
    }
    return jobs.prefix(mostJobs).compactMap { job in
      let to = (job["to"]?.elements ?? []).compactMap(\.text)
      guard let id = job["job"]?.text, job["suggestion"]?.text != nil, !to.isEmpty else { return nil }
      return RunChoice(
        pipeline: job["pipeline"]?.anyText ?? "", job: id, variant: JobVariant(texts(job["variant"])), to: to)
    }
  }

  private static func texts(_ values: [String: String]) -> JSONText {
    .object(values.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
  }

  private static func texts(_ json: JSONValue?) -> [String: String] {
    (json?.members ?? []).reduce(into: [:]) { texts, member in texts[member.key] = member.value.anyText }
  }
}

/// A report as JSON, both ways: what a server answers to `POST /api/v1/reports`.
package enum ReportDocument {
  /// The report.
  package static func json(_ report: Report) -> [UInt8] {
    JSONText.members([
      "schemaVersion": 1, "key": .string(report.key), "headline": .string(report.headline),
      "allWell": .bool(report.isAllWell), "markdown": .string(report.markdown),
      "lines": .list(report.lines.map(JSONText.string)),
      "annotations": .list(
        report.annotations.map {
          .members([
            "id": .string($0.id), "file": .string($0.file), "line": .integer($0.line),
            "title": .string($0.title), "message": .string($0.message),
          ])
        }),
      "figures": .list(
        report.figures.map {
          .members([
            "name": .string($0.name), "value": .number($0.value), "meaning": .string($0.meaning),
          ])
        }),
    ]).bytes
  }

  /// Reads a report, of which nothing is taken that could be more than one: bounded, without control characters, and in
  /// Markdown without other elements than those that fold.
  ///
  /// - Parameter key: What was asked for: an answer does not choose whose place it takes.
  /// - Throws: ``EngineError`` with the code `invalid-answer`.
  package static func report(_ json: JSONValue, _ key: String) throws(EngineError) -> Report {
    guard let headline = json["headline"]?.text, let markdown = json["markdown"]?.text,
      let isAllWell = json["allWell"]?.bool
    else { throw EngineError(code: "invalid-answer", message: "The server's answer is no report.") }
    var report = Report(
      key: key, headline: Shown.plain(headline, atMost: 140), isAllWell: isAllWell,
      markdown: ReceivedMarkdown(markdown).text,
      lines: (json["lines"]?.elements ?? []).prefix(100).compactMap(\.anyText).map {
        Shown.plain($0, atMost: 500)
      })
    report.annotations = (json["annotations"]?.elements ?? []).prefix(1000).compactMap { json in
      guard let id = json["id"]?.text, let file = json["file"]?.text, let line = json["line"]?.integer,
        line > 0, Shown.plain(file, atMost: 1000) == file
      else { return nil }
      return ReportAnnotation(
        id: Shown.plain(id, atMost: 100), file: file, line: line,
        title: Shown.plain(json["title"]?.anyText ?? "", atMost: 200),
        message: Shown.plain(json["message"]?.anyText ?? "", atMost: 1000))
    }
    report.figures = (json["figures"]?.elements ?? []).prefix(100).compactMap { json in
      guard let name = json["name"]?.text, let value = json["value"]?.number, value.isFinite,
        name.utf8.count <= 60, name.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || (97...122).contains($0) })
      else { return nil }
      return ReportFigure(
        name: name, value: value, meaning: Shown.plain(json["meaning"]?.anyText ?? "", atMost: 200))
    }
    return report
  }
}

/// Markdown that came from elsewhere.
struct ReceivedMarkdown {
  let text: String

  /// What a page may hold at most, with room for the marker.
  private static let longest = 60_000
  private static let elements = ["details", "summary"].flatMap { ["<\($0)>", "</\($0)>"] }

  init(_ markdown: String) {
    var lines: [String] = []
    var size = 0
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let shown = Self.line(line)
      size += shown.utf8.count + 1
      guard size <= Self.longest else { break }
      lines.append(shown)
    }
    text = lines.joined(separator: "\n")
  }

  private static func line(_ line: Substring) -> String {
    var shown = ""
    var rest = Shown.plain(String(line), atMost: 20_000)[...]
    while let place = rest.firstIndex(of: "<") {
      shown += rest[..<place]
      let element = elements.first { rest[place...].hasPrefix($0) }
      shown += element ?? "&lt;"
      rest = rest[rest.index(place, offsetBy: element?.count ?? 1)...]
    }
    return shown + rest
  }
}
