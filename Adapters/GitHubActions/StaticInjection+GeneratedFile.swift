extension GeneratedHeader {
  /// The file that the header names as the one to change; `nil` if it names none.
  ///
  /// The first word like a path is taken, from the line that says that the file is generated to the end of the
  /// comments, as in "To update this file, edit ci.md and run …".
  func origin(in source: [UInt8]) -> String? {
    let text = String(decoding: source.prefix(16_384), as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).dropFirst(line - 1)
    let comments = lines.prefix { line in
      let content = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
      return content.isEmpty || content.hasPrefix("#")
    }
    return comments.lazy.compactMap(Self.path).first
  }

  /// The first word of a comment that looks like a path to a file.
  private static func path(in comment: Substring) -> String? {
    for word in comment.split(whereSeparator: { " \t`'\",".contains($0) }) {
      let path = word.withoutPunctuation
      guard !path.contains("://"), let dot = path.lastIndex(of: "."), dot != path.startIndex else { continue }
      let ending = path[path.index(after: dot)...]
      let isEnding = (1...8).contains(ending.count) && ending.allSatisfy { $0.isLetter || $0.isNumber }
      let isHost = ["com", "org", "io", "dev", "net"].contains(ending.lowercased())
      if isEnding, !isHost, ending.contains(where: \.isLetter) { return String(path) }
    }
    return nil
  }
}

extension Substring {
  /// Without the points, brackets and colons around a word of a sentence.
  fileprivate var withoutPunctuation: Substring {
    var word = drop { "([{<".contains($0) }
    while let last = word.last, ")]}>.;:!".contains(last) { word.removeLast() }
    return word
  }
}
