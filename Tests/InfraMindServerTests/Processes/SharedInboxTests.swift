import Foundation
import InfraMindCore
import InfraMindStore
import ServerTesting
import StoreTesting
import Testing

@testable import InfraMindServer

/// Several servers on one PostgreSQL.
@Suite struct SharedInboxTests {
  @Test(.enabled(if: StoreKind.available.contains(.postgres), "no PostgreSQL here"))
  func `several servers share an inbox: each delivery is kept once and decoded once`() async throws {
    let place = try await StorePlace(.postgres)
    let folder = TemporaryPlace()
    let servers = [
      try await ServerProcess(store: place.address, in: folder),
      try await ServerProcess(store: place.address, in: folder),
    ]
    // The same ids to both, as when a platform sends a delivery again and another server gets it.
    let loads = servers.map { _ in DeliveryLoad(prefix: "shared") }
    for (server, load) in zip(servers, loads) { load.start(8, port: server.port) }
    #expect(try await eventually { loads.allSatisfy { $0.acknowledged.count >= 300 } })
    loads.forEach { $0.stop() }
    for load in loads { await load.wait() }
    #expect(loads.allSatisfy { $0.refused == 0 })

    let ids = Set(loads.flatMap(\.acknowledged))
    let store = try await place.open()
    #expect(try await eventually { try await store.statistics().deliveries[.done] == ids.count })
    #expect(try await store.statistics().jobRuns[.gitHubActions] == ids.count)
    try await store.close()

    var kept = 0.0
    var processed = 0.0
    for server in servers {
      kept += try await server.metric(
        "inframind_deliveries_total{platform=\"github-actions\",outcome=\"kept\"}")
      processed += try await server.metric("inframind_processed_total")
    }
    #expect(Int(kept) == ids.count)
    #expect(Int(processed) == ids.count)
    for server in servers { #expect(try await server.end() == 0) }
    await place.remove()
  }
}
