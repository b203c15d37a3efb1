internal import AdapterKit
internal import BuiltInAdapters
internal import Foundation
internal import InfraMindCore

/// Times how fast what comes in is understood, without a store or a network.
struct Decoding {
  private let bytes: [UInt8]

  init(of path: String) throws { bytes = Array(try Data(contentsOf: URL(filePath: path))) }

  /// Prints MB of JSON a second: of lines of runs, or of a delivery's body.
  ///
  /// - Parameter words: None, or a platform and the name of an event.
  func measure(_ words: [String]) throws {
    guard words.count == 2 else {
      try tell("lines of runs", rounds: 3) { Int(JobRunDecoder().decode(bytes).runs.count) }
      return
    }
    let actors = ActorHashing(key: Array("a key for measuring".utf8))
    guard let adapter = AdapterRegistry.builtIn[Platform(rawValue: words[0])] else {
      return print("there is no platform \(words[0])")
    }
    let delivery = VerifiedDelivery(kept: words[1], id: "1", body: bytes)
    let times = max(1, 40_000_000 / max(1, bytes.count))
    try tell("json alone", rounds: 3, times: times) {
      for _ in 0..<times { _ = try JSONValue(parsing: bytes) }
      return times
    }
    try tell("deliveries of \(words[0])", rounds: 3, times: times) {
      for _ in 0..<times { _ = try adapter.decode(delivery, hashing: actors) }
      return times
    }
  }

  private func tell(_ what: String, rounds: Int, times: Int = 1, _ work: () throws -> Int) throws {
    var best = Duration.seconds(1_000_000)
    var count = 0
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      count = try work()
      best = min(best, .now - start)
    }
    let speed = Double(bytes.count * times) / 1e6 / (best / .seconds(1))
    print("\(what): \(count) at \(speed) MB/s")
  }
}
