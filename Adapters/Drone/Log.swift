public import AdapterKit
internal import InfraMindCore

extension Drone: LogReading {
  /// Reads what `meltwater/drone-cache` writes, which serves Woodpecker, too. The words of other cache plugins are not
  /// documented.
  ///
  /// - SeeAlso: meltwater/drone-cache, `cache/restorer.go`, `cache/rebuilder.go`.
  public func logReader() -> any JobLogReader { CacheLogReader<CachePluginWords>() }
}

/// What the plugin writes: `level=info … msg="restoring directory" local=vendor remote=octo/cat/4f2a/vendor`.
///
/// It names each folder first, and then tells once for all how that went.
struct CachePluginWords: CacheWords {
  /// Most folders of one step that are looked at.
  private static let mostFolders = 50

  private(set) var events = CacheEventList()
  private var restoring: [Substring] = []
  private var saving: [Substring] = []

  mutating func read(_ line: LogLine) {
    let text = line.text
    guard text.containsBytes(of: "msg=") || text.containsBytes(of: "restore failed") else { return }
    switch Self.value(of: "msg", in: text) {
    case "restoring directory":
      if restoring.count < Self.mostFolders { restoring += Self.key(in: text) }
    case "rebuilding cache for directory":
      if saving.count < Self.mostFolders { saving += Self.key(in: text) }
    case "cache restored":
      end(restoring, as: .hit, text)
      restoring = []
    case "cache built":
      end(saving, as: .save, text)
      saving = []
    default:
      if text.containsBytes(of: "restore failed") { settle() }
    }
  }

  /// Where the folder is kept, which has the key in it.
  private static func key(in text: String) -> [Substring] { value(of: "remote", in: text).map { [$0] } ?? [] }

  private mutating func end(_ keys: [Substring], as kind: CacheEvent.Kind, _ text: String) {
    let took = Self.value(of: "took", in: text).flatMap { LogWords.duration($0) }
    for key in keys { events.add(kind, key: key, took: keys.count == 1 ? took : nil) }
  }

  /// What was not restored when the step ended was not there.
  mutating func settle() {
    for key in restoring { events.add(.miss, key: key) }
    (restoring, saving) = ([], [])
  }

  /// The value of `name=value` or `name="value"`.
  private static func value(of name: String, in text: String) -> Substring? {
    guard
      let start = text.hasPrefix(name + "=") ? text.startIndex : text.firstRange(of: " \(name)=")?.lowerBound
    else { return nil }
    let value = text[start...].drop { $0 != "=" }.dropFirst()
    guard value.first == "\"" else { return value.prefix { $0 != " " } }
    return value.dropFirst().prefix { $0 != "\"" }
  }
}
