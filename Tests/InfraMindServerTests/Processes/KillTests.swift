import Foundation
import InfraMindCore
import InfraMindStore
import ServerTesting
import StoreTesting
import Synchronization
import Testing

@testable import InfraMindServer

/// A server that is killed at any moment has lost nothing that it answered. `INFRAMIND_KILLS` says how often each
/// store's is killed; `scripts/kill-test.sh` does it 200 times.
@Suite(.serialized) struct KillTests {
  private static let kills = ProcessInfo.processInfo.environment["INFRAMIND_KILLS"].flatMap { Int($0) } ?? 20

  @Test(arguments: StoreKind.available)
  func `no delivery that was answered is lost when the server is killed`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    let folder = TemporaryPlace()
    let address = kind == .sqlite ? "sqlite:" + place.address : place.address
    var acknowledged: [String] = []
    var missing: [String] = []
    for cycle in 0..<Self.kills {
      let ids = try await killedUnderLoad(address, folder, cycle)
      // The next start is the restart after this kill; what was answered is looked up by another process.
      let server = try await ServerProcess(store: address, in: folder)
      let store = try await place.open()
      for id in ids where try await store.delivery(Self.key(id)) == nil { missing.append(id) }
      try await store.close()
      try server.killNow()
      acknowledged += ids
    }
    #expect(missing.isEmpty)
    #expect(acknowledged.count > Self.kills)
    try await expectAllDecoded(acknowledged, address, place, folder)
    print(
      "killed \(2 * Self.kills) times over \(kind.rawValue): \(acknowledged.count) answered, \(missing.count) lost"
    )
    await place.remove()
  }

  private static func key(_ id: String) -> DeliveryKey {
    DeliveryKey(platform: .gitHubActions, tenant: "", id: id)
  }

  /// Starts a server, loads it and kills it at a random moment: one time of four while it starts.
  ///
  /// - Returns: What was answered.
  private func killedUnderLoad(_ address: String, _ folder: TemporaryPlace, _ cycle: Int) async throws
    -> [String]
  {
    if cycle.isMultiple(of: 4) {
      let process = Mutex<Int32>(0)
      let start = Task {
        try await ServerProcess(store: address, in: folder) { id in process.withLock { $0 = id } }
      }
      #expect(try await eventually { process.withLock { $0 } != 0 })
      try await Task.sleep(for: .microseconds(.random(in: 0...300_000)))
      try ServerProcess.reap(process.withLock { $0 })
      _ = try? await start.value
      return []
    }
    let server = try await ServerProcess(store: address, in: folder, ["intake.batch=16"])
    let load = DeliveryLoad(prefix: "cycle-\(cycle)")
    load.start(16, port: server.port)
    #expect(try await eventually { !load.acknowledged.isEmpty })
    try await Task.sleep(for: .microseconds(.random(in: 0...400_000)))
    try server.killNow()
    await load.wait()
    #expect(load.refused == 0)
    return load.acknowledged
  }

  /// Lets a server work until nothing waits: then every delivery has become the run that it tells of.
  private func expectAllDecoded(
    _ acknowledged: [String], _ address: String, _ place: StorePlace, _ folder: TemporaryPlace
  ) async throws {
    let server = try await ServerProcess(store: address, in: folder)
    let store = try await place.open()
    #expect(try await eventually { try await store.statistics().deliveries[.waiting] ?? 0 == 0 })
    let statistics = try await store.statistics()
    let kept = statistics.deliveries[.done] ?? 0
    #expect(kept >= acknowledged.count)
    #expect(statistics.jobRuns[.gitHubActions] == kept)
    #expect(statistics.deliveries[.dead] ?? 0 == 0)
    try await store.close()
    #expect(try await server.end() == 0)
  }
}
