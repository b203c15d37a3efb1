/// Writes metrics in Prometheus' text format.
///
/// - SeeAlso: https://prometheus.io/docs/instrumenting/exposition_formats/
struct PrometheusText {
  private(set) var text = ""

  /// A counter or gauge, once for every combination of labels.
  mutating func family(
    _ name: String, _ kind: String, _ help: String, _ values: [(labels: [(String, String)], value: Double)]
  ) {
    header(name, kind, help)
    for (labels, value) in values { line(name, labels, value) }
  }

  /// A histogram.
  mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
    header(name, "histogram", help)
    var below = 0
    for (bound, count) in zip(histogram.bounds, histogram.counts) {
      below += count
      line(name + "_bucket", [("le", Self.number(bound))], Double(below))
    }
    let all = histogram.counts.reduce(0, +)
    line(name + "_bucket", [("le", "+Inf")], Double(all))
    line(name + "_sum", [], histogram.sum)
    line(name + "_count", [], Double(all))
  }

  private mutating func header(_ name: String, _ kind: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let shown = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    text += name + (shown.isEmpty ? "" : "{\(shown)}") + " \(Self.number(value))\n"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
