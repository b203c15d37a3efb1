package import AdapterKit
package import InfraMindCore

/// A plan as JSON, both ways: what a server answers to `POST /api/v1/inject`.
package enum RunPlanDocument {
  /// The plan's jobs, and the texts of the files that change.
  package static func json(_ plan: RunPlan) -> [UInt8] {
    let jobs = plan.jobs.map { job in
      JSONText.members([
        "platform": .string(job.key.platform.rawValue), "pipeline": .string(job.key.pipeline),
        "job": .string(job.key.job), "variant": texts(job.key.variant.values), "name": .string(job.name),
        "matrix": texts(job.matrix), "from": .list(job.from.map(JSONText.string)),
        "to": .list(job.to.map(JSONText.string)), "suggestion": job.suggestion.map { .string("\($0)") },
      ])
    }
    let files = plan.files.filter { $0.before != $0.after }.map {
      JSONText.Member($0.path, .string(String(decoding: $0.after, as: UTF8.self)))
    }
    return JSONText.members([
      "schemaVersion": 1, "pipeline": .string(plan.pipeline), "jobs": .list(jobs), "files": .object(files),
    ]).bytes
  }

  /// Reads a plan for a checkout here: files that it does not know are left out.
  ///
  /// - Throws: ``EngineError`` with the code `invalid-answer`.
  package static func plan(
    _ json: JSONValue, repository: String, in files: any RepositoryFiles
  ) throws(EngineError) -> RunPlan {
    guard let pipeline = json["pipeline"]?.anyText, let jobs = json["jobs"]?.elements else {
      throw EngineError(code: "invalid-answer", message: "The server's answer is no plan for a run.")
    }
    var plan = RunPlan(pipeline: pipeline)
    plan.jobs = jobs.compactMap { job($0, repository) }
    for member in json["files"]?.members ?? [] {
      guard let text = member.value.anyText, let before = files.contents(of: member.key) else { continue }
      plan.files.append(RunPlan.File(path: member.key, before: before, after: Array(text.utf8)))
    }
    if !pipeline.isEmpty, plan.file == nil, let own = files.contents(of: pipeline) {
      plan.files.append(RunPlan.File(path: pipeline, before: own, after: own))
    }
    return plan
  }

  private static func job(_ json: JSONValue, _ repository: String) -> RunPlan.Job? {
    guard let platform = json["platform"]?.text, let id = json["job"]?.text, let name = json["name"]?.anyText
    else { return nil }
    let key = JobKey(
      platform: Platform(rawValue: platform), repository: repository,
      pipeline: json["pipeline"]?.anyText ?? "", job: id, variant: JobVariant(texts(json["variant"])))
    let from = (json["from"]?.elements ?? []).compactMap(\.text)
    let to = (json["to"]?.elements ?? []).compactMap(\.text)
    guard !to.isEmpty else { return nil }
    return RunPlan.Job(
      key: key, name: name, matrix: texts(json["matrix"]), from: from, to: to,
      suggestion: json["suggestion"]?.text.map(SuggestionID.init(rawValue:)))
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

  /// Reads a report.
  ///
  /// - Throws: ``EngineError`` with the code `invalid-answer`.
  package static func report(_ json: JSONValue) throws(EngineError) -> Report {
    guard let headline = json["headline"]?.text, let markdown = json["markdown"]?.text,
      let isAllWell = json["allWell"]?.bool
    else { throw EngineError(code: "invalid-answer", message: "The server's answer is no report.") }
    var report = Report(
      key: json["key"]?.anyText ?? "", headline: headline, isAllWell: isAllWell, markdown: markdown,
      lines: (json["lines"]?.elements ?? []).compactMap(\.anyText))
    report.annotations = (json["annotations"]?.elements ?? []).compactMap { json in
      guard let id = json["id"]?.text, let file = json["file"]?.text, let line = json["line"]?.integer,
        line > 0
      else { return nil }
      return ReportAnnotation(
        id: id, file: file, line: line, title: json["title"]?.anyText ?? "",
        message: json["message"]?.anyText ?? "")
    }
    report.figures = (json["figures"]?.elements ?? []).compactMap { json in
      guard let name = json["name"]?.text, let value = json["value"]?.number, value.isFinite else {
        return nil
      }
      return ReportFigure(name: name, value: value, meaning: json["meaning"]?.anyText ?? "")
    }
    return report
  }
}
