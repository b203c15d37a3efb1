internal import AdapterKit
internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine

struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Make a token that lets a repository's jobs send their records, or read its runs.",
    discussion: "Prints the token once, for the CI platform's secrets, and the line for records.tokens-file.")

  @Flag(help: "It reads the repository's runs, and may send nothing.")
  var read = false

  @Argument(help: "Platform, such as github-actions; with --read, also `any`.")
  var platform: String

  @Argument(help: "Repository, such as owner/name.")
  var repository: String

  @Option(help: "Host of the platform; any if left out.")
  var host: String?

  func run() throws {
    let platforms = Wiring.registry.adapters.map { type(of: $0).platform.rawValue }
    let isAny = read && platform == RepositoryTokensFile.anyPlatform
    guard isAny || platforms.contains(platform) else {
      let guess = NearestWord.nearest(to: platform, among: platforms).map { "; did you mean \($0)?" } ?? "."
      throw ValidationError("The platform must be one of \(platforms.joined(separator: ", "))\(guess)")
    }
    guard !repository.isEmpty, !(repository + (host ?? "")).contains(where: { $0.isWhitespace || $0 == "#" })
    else {
      throw ValidationError("A repository or host has no blanks.")
    }
    try checkRepository()
    if let host, host.isEmpty || host.contains("://") || host.hasSuffix("/") {
      throw ValidationError("--host takes a host name, such as gitlab.example.org.")
    }
    var generator = SystemRandomNumberGenerator()
    // The beginning tells scanners for secrets, and people, what it is.
    let token =
      (read ? "imh_" : "imr_")
      + (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }.hexadecimal
    let digest = Digest.sha256(Array(token.utf8)).hexadecimal
    let scope = read ? [RepositoryToken.Scope.read.rawValue] : []
    let words = ["sha256:\(digest)"] + scope + [platform, repository] + (host.map { [$0] } ?? [])
    let line = words.joined(separator: " ")
    Console.write("token: \(token)\nline:  \(line)\n")
  }

  /// A token for what no run can be of would let nobody in, and nobody would know why.
  private func checkRepository() throws {
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.allSatisfy { $0.isLetter || $0.isNumber || "-_.+~".contains($0) }
    }
    let (counts, form): (ClosedRange<Int>, String) =
      switch Platform(rawValue: platform) {
      case .gitHubActions: (2...2, "`owner/name`")
      case .teamCity: (1...20, "a project's id, such as `Shop_Build`")
      case Platform(rawValue: RepositoryTokensFile.anyPlatform):
        (1...20, "what the platform calls it, such as `owner/name`")
      default: (2...20, "`owner/name`")
      }
    guard isPlain, counts.contains(parts.count), !repository.hasSuffix(".git") else {
      throw ValidationError("The repository must be \(form), not an address or a part of it.")
    }
  }
}
