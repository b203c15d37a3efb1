internal import InfraMindCore

/// Reads what `git log -z` prints of commits and of the files that each changed.
enum GitChangeLog {
  /// A mark that begins no count and no status, the commit, its parents.
  static let format = "%x01%H %P"

  private static let mark: UInt8 = 1

  /// What `--numstat` prints: `<added>\t<deleted>\t<path>`, with `-` for files without lines.
  static func lines(_ output: [UInt8]) -> [String: ChangeSize] {
    var changes: [String: ChangeSize] = [:]
    var commit: String?
    for entry in output.split(separator: 0) {
      let entry = entry.first == 10 ? entry.dropFirst() : entry
      if entry.first == mark {
        commit = Self.commit(entry)
        if let commit { changes[commit] = noLines }
        continue
      }
      let parts = entry.split(separator: 9, maxSplits: 2, omittingEmptySubsequences: false)
      guard let commit, parts.count == 3 else { continue }
      let counts = parts.prefix(2).map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
      changes[commit]?.count(path: parts[2], added: counts[0], deleted: counts[1])
    }
    return changes
  }

  /// What `--name-status` prints: a letter, and the path behind it.
  static func names(_ output: [UInt8]) -> [String: ChangeSize] {
    var changes: [String: ChangeSize] = [:]
    var commit: String?
    var isPath = false
    for entry in output.split(separator: 0, omittingEmptySubsequences: false) {
      let entry = !isPath && entry.first == 10 ? entry.dropFirst() : entry
      if isPath {
        if let commit { changes[commit]?.count(path: entry) }
        isPath = false
      } else if entry.first == mark {
        commit = Self.commit(entry)
        if let commit { changes[commit] = noFiles }
      } else {
        isPath = !entry.isEmpty
      }
    }
    return changes
  }

  /// The commit's name; `nil` for one without a parent, of which nothing is printed.
  private static func commit(_ entry: ArraySlice<UInt8>) -> String? {
    let words = entry.dropFirst().split(separator: 32)
    return words.count > 1 ? String(decoding: words[0], as: UTF8.self) : nil
  }

  private static var noLines: ChangeSize {
    var change = noFiles
    (change.additions, change.deletions, change.testLines) = (0, 0, 0)
    return change
  }

  private static var noFiles: ChangeSize {
    var change = ChangeSize(files: 0)
    (change.sourceFiles, change.testFiles, change.documentFiles) = (0, 0, 0)
    return change
  }
}

extension ChangeSize {
  fileprivate mutating func count(path: ArraySlice<UInt8>) {
    files = (files ?? 0) + 1
    switch FileKind(path: String(decoding: path, as: UTF8.self)) {
    case .source: sourceFiles = (sourceFiles ?? 0) + 1
    case .test: testFiles = (testFiles ?? 0) + 1
    case .document: documentFiles = (documentFiles ?? 0) + 1
    case .other: break
    }
  }

  fileprivate mutating func count(path: ArraySlice<UInt8>, added: Int, deleted: Int) {
    count(path: path)
    additions = (additions ?? 0) + added
    deletions = (deletions ?? 0) + deleted
    let isTest = FileKind(path: String(decoding: path, as: UTF8.self)) == .test
    testLines = (testLines ?? 0) + (isTest ? added + deleted : 0)
  }
}
