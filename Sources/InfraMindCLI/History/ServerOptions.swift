internal import AdapterKit
internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindStore

/// Which server to read history from: shared by the commands that can.
struct ServerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the history from an inframind-server, such as https://inframind.example.org.",
      discussion: "The token is read from \(HistoryServer.tokenVariable).", valueName: "url"))
  var server: String?

  @Flag(
    help: "Send the token to --server also over plain HTTP and to another machine, where others may read it.")
  var allowPlainHttp = false

  mutating func validate() throws {
    if server == "" { throw ValidationError.empty(option: "server") }
  }

  /// The server's address; `nil` if none is named.
  ///
  /// Looked at where it is used, not with the other options: in a job a wrong address is a reason to go on without the
  /// server, and none to do nothing.
  ///
  /// - Throws: ``EngineError`` with the code `wrong-address`.
  func address() throws(EngineError) -> String? {
    guard let server else { return nil }
    let address = server.lowercased()
    if address.hasPrefix("https://") { return server }
    guard address.hasPrefix("http://") else {
      throw Self.wrong("--server takes an address such as https://inframind.example.org.")
    }
    guard allowPlainHttp || Self.isLoopback(address.dropFirst("http://".count)) else {
      throw Self.wrong(
        "--server would send the token where others may read it: use https://, or say --allow-plain-http.")
    }
    return server
  }

  private static func wrong(_ message: String) -> EngineError {
    EngineError(code: "wrong-address", message: message)
  }

  /// Whether an address is this machine's own, by its text alone.
  private static func isLoopback(_ rest: Substring) -> Bool {
    let authority = rest.prefix { !"/?#".contains($0) }
    if authority.contains("@") { return false }
    if authority.hasPrefix("[") { return authority.prefix { $0 != "]" } == "[::1" }
    let host = authority.prefix { $0 != ":" }
    if host == "localhost" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Longest wait for what suggestions rest on.
  private static let patience = Duration.seconds(2)
  /// Longest wait for what is all that a command shows.
  private static let longPatience = Duration.seconds(30)

  /// The history that suggestions rest on; `nil` if no server is named.
  ///
  /// - Throws: What hinders it, for a line in a log: suggestions can do without.
  func history() throws -> HistoryFile? {
    guard let server = try address() else { return nil }
    return try Waiting.result {
      // How many runs of each job are of use the server says, which knows the jobs.
      let runs = try await HistoryServer(server, patience: Self.patience).runs(RunQuery())
      return HistoryFile(runs, from: server)
    }
  }

  /// Finds a run on the server; `nil` if no server is named, or it knows none.
  func find(_ name: String, in scope: RunQuery) throws -> RunLookup.Found? {
    guard let server = try address() else { return nil }
    return try Waiting.result {
      let history = try HistoryServer(server, patience: Self.longPatience)
      return try await RunLookup(asking: history.runs).find(name, in: scope)
    }
  }
}
