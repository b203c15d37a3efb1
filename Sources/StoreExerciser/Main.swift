internal import Foundation
internal import InfraMindCore
internal import InfraMindPostgres
internal import InfraMindStore
internal import StoreTesting

/// Puts a store to work from a process of its own: for tests that kill it, and for measuring.
///
///     store-exerciser write PLACE               writes until it is killed, and tells what is on disk
///     store-exerciser fill PLACE RUNS JOBS      makes runs of so many jobs of one repository
///     store-exerciser read PLACE LATEST         reads the latest runs of all of its jobs
///     store-exerciser inbox PLACE COUNT BYTES   keeps and processes so many deliveries
///     store-exerciser decode FILE               reads lines of runs, as `inframind history export` writes them
///     store-exerciser decode FILE PLATFORM EVENT  reads a delivery of a platform's, again and again
///
/// PLACE is the path of a file or a connection URL.
@main struct StoreExerciser {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    func number(_ index: Int, or fallback: Int) -> Int {
      arguments.indices.contains(index) ? Int(arguments[index]) ?? fallback : fallback
    }
    guard arguments.count >= 2 else {
      return FileHandle.standardError.write(Data("store-exerciser WHAT PLACE\n".utf8))
    }
    if arguments[0] == "decode" {
      return try Decoding(of: arguments[1]).measure(Array(arguments.dropFirst(2)))
    }
    let store = try await open(arguments[1])
    switch arguments[0] {
    case "write": try await ToldWriting(store: store, begin: number(2, or: 0)).goOn()
    case "fill":
      try await Measuring(store: store).fill(runs: number(2, or: 100_000), jobs: number(3, or: 200))
    case "read": try await Measuring(store: store).read(latest: number(2, or: 200))
    case "inbox": try await Measuring(store: store).inbox(number(2, or: 10_000), bytes: number(3, or: 12_000))
    default: FileHandle.standardError.write(Data("there is no '\(arguments[0])'\n".utf8))
    }
    try await store.close()
  }

  private static func open(_ place: String) async throws -> any RunStore {
    if place.hasPrefix("postgres") { return try await PostgresRunStore(url: place) }
    return try SQLiteRunStore(path: place)
  }
}
