internal import AdapterKit

/// Problems as compilers print them.
package enum DiagnosticText {
  /// `file:line:column: severity: sentence [code]`, on one line.
  package static func line(_ problem: Problem) -> String {
    let place = [problem.file, problem.line.map(String.init), problem.column.map(String.init)].prefixed
    return Shown.plain(
      "\(place)\(problem.severity.rawValue): \(problem.message) [\(problem.code)]", atMost: 1000)
  }

  /// The line, and the excerpt below it if there is one.
  package static func lines(_ problem: Problem) -> [String] {
    [line(problem)] + (problem.excerpt.map { Shown.lines($0, atMost: 200) } ?? []).map { "  " + $0 }
  }
}

extension [String?] {
  /// The parts up to the first that is missing, each with a colon, and a blank at the end.
  fileprivate var prefixed: String {
    let known = prefix { $0 != nil }.compactMap { $0 }
    return known.isEmpty ? "" : known.joined(separator: ":") + ": "
  }
}
