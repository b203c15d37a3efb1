internal import AdapterKit
internal import InfraMindCore

/// A token that lets its bearer write records of one repository, and do nothing else. Only its digest is known here.
struct RecordToken: Sendable, Hashable {
  /// SHA-256 of the token.
  let digest: [UInt8]
  let platform: Platform
  /// Host of the platform; `nil` for any.
  let source: String?
  /// `owner/name`.
  let repository: String

  /// Whether facts are about what the token is for.
  func covers(_ run: RunReference) -> Bool {
    run.platform == platform && run.repository.lowercased() == repository.lowercased()
      && (source == nil || source == run.source)
  }
}

/// The tokens that may send records.
struct RecordTokens: Sendable, Hashable {
  let tokens: [RecordToken]

  init(_ tokens: [RecordToken]) { self.tokens = tokens }

  /// What a token is for; `nil` if it is none of ours. All are compared, each in constant time.
  func token(_ text: String) -> RecordToken? {
    let digest = Digest.sha256(Array(text.utf8))
    var found: RecordToken?
    for token in tokens where Digest.areEqual(token.digest, digest) { found = token }
    return found
  }
}

/// A file of tokens: `sha256:DIGEST PLATFORM OWNER/NAME [HOST]` a line; `#` begins a comment.
struct RecordTokensFile {
  private(set) var tokens: [RecordToken] = []
  private(set) var problems: [ConfigurationProblem] = []

  init(_ contents: [UInt8], named file: String) {
    let lines = String(decoding: contents, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      guard !words.isEmpty else { continue }
      guard let token = Self.token(words) else {
        // The line may hold a token by mistake, so it is not shown.
        problems.append(
          ConfigurationProblem(
            place: "\(file):\(index + 1)",
            message: "A line must be `sha256:DIGEST PLATFORM OWNER/NAME [HOST]`, as `inframind-server token` "
              + "prints it."))
        continue
      }
      tokens.append(token)
    }
  }

  private static func token(_ words: [String]) -> RecordToken? {
    guard (3...4).contains(words.count), words[0].hasPrefix("sha256:"),
      let digest = bytes(hexadecimal: words[0].dropFirst(7)), digest.count == 32
    else { return nil }
    return RecordToken(
      digest: digest, platform: Platform(rawValue: words[1]), source: words.count > 3 ? words[3] : nil,
      repository: words[2])
  }

  private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
