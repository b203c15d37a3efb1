internal import Foundation

/// Files that lie beside a test.
public enum FixtureFile {
  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - path: Relative to the folder of `source`.
  ///   - source: A test's own file: `#filePath`.
  /// - Throws: What Foundation throws if there is no such file.
  public static func bytes(_ path: String, beside source: String) throws -> [UInt8] {
    try Array(Data(contentsOf: url(path, beside: source)))
  }

  /// Names of the files of a folder that end so, sorted; none if there is no such folder.
  public static func names(in folder: String, ending: String, beside source: String) -> [String] {
    let path = url(folder, beside: source).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      .filter { $0.hasSuffix(ending) }.sorted()
  }

  private static func url(_ path: String, beside source: String) -> URL {
    URL(filePath: source).deletingLastPathComponent().appending(path: path)
  }
}
