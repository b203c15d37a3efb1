internal import CLibPQ
internal import Foundation
internal import InfraMindStore

/// Where a server is. Holds what may be a password, and does not describe itself with it.
struct PostgresAddress: Sendable, CustomStringConvertible {
  let text: String
  /// Host and database, for messages.
  let description: String

  init(_ text: String) throws {
    self.text = text
    var complaint: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &complaint) else {
      PQfreemem(complaint)
      // libpq's own complaint quotes the text, and with it the password.
      throw StoreError(
        .unavailable,
        "The database's address is neither a URL such as postgresql://user@host/database nor key=value pairs."
      )
    }
    defer { PQconninfoFree(options) }
    let environment = ProcessInfo.processInfo.environment
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      let variable = option.pointee.envvar.flatMap { environment[String(cString: $0)] }
      values[String(cString: keyword)] = option.pointee.val.map { String(cString: $0) } ?? variable
      option += 1
    }
    let host = values["host"] ?? values["hostaddr"] ?? "the local socket"
    description = "'\(values["dbname"] ?? "")' at \(host)\(values["port"].map { ":" + $0 } ?? "")"
  }

  /// Keywords and values for a connection. What the address says wins over what stands before it.
  func parameters() -> [(String, String)] {
    let environment = ProcessInfo.processInfo.environment
    let timeout = environment["PGCONNECT_TIMEOUT"] == nil ? [("connect_timeout", "10")] : []
    return timeout + [
      // A server that vanished is noticed within half a minute instead of hours.
      ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "25000"), ("fallback_application_name", "inframind"), ("dbname", text),
      ("client_encoding", "UTF8"),
    ]
  }
}
