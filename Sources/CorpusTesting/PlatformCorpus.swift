public import AdapterTesting
internal import AdapterKit
internal import Foundation
internal import InfraMindCore
public import LosslessYAML

/// The real files of one platform, and what an adapter makes of them.
///
/// They lie in `../shared/corpus` beside the package; where that is absent there is nothing to run over.
public struct PlatformCorpus {
  /// Whether there are any real files here.
  public static var isThere: Bool { Place.corpus != nil }

  let subject: AdapterLawSubject
  let written: (@Sendable (YAMLStream) -> [YAMLNode])?
  let kind: @Sendable (YAMLStream, String) -> String?
  let adopting: @Sendable (SampleRepository) -> SampleRepository

  /// The files of the subject's platform, in the folder with its name.
  ///
  /// - Parameters:
  ///   - subject: As the laws have it; its samples are not used.
  ///   - written: The nodes at which a file defines its jobs, found without the adapter's reader: the census then
  ///     says of what share of them the reader has a job on that line. `nil` where nobody can say.
  ///   - kind: How the job with this id says its machine, in a word such as `literal`; the census then counts by
  ///     these words too. `nil` leaves a job out of that.
  ///   - adopting: A checkout with what users add before their jobs can be measured.
  public init(
    _ subject: AdapterLawSubject, written: (@Sendable (YAMLStream) -> [YAMLNode])? = nil,
    kind: @escaping @Sendable (YAMLStream, String) -> String? = { _, _ in nil },
    adopting: @escaping @Sendable (SampleRepository) -> SampleRepository = { $0 }
  ) {
    self.subject = subject
    self.written = written
    self.kind = kind
    self.adopting = adopting
  }

  /// Reads and edits them all.
  public func census() throws -> CorpusCensus {
    var work = CorpusWork(self)
    for checkout in try checkouts() { work.take(checkout) }
    try work.write()
    return work.census
  }

  var platform: String { type(of: subject.adapter).platform.rawValue }

  /// One checkout for each repository and commit: a historical version of a file is a checkout of its own.
  func checkouts() throws -> [SampleRepository] {
    guard let folder = Place.corpus else { return [] }
    let manifest = try String(contentsOf: folder.appending(path: "MANIFEST.tsv"), encoding: .utf8)
    var checkouts: [String: SampleRepository] = [:]
    for line in manifest.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count > 4, cells[0] == platform else { continue }
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: cells[1])))
      var name = cells[2]
      let path = place(of: cells[3])
      while checkouts[name]?.files[path] != nil { name += "@" + cells[4].prefix(7) }
      checkouts[name, default: SampleRepository(name: name, bytes: [:])].files[path] = bytes
    }
    return checkouts.values.sorted { $0.name < $1.name }
  }

  /// Where a file stands in its checkout: where it stood, or where the platform looks for it if that is elsewhere.
  private func place(of path: String) -> String {
    let patterns = type(of: subject.adapter).pipelineFilePatterns
    let isFound = patterns.contains { Glob($0).matches(path) }
    guard !isFound, let folder = patterns.first?.split(separator: "/").dropLast(), !folder.isEmpty else {
      return path
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let moved = (folder.map(String.init) + [name]).joined(separator: "/")
    return patterns.contains { Glob($0).matches(moved) } ? moved : path
  }
}
