import Foundation
import ProgramTesting
import InfraMindCore
import InfraMindEngine

/// A folder that exists as long as the value does.
final class TemporaryFolder {
  let path: String

  init() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "inframind-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    path = place.resolvingSymlinksInPath().path(percentEncoded: false).trimmingSuffix("/")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders that it needs.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let place = "\(path)/\(name)"
    let folder = (place as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: place))
    return place
  }

  func bytes(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map(Array.init)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
  }

  /// Names of everything directly in a folder, sorted.
  func names(in folder: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
  }

  /// Runs git here.
  @discardableResult
  func git(_ arguments: String...) throws -> Int32 {
    let person = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"]
    return try ChildProgram("git", ["-C", path] + person + arguments).run()
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}

/// Files in memory.
struct InMemoryFiles: RepositoryFiles {
  var files: [String: [UInt8]]

  init(_ files: [String: String]) { self.files = files.mapValues { Array($0.utf8) } }

  func paths(matching glob: String) -> [String] {
    let glob = Glob(glob)
    return files.keys.filter(glob.matches).sorted()
  }
  func contents(of path: String) -> [UInt8]? { files[path] }
  func exists(_ path: String) -> Bool { files[path] != nil }
}
