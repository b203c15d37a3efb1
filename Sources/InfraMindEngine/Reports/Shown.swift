/// Text of other people's files made fit for a terminal: nothing in it can move the cursor, colour or hide.
package enum Shown {
  /// One line without control characters; what is left out is marked by `…`.
  ///
  /// - Parameter atMost: Most characters shown, counted in Unicode scalars.
  package static func plain(_ text: String, atMost limit: Int = 1000) -> String {
    var scalars = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      guard length < limit else { return String(scalars) + "…" }
      scalars.append(replacement(for: scalar))
      length += 1
    }
    return String(scalars)
  }

  /// Lines as they are, each made plain.
  package static func lines(_ text: String, atMost limit: Int = 400) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { plain(String($0), atMost: limit) }
  }

  private static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 9, 10, 13: " "
    case 0..<32, 127..<160: "\u{FFFD}"
    case 32..<127: scalar
    // Separators that some terminals break lines at.
    case 0x2028, 0x2029: "\u{FFFD}"
    // These only choose how the character before them looks.
    case 0xFE00...0xFE0F: scalar
    default: isInvisible(scalar) ? "\u{FFFD}" : scalar
    }
  }

  /// Marks that change the direction of writing, joiners, fillers: with them two names look the same.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .format || scalar.properties.isDefaultIgnorableCodePoint
  }
}
