internal import AdapterKit
internal import ArgumentParser
internal import InfraMindEngine
internal import InfraMindStore

/// Which store: shared by the commands that keep or read history.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file that keeps the history.",
      discussion: "The default is \(StorePlace.usualPath) in the current folder.",
      valueName: "file"),
    completion: .file(extensions: ["db"]))
  var store: String?

  mutating func validate() throws {
    if store == "" { throw ValidationError.empty(option: "store") }
  }

  /// Opens it, does something, and closes it. What goes wrong is told, and ends the program with 2.
  func withStore<Value: Sendable>(
    isMade: Bool, _ body: @escaping @Sendable (any RunStore) async throws -> Value
  ) throws -> Value {
    try Self.reporting {
      try Waiting.result { [store] in
        let open = try StorePlace.open(store, isMade: isMade)
        let value = try await body(open)
        try await open.close()
        return value
      }
    }
  }

  /// Does something; an error with a sentence for users is told, and ends the program with 2.
  static func reporting<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      fail("\(error)")
    } catch let error as AdapterError {
      fail("\(error)")
    } catch let error as EngineError {
      fail("\(error)")
    }
  }

  private static func fail(_ message: String) -> Never {
    StandardStreams.write("inframind: error: \(Shown.plain(message, atMost: 1000))\n", to: .errors)
    StandardStreams.end(2)
  }
}
