/// Who started a run, as a keyed hash: equal people give equal hashes, and nobody can read a name out of one.
///
/// Adapters make them with `ActorHashing` of AdapterKit; a name itself is never kept.
public struct ActorHash: RawRepresentable, Hashable, Sendable, Codable {
  /// 16 hexadecimal digits.
  public let rawValue: String

  /// Wraps a hash that was made before.
  public init(rawValue: String) { self.rawValue = rawValue }
}
