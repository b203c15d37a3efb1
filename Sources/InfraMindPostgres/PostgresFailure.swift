internal import CLibPQ
internal import InfraMindStore

/// What a server or libpq complained of.
struct PostgresFailure: Error {
  /// Five characters by which PostgreSQL tells kinds of failure; empty if the connection was lost or never
  /// made.
  var state: String
  var message: String

  init(state: String, message: String) {
    self.state = state
    self.message = message
  }

  /// The failure of a result, or of the connection if there is none.
  init(_ result: OpaquePointer?, on connection: OpaquePointer?) {
    func field(_ code: Character) -> String? {
      PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
    }
    state = field("C") ?? ""
    message = field("M") ?? PQerrorMessage(connection).map { String(cString: $0) } ?? "no answer"
    message = message.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Whether transactions got in each other's way: the same one may go through at once. Two that make the
  /// same tables are told so by the last two.
  var isConflict: Bool { ["40001", "40P01", "23505", "42P07"].contains(state) }

  /// - SeeAlso: PostgreSQL, "Appendix A. PostgreSQL Error Codes".
  func storeError(at address: PostgresAddress) -> StoreError {
    let said = "PostgreSQL \(address) says: \(message)"
    switch state {
    case "53100": return StoreError(.full, said + ": make room, and it goes on by itself.")
    case "55P03", "57014", "40001", "40P01", "53200", "53300", "57P03", "25P03":
      return StoreError(.busy, said + ": try again.")
    case "XX001", "XX002": return StoreError(.damaged, said + ": restore it from a backup.")
    case "42P07": return StoreError(.damaged, "\(said): name a database or schema without other tables.")
    case "3D000", "42501", "25006", "58030": return StoreError(.unavailable, said + ".")
    case "": return StoreError(.unavailable, said + ".")
    default:
      let kind = state.prefix(2)
      if kind == "08" || state == "57P01" || state == "57P02" {
        return StoreError(.busy, said + ": try again.")
      }
      if kind == "28" || kind == "53" { return StoreError(.unavailable, said + ".") }
      return StoreError(.failed, "\(said) (SQLSTATE \(state)).")
    }
  }
}
