package import AdapterKit
package import InfraMindCore

/// The part of a checkout that advice reads, fit to be sent to a server of one's own: texts of the files that are read, and
/// names of those whose being there is all that counts.
package struct SentCheckout: RepositoryFiles {
  /// Whose pipelines.
  package let platform: Platform
  /// `owner/name`; empty if the sender does not know.
  package var repository: String
  /// What the sender calls the repository where it looks at it, which is part of the ids of suggestions.
  private let localName: String
  /// The pipeline files to look at, sorted.
  package let pipelines: [String]
  private let texts: [String: [UInt8]]
  private let names: Set<String>

  /// Most bytes of all texts together.
  package static let mostBytes = 4 << 20
  /// Most files.
  package static let mostFiles = 5000
  /// Most of them that are pipelines.
  package static let mostPipelines = 500
  /// Most bytes of one of these, as on GitHub.
  package static let largestPipeline = 1 << 20

  /// Notes what is read while a repository is looked at.
  ///
  /// - Throws: ``EngineError`` if that is too much to send.
  package init(
    _ repository: Repository, on platform: Platform, reading files: any RepositoryFiles,
    by suggester: Suggester, _ surroundings: Suggester.Surroundings
  ) throws(EngineError) {
    let reading = NotedFiles(over: files)
    _ = suggester.report(on: repository, reading: reading, surroundings)
    for name in Settings.fileNames { _ = reading.contents(of: name) }
    self.platform = platform
    self.repository = repository.name
    localName = repository.name
    pipelines = repository.pipelines.filter { $0.platform == platform }.flatMap(\.files)
    // Bytes that are no text would come back as other ones: of such a file only its name is told.
    let noted = reading.noted
    let texts = noted.texts.filter { String(validating: $0.value, as: UTF8.self) != nil }
    self.texts = texts
    names = noted.names.union(noted.texts.keys.filter { texts[$0] == nil })
    let bytes = texts.values.reduce(0) { $0 + $1.count }
    guard bytes <= Self.mostBytes, texts.count + names.count <= Self.mostFiles else {
      throw EngineError(
        code: "too-large",
        message:
          "The pipelines read \(bytes) bytes of \(texts.count + names.count) files, more than are sent to a server."
      )
    }
  }

  /// The files that a platform's server sends along with its question.
  package init(_ question: RunQuestion, on platform: Platform, repository: String) {
    self.platform = platform
    self.repository = repository
    localName = repository
    texts = Dictionary(question.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
    pipelines = texts.keys.sorted()
    names = []
  }

  /// What jobs are said to be of.
  package var name: String { localName.isEmpty ? repository : localName }

  package func paths(matching glob: String) -> [String] {
    let glob = Glob(glob)
    return names.union(texts.keys).filter(glob.matches).sorted()
  }

  package func contents(of path: String) -> [UInt8]? { texts[path] }

  package func exists(_ path: String) -> Bool { texts[path] != nil || names.contains(path) }

  // MARK: - As JSON

  /// The checkout as JSON, with what else a request says.
  package func json(_ more: [JSONText.Member] = []) -> [UInt8] {
    let members: [JSONText.Member] = [
      .init("platform", .string(platform.rawValue)), .init("repository", .string(repository)),
      .init("name", .string(localName)),
      .init("pipelines", .list(pipelines.map(JSONText.string))),
      .init(
        "files",
        .object(
          texts.sorted { $0.key < $1.key }.map {
            .init($0.key, .string(String(decoding: $0.value, as: UTF8.self)))
          })),
      .init("names", .list(names.sorted().map(JSONText.string))),
    ]
    return JSONText.object(members + more).bytes
  }

  /// Reads what was sent.
  ///
  /// - Throws: ``EngineError`` with the code `invalid-checkout` for anything else.
  package init(_ json: JSONValue) throws(EngineError) {
    guard let platform = json["platform"]?.text else { throw Self.invalid("it names no platform") }
    self.platform = Platform(rawValue: platform)
    repository = json["repository"]?.text ?? ""
    localName = json["name"]?.text ?? ""
    var texts: [String: [UInt8]] = [:]
    var bytes = 0
    for member in json["files"]?.members ?? [] {
      guard let path = Checkout.normalized(member.key), path == member.key, let text = member.value.anyText
      else {
        throw Self.invalid("a file has no path within the repository, or no text")
      }
      bytes += text.utf8.count
      guard bytes <= Self.mostBytes, texts.count < Self.mostFiles else {
        throw Self.invalid("it is larger than \(Self.mostBytes >> 20) MiB, or has too many files")
      }
      texts[path] = Array(text.utf8)
    }
    let names = (json["names"]?.elements ?? []).compactMap(\.text)
    guard names.count <= Self.mostFiles else { throw Self.invalid("it has too many names") }
    self.texts = texts
    self.names = Set(names)
    pipelines = (json["pipelines"]?.elements ?? []).compactMap(\.text).filter { texts[$0] != nil }.sorted()
    guard pipelines.count <= Self.mostPipelines else { throw Self.invalid("it has too many pipelines") }
    guard pipelines.allSatisfy({ (texts[$0]?.count ?? 0) <= Self.largestPipeline }) else {
      throw Self.invalid("a pipeline file is larger than \(Self.largestPipeline >> 20) MiB")
    }
    guard !pipelines.isEmpty else { throw Self.invalid("none of its pipelines is among its files") }
  }

  private static func invalid(_ why: String) -> EngineError {
    EngineError(
      code: "invalid-checkout", message: "The checkout that was sent cannot be used: \(why).")
  }
}
