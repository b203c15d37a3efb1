internal import AdapterKit
internal import InfraMindCore

/// A token that lets its bearer do one thing with one repository. Only its digest is known here.
struct RepositoryToken: Sendable, Hashable {
  /// What its bearer may do.
  enum Scope: String, Sendable, CaseIterable {
    /// Send records of jobs.
    case write
    /// Read runs.
    case read
  }

  /// SHA-256 of the token.
  let digest: [UInt8]
  let scope: Scope
  /// `nil` for any.
  let platform: Platform?
  /// Host of the platform; `nil` for any.
  let source: String?
  /// `owner/name`.
  let repository: String

  /// Whether facts are about what the token is for.
  func covers(_ run: RunReference) -> Bool {
    (platform == nil || platform == run.platform)
      && run.repository.lowercased() == repository.lowercased() && (source == nil || source == run.source)
  }
}

/// The tokens that may send records or read runs.
struct RepositoryTokens: Sendable, Hashable {
  let tokens: [RepositoryToken]

  init(_ tokens: [RepositoryToken]) { self.tokens = tokens }

  /// What a token is for; `nil` if it is none of ours. All are compared, each in constant time.
  func token(_ text: String) -> RepositoryToken? {
    let digest = Digest.sha256(Array(text.utf8))
    var found: RepositoryToken?
    for token in tokens where Digest.areEqual(token.digest, digest) { found = token }
    return found
  }
}

/// A file of tokens: `sha256:DIGEST [SCOPE] PLATFORM OWNER/NAME [HOST]` a line; `#` begins a comment. The scope is `write`
/// unless it is said; of `read`, the platform may be `any`.
struct RepositoryTokensFile {
  /// Stands for every platform.
  static let anyPlatform = "any"

  private(set) var tokens: [RepositoryToken] = []
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
            message:
              "A line must be `sha256:DIGEST [read] PLATFORM OWNER/NAME [HOST]`, as `inframind-server token` "
              + "prints it."))
        continue
      }
      tokens.append(token)
    }
  }

  private static func token(_ words: [String]) -> RepositoryToken? {
    var words = words[...]
    guard let first = words.popFirst(), first.hasPrefix("sha256:"),
      let digest = bytes(hexadecimal: first.dropFirst(7)), digest.count == 32
    else { return nil }
    let said = words.first.flatMap(RepositoryToken.Scope.init)
    if said != nil { words.removeFirst() }
    let scope = said ?? .write
    guard (2...3).contains(words.count), let platform = words.popFirst(), let repository = words.popFirst()
    else { return nil }
    // Who writes says of which platform; a record of any would let one job speak for all.
    guard platform != anyPlatform || scope == .read else { return nil }
    return RepositoryToken(
      digest: digest, scope: scope, platform: platform == anyPlatform ? nil : Platform(rawValue: platform),
      source: words.popFirst(), repository: repository)
  }

  private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
