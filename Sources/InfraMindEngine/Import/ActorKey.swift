package import AdapterKit
package import InfraMindStore

/// The key that hides who started a run.
package enum ActorKey {
  /// The name under which the store keeps it.
  static let note = "actor-key"

  /// What hashes with the key that is configured, or else with the store's own; one is made if it has none.
  package static func hashing(configured: [UInt8]?, _ store: any RunStore) async throws -> ActorHashing {
    if let configured { return ActorHashing(key: configured) }
    if let kept = try await store.note(note) { return ActorHashing(key: Array(kept.utf8)) }
    var generator = SystemRandomNumberGenerator()
    let made = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }.hexadecimal
    try await store.setNote(made, under: note)
    // Another server may have made one at the same time; the last one kept is everybody's.
    try await Task.sleep(for: .milliseconds(100))
    let kept = try await store.note(note) ?? made
    return ActorHashing(key: Array(kept.utf8))
  }
}
