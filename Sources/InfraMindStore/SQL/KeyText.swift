internal import AdapterKit

/// Texts as parts of keys.
package enum KeyText {
  /// Longest part of a key, in bytes: six of them fit an index entry of every database.
  package static let most = 255

  /// The text itself where it is short enough; else its beginning and a digest of the whole.
  package static func bounded(_ text: String) -> String {
    let clean = text.utf8.contains(0) ? text.replacing("\u{0}", with: "\u{FFFD}") : text
    guard clean.utf8.count > most else { return clean }
    let digest = Digest.sha256(Array(clean.utf8)).hexadecimal
    var start = ""
    for character in clean.unicodeScalars {
      guard start.utf8.count + UTF8.width(character) < most - digest.utf8.count else { break }
      start.unicodeScalars.append(character)
    }
    return start + "#" + digest
  }

  /// A number that equal lists of texts share, and others practically never.
  package static func number(of texts: [String]) -> Int64 {
    var bytes: [UInt8] = []
    for text in texts {
      let utf8 = Array(text.utf8)
      withUnsafeBytes(of: UInt64(utf8.count).littleEndian) { bytes += $0 }
      bytes += utf8
    }
    return Digest.sha256(bytes).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { UTF8.encode(scalar)?.count ?? 3 }
}
