internal import AdapterKit

/// A report as JSON, for programs that fetch a job's artifacts.
struct ReportJSON {
  /// `headline`, `all_well`, `suggestions` with a place each, and `figures` by name.
  let json: JSONText

  init(_ report: Report) {
    json = .members([
      "version": 1, "key": .string(report.key), "headline": .string(report.headline),
      "all_well": .bool(report.isAllWell),
      "suggestions": .list(
        report.annotations.map { annotation in
          .members([
            "id": .string(annotation.id), "file": .string(annotation.file), "line": .integer(annotation.line),
            "job": .string(annotation.title), "message": .string(annotation.message),
          ])
        }),
      "figures": .object(report.figures.map { .init($0.name, .number($0.value)) }),
    ])
  }
}

/// A report as results of tests: a skipped one for each suggestion, and never one that failed.
///
/// - SeeAlso: CircleCI Docs, "Collect test data"; the JUnit format's schema of Jenkins.
struct TestSummary {
  /// The XML document.
  let text: String

  init(_ report: Report) {
    let cases = report.annotations.map { annotation in
      "  <testcase classname=\"inframind\" name=\"\(MarkupText.escaped(annotation.title))\" "
        + "file=\"\(MarkupText.escaped(annotation.file))\" time=\"0\"><skipped "
        + "message=\"\(MarkupText.escaped("line \(annotation.line): \(annotation.message)"))\"/></testcase>\n"
    }
    let count = cases.count
    text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "<testsuite name=\"inframind\" tests=\"\(count)\" failures=\"0\" errors=\"0\" skipped=\"\(count)\" time=\"0\">\n"
      + cases.joined() + "</testsuite>\n"
  }
}
