internal import InfraMindCore

/// Text of other people's files made fit for a terminal and for a job's log: nothing in it can move the cursor, colour
/// or hide, or be taken for a command to the platform that keeps the log.
package enum Shown {
  /// One line without control characters; what is left out is marked by `…`.
  ///
  /// - Parameter atMost: Most characters shown, counted in Unicode scalars.
  package static func plain(_ text: String, atMost limit: Int = 1000) -> String {
    var scalars = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      guard length < limit else { return uncommanding(String(scalars)) + "…" }
      scalars.append(replacement(for: scalar))
      length += 1
    }
    return uncommanding(String(scalars))
  }

  /// Breaks what GitHub Actions (`::error::`, `##[error]`), Azure Pipelines (`##vso[`) and TeamCity (`##teamcity[`) take for
  /// a command: GitHub also where blanks come first, and so at the beginning of any word, since lines may be wrapped.
  private static func uncommanding(_ text: String) -> String {
    var text = text
    if text.contains("::") { text = text.replacing(/(?<before>^|\s)::/) { "\($0.output.before)\\::" } }
    guard text.contains("##") else { return text }
    return text.replacing(/##(?<name>[A-Za-z]*)\[/) { "##\($0.output.name)\\[" }
  }

  /// A name that somebody gave in a pipeline or a history: what in it looks like a secret is hidden too.
  package static func name(_ text: String, atMost limit: Int = 1000) -> String {
    plain(SecretMask.sentence(text), atMost: limit)
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
