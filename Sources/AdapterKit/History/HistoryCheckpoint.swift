internal import FoundationEssentials

/// Writes checkpoints as text, and reads them.
public enum HistoryCheckpoint {
  /// The text of a value.
  public static func text(of value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The value of a text; `nil` for none, and for one that another version or somebody else wrote: then reading begins
  /// anew.
  public static func value<Value: Decodable>(_ type: Value.Type = Value.self, of text: String?) -> Value? {
    text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }
}
