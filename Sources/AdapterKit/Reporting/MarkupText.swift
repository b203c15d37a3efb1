/// Text within HTML or XML.
public enum MarkupText {
  /// A text on one line in which nothing is markup, fit for an element or an attribute; what XML cannot hold at all is
  /// left out.
  ///
  /// - SeeAlso: W3C, "Extensible Markup Language (XML) 1.0", 2.2 "Characters".
  public static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in SentenceText.line(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{FFFE}", "\u{FFFF}": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
