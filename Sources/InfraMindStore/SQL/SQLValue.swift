package import FoundationEssentials

/// A value of a column or of a statement's parameter.
package enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])

  /// A text, or null. U+0000 becomes U+FFFD: not every database keeps it.
  package static func text(_ text: String?) -> SQLValue {
    guard let text else { return .null }
    return .text(text.utf8.contains(0) ? text.replacing("\u{0}", with: "\u{FFFD}") : text)
  }

  /// Part of a key: an overlong one is cut and told apart by a digest, so that it fits every index.
  package static func key(_ text: String) -> SQLValue { .text(KeyText.bounded(text)) }

  /// A whole number, or null.
  package static func integer(_ number: Int?) -> SQLValue {
    guard let number else { return .null }
    return .integer(Int64(number))
  }

  /// A finite number, or null.
  package static func real(_ number: Double?) -> SQLValue {
    guard let number, number.isFinite else { return .null }
    return .real(number)
  }

  /// A time in microseconds since 1970, or null.
  package static func time(_ date: Date?) -> SQLValue {
    guard let date else { return .null }
    return .integer(date.microseconds)
  }
}

/// A row of an answer; columns are counted from 0.
package protocol SQLRow {
  func integer(at column: Int) -> Int64?
  func real(at column: Int) -> Double?
  func text(at column: Int) -> String?
  func bytes(at column: Int) -> [UInt8]?
}

extension SQLRow {
  /// A time from microseconds since 1970.
  package func time(at column: Int) -> Date? { integer(at: column).map { Date(microseconds: $0) } }

  /// A whole number that fits.
  package func int(at column: Int) -> Int? { integer(at: column).map(Int.init(clamping:)) }
}
