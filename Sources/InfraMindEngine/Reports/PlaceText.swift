internal import InfraMindCore

/// Sentences in which files are named from the repository's root, with those files as a user would write them from
/// where they are: so that a terminal finds each place that a report names.
struct PlaceText {
  let repository: Repository
  /// Whether a path of the repository is a file.
  let isFile: (String) -> Bool

  init(_ repository: Repository, isFile: @escaping (String) -> Bool) {
    self.repository = repository
    self.isFile = isFile
  }

  init(_ entry: Inspection.Entry) {
    self.init(entry.report.repository, isFile: entry.ground.checkout.exists)
  }

  /// The sentence; what stands between backticks is code and stays as it is.
  func shown(_ sentence: String) -> String {
    guard repository.shownRoot != "." else { return sentence }
    var isCode = false
    let words = sentence.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let marks = word.utf8.count { $0 == UInt8(ascii: "`") }
      defer { if marks % 2 == 1 { isCode.toggle() } }
      return isCode || marks > 0 ? String(word) : shown(word: word)
    }
    return words.joined(separator: " ")
  }

  private func shown(word: Substring) -> String {
    let start = word.firstIndex { !"(\"'".contains($0) } ?? word.endIndex
    var end = word.endIndex
    while start < end, ".,;:)\"'".contains(word[word.index(before: end)]) { end = word.index(before: end) }
    let name = word[start..<end]
    let path = Self.withoutPlace(name)
    guard path.contains(".") || path.contains("/"), !path.hasPrefix("/"), !path.hasPrefix("./"),
      !path.hasPrefix("../"), isFile(String(path))
    else { return String(word) }
    return word[..<start] + repository.shown(String(name)) + word[end...]
  }

  /// A path without `:line` and `:line:column`.
  private static func withoutPlace(_ name: Substring) -> Substring {
    var path = name
    for _ in 0..<2 {
      guard let colon = path.lastIndex(of: ":"), !path[colon...].dropFirst().isEmpty,
        path[colon...].dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
      else { break }
      path = path[..<colon]
    }
    return path
  }
}
