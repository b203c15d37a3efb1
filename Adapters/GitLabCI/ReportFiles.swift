internal import AdapterKit
internal import InfraMindCore

/// A report as a folded section of a job's log.
///
/// - SeeAlso: GitLab Docs, "CI/CD job logs", "Custom collapsible sections".
struct LogSection {
  /// The section whole, with the line break behind it.
  let text: String

  /// - Parameter time: In seconds; sections show the difference between their two.
  init(_ report: Report, at time: Int) {
    let name = "inframind_report"
    let lines = report.lines.dropFirst(report.lines.first == report.headline ? 1 : 0)
    text =
      "\u{1B}[0Ksection_start:\(time):\(name)[collapsed=true]\r\u{1B}[0K\(Self.line(report.headline))\n"
      + lines.map { Self.line($0) + "\n" }.joined()
      + "\u{1B}[0Ksection_end:\(time):\(name)\r\u{1B}[0K\n"
  }

  /// One line that is nothing but text: no colours, no line of its own, no marks of sections.
  static func line(_ text: String) -> String {
    SentenceText.line(text).replacing("section_start:", with: "section_start :")
      .replacing("section_end:", with: "section_end :")
  }
}

/// A report as findings by line.
///
/// - SeeAlso: GitLab Docs, "Code Quality", "Code Quality report format".
struct CodeQuality {
  /// A list, empty where nothing is found.
  let json: JSONText

  init(_ report: Report) {
    var seen: Set<String> = []
    json = .list(
      report.annotations.filter { seen.insert($0.id).inserted }.map { annotation in
        .members([
          "description": .string("\(annotation.title): \(annotation.message)"), "check_name": "inframind",
          "fingerprint": .string(
            Digest.sha256(Array("inframind:\(report.key):\(annotation.id)".utf8)).hexadecimal),
          "severity": "info",
          "location": .members([
            "path": .string(annotation.file),
            "lines": .members(["begin": .integer(max(annotation.line, 1))]),
          ]),
        ])
      })
  }
}

/// A report's numbers in the OpenMetrics format.
///
/// - SeeAlso: OpenMetrics 1.0, "Text format"; GitLab Docs, "Metrics reports".
struct OpenMetrics {
  /// All of them, ended by `# EOF`.
  let text: String

  init(_ report: Report) {
    var seen: Set<String> = []
    let key = report.key.isEmpty ? "" : "{key=\"\(Self.escaped(report.key, quotes: true))\"}"
    let blocks = report.figures.compactMap { figure -> String? in
      let name = "inframind_" + Self.name(figure.name)
      guard figure.value.isFinite, seen.insert(name).inserted else { return nil }
      return "# TYPE \(name) gauge\n# HELP \(name) \(Self.escaped(figure.meaning, quotes: false))\n"
        + "\(name)\(key) \(JSONText.number(figure.value).text)\n"
    }
    text = blocks.joined() + "# EOF\n"
  }

  private static func name(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    let plain = SentenceText.line(text).replacing("\\", with: "\\\\")
    return quotes ? plain.replacing("\"", with: "\\\"") : plain
  }
}
