internal import AdapterKit

/// A report as a page of its own: it loads nothing, runs nothing, and shows every text as text.
///
/// - SeeAlso: TeamCity Docs, "Including third-party reports in the build results".
struct ReportPage {
  /// What it is called.
  static let file = "inframind-report.html"

  /// The page.
  let html: String

  init(_ report: Report) {
    let lines = report.lines.dropFirst(report.lines.first == report.headline ? 1 : 0)
    var parts = ["<h1>\(MarkupText.escaped(report.headline))</h1>"]
    parts += lines.map { "<p>\(MarkupText.escaped($0))</p>" }
    if !report.annotations.isEmpty {
      let rows = report.annotations.map { annotation in
        Self.row([
          annotation.title, "\(annotation.file):\(annotation.line)", annotation.message,
        ])
      }
      parts.append(Self.table(["Job", "Where", "What"], rows))
    }
    let figures = report.figures.filter(\.value.isFinite)
    if !figures.isEmpty {
      parts.append(
        Self.table(
          ["Number", "Value"],
          figures.map { Self.row([$0.meaning, JSONText.number($0.value).text]) }))
    }
    html = Self.head + parts.joined(separator: "\n") + "\n</body>\n</html>\n"
  }

  private static let head = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>InfraMind</title>
    <style>
    body { font: 14px/1.5 sans-serif; margin: 1.5em; max-width: 60em; }
    h1 { font-size: 1.3em; }
    table { border-collapse: collapse; margin: 1em 0; }
    th, td { border: 1px solid #ccc; padding: .3em .6em; text-align: left; vertical-align: top; }
    </style>
    </head>
    <body>

    """

  private static func table(_ heads: [String], _ rows: [String]) -> String {
    let cells = heads.map { "<th>\(MarkupText.escaped($0))</th>" }.joined()
    return "<table>\n<tr>\(cells)</tr>\n" + rows.joined(separator: "\n") + "\n</table>"
  }

  private static func row(_ cells: [String]) -> String {
    "<tr>" + cells.map { "<td>\(MarkupText.escaped($0))</td>" }.joined() + "</tr>"
  }
}
