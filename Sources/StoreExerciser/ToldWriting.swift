internal import AdapterKit
internal import Foundation
internal import InfraMindCore
internal import InfraMindStore
internal import StoreTesting

/// Writes and, once the store says that it is on disk, tells so on standard output.
struct ToldWriting {
  let store: any RunStore
  let begin: Int

  /// Goes on until the process is killed: `d N` for a delivery that was kept, `r N` for a recorded run.
  func goOn() async throws {
    var number = begin
    while true {
      let ids = (0..<4).map { number + $0 }
      _ = try await store.keep(ids.map { .sample("\($0)", body: "delivery \($0)", at: Double($0)) })
      tell("d", ids)
      let facts = ids.flatMap { SampleMessages("\($0)").workflow() + SampleMessages("\($0)").job("\($0)") }
      _ = try await store.record(facts)
      tell("r", ids)
      _ = try await store.processInbox(limit: 3, at: Date()) { deliveries in
        deliveries.map {
          .decoded(.facts(SampleMessages("p" + $0.delivery.id).finished("p" + $0.delivery.id)))
        }
      }
      number += ids.count
    }
  }

  private func tell(_ what: String, _ ids: [Int]) {
    let lines = ids.map { "\(what) \($0)\n" }.joined()
    // One write of less than a page: a reader never sees half a line of it.
    FileHandle.standardOutput.write(Data(lines.utf8))
  }
}
