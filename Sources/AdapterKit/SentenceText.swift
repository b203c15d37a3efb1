/// Words for sentences.
public enum SentenceText {
  /// `line 3`, `lines 3, 9 and 12`; each line once.
  public static func lines(_ lines: [Int]) -> String {
    let numbers = Set(lines).sorted().map(String.init)
    return (numbers.count == 1 ? "line " : "lines ") + list(numbers)
  }

  /// `a`, `a and b`, `a, b and c`; of more than five the first four and how many more.
  public static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    guard items.count <= 5 else {
      return items.prefix(4).joined(separator: ", ") + " and \(items.count - 4) more"
    }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A platform's word in backquotes, for messages: at most 60 characters of it, without line ends and the like.
  public static func word(_ word: String) -> String {
    let characters = word.unicodeScalars.prefix(60).map { scalar -> Character in
      let isShown = scalar.value >= 0x20 && scalar != "`" && !(0x7f...0x9f).contains(scalar.value)
      return isShown ? Character(scalar) : "?"
    }
    return "`\(String(characters))\(word.unicodeScalars.count > 60 ? "…" : "")`"
  }

  /// A text on one line that is nothing but text: line breaks are blanks, and control characters and those that turn
  /// the direction of writing are left out, so that a log shows it as it is and takes none of it for a command.
  public static func line(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where ["\n", "\r", "\t"].contains(scalar), .lineSeparator, .paragraphSeparator:
        scalars.append(" ")
      case .control, .format, .surrogate: continue
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}

extension String {
  /// Fit for a sentence: on one line, and at most 80 characters.
  public var short: String {
    // Readers make sentences for every job, and nearly all names are short and plain.
    if utf8.count <= 80, utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
    let line = String(prefix(81).map { $0.isNewline ? " " : $0 })
    return line.count <= 80 ? line : line.prefix(79) + "…"
  }
}
