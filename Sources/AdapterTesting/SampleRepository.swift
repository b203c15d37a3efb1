public import InfraMindCore

/// A checkout in memory, with a name for messages.
public struct SampleRepository: RepositoryFiles, Hashable, CustomStringConvertible {
  /// What failures call it, such as the fixture that it is made of.
  public var name: String
  /// The bytes of each file by its path from the root.
  public var files: [String: [UInt8]]
  /// The files that are read as pipelines; `nil` for those that the adapter's patterns find.
  public var pipelines: [String]?

  /// Makes a checkout of bytes.
  public init(name: String, bytes files: [String: [UInt8]], pipelines: [String]? = nil) {
    self.name = name
    self.files = files
    self.pipelines = pipelines
  }

  /// Makes a checkout of texts.
  public init(name: String = "a checkout", files: [String: String], pipelines: [String]? = nil) {
    self.init(name: name, bytes: files.mapValues { Array($0.utf8) }, pipelines: pipelines)
  }

  /// The name.
  public var description: String { name }

  /// Paths that match a glob, sorted.
  public func paths(matching glob: String) -> [String] {
    let pattern = Glob(glob)
    return files.keys.filter(pattern.matches).sorted()
  }

  /// The bytes of a file; `nil` if there is none.
  public func contents(of path: String) -> [UInt8]? { files[path] }

  /// Whether the file is there.
  public func exists(_ path: String) -> Bool { files[path] != nil }

  /// The text of a file; empty if there is none.
  public func text(of path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }

  /// The same checkout with other bytes in one file.
  public func replacing(_ path: String, with bytes: [UInt8]) -> SampleRepository {
    var copy = self
    copy.files[path] = bytes
    return copy
  }
}
