internal import FoundationEssentials
internal import InfraMindEngine
internal import Logging

/// Writes log lines to the error output: JSON, one object a line, or text for people.
struct ServerLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  var metadataProvider: Logger.MetadataProvider?
  let label: String
  let format: LogFormat
  /// Takes whole lines.
  let write: @Sendable (String) -> Void

  init(
    label: String, level: Logger.Level, format: LogFormat, write: @escaping @Sendable (String) -> Void
  ) {
    self.label = label
    self.format = format
    self.write = write
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
    if let own = event.metadata { all.merge(own) { $1 } }
    // The name that the HTTP library gives it.
    if let request = all.removeValue(forKey: "hb.request.id") { all["request"] = request }
    let time = Date().formatted(Self.timeFormat)
    let parts = all.sorted { $0.key < $1.key }.map { (key: $0.key, value: "\($0.value)") }
    switch format {
    case .json: write(Self.json(time, event, label, parts))
    case .text: write(Self.text(time, event, parts))
    }
  }

  private static let timeFormat = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  private static func json(
    _ time: String, _ event: LogEvent, _ label: String, _ parts: [(key: String, value: String)]
  ) -> String {
    var pairs = [
      ("time", time), ("level", event.level.rawValue), ("logger", label), ("message", "\(event.message)"),
    ]
    pairs += parts.map { ($0.key, $0.value) }
    return "{" + pairs.map { JSONText.quoted($0.0) + ":" + JSONText.quoted($0.1) }.joined(separator: ",")
      + "}\n"
  }

  private static func text(
    _ time: String, _ event: LogEvent, _ parts: [(key: String, value: String)]
  ) -> String {
    let facts = parts.map { " \($0.key)=\(Shown.plain($0.value))" }.joined()
    return "\(time) \(event.level.rawValue): \(Shown.plain("\(event.message)"))\(facts)\n"
  }
}

/// Text as JSON writes it, on one line.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
