internal import AdapterKit
internal import InfraMindCore
internal import Synchronization

/// Reads along what a command writes, for what caches tell there.
final class CacheWatch: Sendable {
  private let reader: Mutex<any JobLogReader>

  init(_ reader: any JobLogReader) { self.reader = Mutex(reader) }

  func read(_ bytes: ArraySlice<UInt8>) { reader.withLock { $0.read(bytes) } }

  /// What was told, once the command is over.
  var events: [CacheEvent] {
    reader.withLock { reader in
      reader.finish()
      return reader.findings.cacheEvents
    }
  }
}
