package import InfraMindCore

/// A checkout as it would be with some files replaced: what edits are tried on before anything is written.
package struct OverlayFiles: RepositoryFiles {
  private let base: any RepositoryFiles
  /// New contents by path.
  package private(set) var replaced: [String: [UInt8]] = [:]

  /// Views a checkout without changes.
  package init(over base: any RepositoryFiles) { self.base = base }

  /// Replaces a file's contents in this view.
  package mutating func replace(_ path: String, with contents: [UInt8]) { replaced[path] = contents }

  package func paths(matching glob: String) -> [String] { base.paths(matching: glob) }

  package func contents(of path: String) -> [UInt8]? { replaced[path] ?? base.contents(of: path) }

  package func exists(_ path: String) -> Bool { base.exists(path) }
}
