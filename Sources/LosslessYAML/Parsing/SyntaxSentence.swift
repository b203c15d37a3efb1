/// Says in a sentence of ours what libyaml says in its own words, and picks the place to look at.
struct SyntaxSentence {
  let text: String
  /// The offset to point at.
  let offset: Int

  /// - Parameters:
  ///   - problem: libyaml's words for what is wrong.
  ///   - offset: Where it noticed.
  ///   - start: Where what it was reading at that time begins, if it says so.
  init(problem: String, at offset: Int, start: Int?, in source: SourceText) {
    let line = start.map { " of line \(source.line(at: $0) + 1)" } ?? ""
    let byte = offset < source.bytes.count ? source.bytes[offset] : .lineFeed
    let (text, pointsAtStart) = Self.sentence(for: problem, line: line, byte: byte)
    self.offset = pointsAtStart ? start ?? offset : offset
    let isTemplate = [self.offset, offset].contains { Self.opensTemplate(onLineOf: $0, in: source) }
    self.text = isTemplate ? "\(text) (a template?)" : text
  }

  private static func sentence(
    for problem: String, line: String, byte: UInt8
  ) -> (text: String, pointsAtStart: Bool) {
    switch problem {
    case "could not find expected ':'":
      ("this is neither 'key: value' nor an item of a list; add the ':' or mend the indentation", true)
    case "mapping values are not allowed in this context":
      ("a ':' cannot stand here; quote the text before it or mend the indentation", false)
    case "found character that cannot start any token":
      (startOfToken(byte), false)
    case "found unexpected end of stream", "found unexpected document indicator":
      ("the quoted text\(line) is not closed; add the quote at its end", true)
    case "did not find expected ',' or ']'":
      ("the '['\(line) is not closed here; add a ',' or ']'", false)
    case "did not find expected ',' or '}'":
      ("the '{'\(line) is not closed here; add a ',' or '}'", false)
    case "did not find expected key":
      ("this does not continue the mapping\(line); mend the indentation or quote the text before it", false)
    case "did not find expected '-' indicator":
      ("this does not continue the list\(line); mend the indentation or quote the text before it", false)
    case "did not find expected node content":
      ("a value is missing here; write one or remove the punctuation before it", false)
    case "did not find expected <document start>":
      ("this does not continue the document; mend the indentation or begin a new one with '---'", false)
    case "block sequence entries are not allowed in this context":
      ("an item cannot begin here; put the '-' on a line of its own", false)
    case "mapping keys are not allowed in this context":
      ("a '?' cannot stand here; quote the text", false)
    case "found undefined tag handle":
      ("the handle of this tag is not declared; declare it with %TAG", false)
    case "found unknown escape character":
      ("the backslash begins no escape that YAML knows; double it or use single quotes", false)
    case "found a tab character where an indentation space is expected":
      ("a tab indents this block scalar; use blanks", false)
    case "found incompatible YAML document":
      ("the %YAML directive asks for a version that is not read; 1.1 and 1.2 are", false)
    case "found unknown directive name":
      ("the directive is unknown; only %YAML and %TAG are read", false)
    default:
      ("the text is no YAML here: \(problem)", false)
    }
  }

  private static func startOfToken(_ byte: UInt8) -> String {
    switch byte {
    case .tab: "a tab cannot indent or begin a value; use blanks"
    case 0x21...0x7E: "'\(Character(Unicode.Scalar(byte)))' cannot begin a value; quote the text"
    default: "this character cannot begin a value; quote the text"
    }
  }

  /// Whether a line holds `{{`, `{%` or `<%`, as the templates do that become YAML later.
  private static func opensTemplate(onLineOf offset: Int, in source: SourceText) -> Bool {
    let line = source.line(at: offset)
    let text = source.bytes[source.start(ofLine: line)..<source.end(ofLine: line)]
    let openings = ["{{", "{%", "<%"].map { Array($0.utf8) }
    return zip(text, text.dropFirst()).contains { openings.contains([$0, $1]) }
  }
}
