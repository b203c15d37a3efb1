public import AdapterTesting
internal import Foundation

extension SampleRepository {
  /// The checkouts of a folder, each a folder of its own with the files at their places, sorted by name.
  ///
  /// - Parameters:
  ///   - folder: Relative to the folder of `source`. A folder that is not there holds none.
  ///   - source: A test's own file: `#filePath`.
  public static func checkouts(in folder: String, beside source: String) -> [SampleRepository] {
    let folder = url(folder, beside: source)
    return names(in: folder).compactMap { name in
      let root = folder.appending(path: name)
      var files: [String: [UInt8]] = [:]
      for path in (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? [] {
        files[path] = bytes(of: root.appending(path: path))
      }
      return files.isEmpty ? nil : SampleRepository(name: name, bytes: files)
    }
  }

  /// The files of a folder, each as the only file of a checkout, sorted by name.
  ///
  /// - Parameters:
  ///   - folder: Relative to the folder of `source`. A folder that is not there holds none.
  ///   - ending: What the files' names end with, such as `.before.yml`; folders within are looked through too.
  ///   - path: Where the file stands in its checkout.
  ///   - source: A test's own file: `#filePath`.
  public static func files(
    in folder: String, ending: String, as path: String, beside source: String
  ) -> [SampleRepository] {
    let root = url(folder, beside: source)
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
    return paths.filter { $0.hasSuffix(ending) }.sorted().compactMap { name in
      bytes(of: root.appending(path: name)).map { SampleRepository(name: name, bytes: [path: $0]) }
    }
  }

  private static func url(_ folder: String, beside source: String) -> URL {
    URL(filePath: source).deletingLastPathComponent().appending(path: folder)
  }

  private static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  private static func bytes(of file: URL) -> [UInt8]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue
    else {
      return nil
    }
    return (try? Data(contentsOf: file)).map { Array($0) }
  }
}
