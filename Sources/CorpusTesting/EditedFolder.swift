internal import AdapterTesting
internal import Foundation

/// Lays edited files, and what they were, into folders below the one that `CORPUS_EDITS` names, for schema checkers
/// and linters to compare: `<platform>/<kind>-before` and `<platform>/<kind>-after`.
struct EditedFolder {
  let platform: String

  private static let root = ProcessInfo.processInfo.environment["CORPUS_EDITS"].map { URL(filePath: $0) }

  func keep(_ after: SampleRepository, of before: SampleRepository, as kind: String) throws {
    guard let root = Self.root else { return }
    for (path, bytes) in after.files {
      guard let old = before.files[path], old != bytes else { continue }
      let name = "\(before.name)/\(path)".replacing("/", with: "__")
      for (stage, bytes) in [("before", old), ("after", bytes)] {
        let folder = root.appending(path: "\(platform)/\(kind)-\(stage)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: folder.appending(path: name))
      }
    }
  }

  /// Writes the platform's row of the table.
  func write(_ census: CorpusCensus) throws {
    guard let root = Self.root else { return }
    let folder = root.appending(path: platform)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // Pairs, since the order of columns is part of the table.
    let row = zip(CorpusCensus.columns, census.cells).map { [$0, $1] }
    try JSONEncoder().encode(row).write(to: folder.appending(path: "census.json"))
  }
}
