public import InfraMindCore

/// Makes ``ActorHash``es: HMAC-SHA256 under a key of the installation, cut to 64 bits.
///
/// The name goes no further than the adapter that read it.
public struct ActorHashing: Sendable {
  private let key: [UInt8]

  /// Hashes under a key of at least 16 bytes; a shorter one is taken too, and hides names less well.
  public init(key: [UInt8]) { self.key = key }

  /// The hash of a login or id; `nil` for none. Platforms are told apart: equal names may be two people.
  public func hash(_ actor: String?, on platform: Platform) -> ActorHash? {
    guard let actor, !actor.isEmpty else { return nil }
    let code = Digest.hmacSHA256(Array("\(platform)\u{0}\(actor)".utf8), key: key)
    return ActorHash(rawValue: code.prefix(8).hexadecimal)
  }
}
