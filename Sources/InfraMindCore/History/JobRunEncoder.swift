/// Writes runs as ``JobRunDecoder`` reads them: one JSON object a line, keys in one fixed order, what is
/// unknown left out. Equal runs give equal bytes.
///
/// Times keep their microseconds, memory its bytes up to 2⁵³; a number that is not finite is left out.
public struct JobRunEncoder: Sendable {
  /// An encoder.
  public init() {}

  /// Lines for all runs, each ended by a newline.
  public func encode(_ runs: [JobRun]) -> [UInt8] {
    runs.reduce(into: []) { bytes, run in
      bytes += line(for: run).utf8
      bytes.append(0x0a)
    }
  }

  /// The line for one run, without a newline.
  public func line(for run: JobRun) -> String {
    var object = JSONObjectText()
    var inner = JSONObjectText()
    var group: String?
    for field in RunField.all {
      if field.group != group {
        close(&inner, of: group, in: &object)
        group = field.group
      }
      guard let value = field.value(run) else { continue }
      if group == nil { add(value, field.key, to: &object) } else { add(value, field.key, to: &inner) }
    }
    close(&inner, of: group, in: &object)
    return object.text
  }

  private func close(_ inner: inout JSONObjectText, of group: String?, in object: inout JSONObjectText) {
    guard let group, !inner.isEmpty else { return }
    object.add(group, raw: inner.text)
    inner = JSONObjectText()
  }

  private func add(_ value: RunField.Value, _ key: String, to object: inout JSONObjectText) {
    switch value {
    case .text(let text): object.add(key, text)
    case .raw(let raw): object.add(key, raw: raw)
    }
  }
}
