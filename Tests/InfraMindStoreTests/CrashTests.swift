import Foundation
import InfraMindCore
import InfraMindStore
import ProgramTesting
import StoreTesting
import Testing

/// What a store said is on disk is there after its process was killed, wherever in its work that was.
@Suite struct CrashTests {
  /// The program that writes, built beside the tests.
  private static var writer: String {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let candidates = [tests, URL(filePath: CommandLine.arguments[0])].map {
      $0.deletingLastPathComponent().appending(path: "StoreExerciser").path
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
      ?? ".build/debug/StoreExerciser"
  }

  @Test(arguments: StoreKind.available)
  func `all that was told to be on disk is found after fifty kills`(_ kind: StoreKind) async throws {
    let place = try await StorePlace(kind)
    try await place.open().close()
    let told = FileManager.default.temporaryDirectory.appending(path: "told-\(UUID().uuidString)")
    var random = SeededGenerator(seed: 4)
    for round in 0..<50 {
      // Long enough to begin, then at any moment.
      let wait = 0.12 + Double.random(in: 0...0.12, using: &random)
      let script = """
        "$0" write "$1" "$2" >>"$3" 2>>"$3.errors" & writer=$!
        sleep \(wait); kill -9 $writer; wait $writer 2>/dev/null; true
        """
      let program = ChildProgram(
        "/bin/sh", ["-c", script, Self.writer, place.address, "\(round * 1_000_000)", told.path])
      #expect(try program.run() == 0)
    }
    let lines = try String(contentsOf: told, encoding: .utf8).split(separator: "\n")
    let errors = (try? String(contentsOfFile: told.path + ".errors", encoding: .utf8)) ?? ""
    #expect(errors.isEmpty, "\(errors.prefix(500))")
    // A machine so slow that most writers were killed before they began proves nothing.
    #expect(Set(lines.map { (Int($0.dropFirst(2)) ?? 0) / 1_000_000 }).count > 25)

    let store = try await place.open()
    let runs = Set(try await store.runs(RunQuery()).map(\.run))
    for line in lines {
      let id = String(line.dropFirst(2))
      switch line.first {
      case "d":
        let key = DeliveryKey(platform: .gitHubActions, tenant: "", id: id)
        let delivery = try await store.delivery(key)
        #expect(delivery != nil, "delivery \(id)")
        #expect(delivery?.state == .done || delivery?.body == Array("delivery \(id)".utf8))
        if delivery?.state == .done { #expect(runs.contains("p" + id), "what delivery \(id) said") }
      case "r": #expect(runs.contains(id), "run \(id)")
      default: Issue.record("\(line)")
      }
    }
    try await store.close()
    await place.remove()
    try? FileManager.default.removeItem(at: told)
    try? FileManager.default.removeItem(atPath: told.path + ".errors")
  }
}
