internal import Foundation

/// A folder of a test's own, which goes when the value does.
package final class TemporaryPlace: Sendable {
  package let path: String

  /// An empty folder.
  package init() {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "inframind-server-\(UUID().uuidString)")
    path = place.path(percentEncoded: false)
    try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  package func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    return path + "/" + name
  }
}
