public import AdapterTesting
internal import Foundation
internal import ProgramTesting

/// Asks `scripts/schema_errors.py`, with the programs of `.tools/venv`, what a JSON schema says.
public struct SchemaProgram: SchemaChecking {
  /// A file, or a name that check-jsonschema knows.
  private let schema: String
  /// The Python to run; `nil` where none was installed and one must be.
  private let python: String?

  private struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The errors of each file.
  public func errors(in files: [[UInt8]]) throws -> [[String]?] {
    guard let python else {
      throw Failure(description: "there is no .tools/venv: run scripts/tools.sh")
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "inframind-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (number, bytes) in files.enumerated() {
      try Data(bytes).write(to: folder.appending(path: "\(number).yml"))
    }
    var errors: [[String]?] = []
    for start in stride(from: 0, to: files.count, by: Self.filesPerRun) {
      let names = (start..<min(start + Self.filesPerRun, files.count)).map { "\($0).yml" }
      errors += try run(python, on: names, in: folder)
    }
    return errors
  }

  /// Command lines have a limit.
  private static let filesPerRun = 500

  private func run(_ python: String, on names: [String], in folder: URL) throws -> [[String]?] {
    let script = Place.package.appending(path: "scripts/schema_errors.py").path
    let program = ChildProgram(python, [script, schema, "errors.json"] + names, in: folder.path)
    let status = try program.run()
    guard status == 0 else { throw Failure(description: "schema_errors.py ends with status \(status)") }
    let data = try Data(contentsOf: folder.appending(path: "errors.json"))
    let found = try JSONDecoder().decode([String: [String]?].self, from: data)
    return names.map { found[$0] ?? nil }
  }

  fileprivate init(schema: String, python: String?) {
    self.schema = schema
    self.python = python
  }
}

extension SchemaChecking where Self == SchemaProgram {
  /// A schema of those that check-jsonschema brings along, such as `github-workflows`, `gitlab-ci`, `circle-ci`,
  /// `buildkite`, `drone-ci`.
  ///
  /// - Returns: `nil`, and a line that says so, where the programs are not installed; where the environment says
  ///   `CI=true`, a checker that fails.
  public static func vendored(_ name: String) -> SchemaProgram? { program(name) }

  /// A schema file, by its path from the package's root. See ``vendored(_:)``; the same where the file is absent.
  public static func file(_ path: String) -> SchemaProgram? {
    let places = [path, "../" + path].map { Place.package.appending(path: $0).standardizedFileURL.path }
    guard let file = places.first(where: FileManager.default.fileExists(atPath:)) else {
      print("skipped: schema checks of edited files: there is no \(path)")
      return nil
    }
    return program(file)
  }

  private static func program(_ schema: String) -> SchemaProgram? {
    if let python = Place.python { return SchemaProgram(schema: schema, python: python) }
    if ProcessInfo.processInfo.environment["CI"] == "true" {
      return SchemaProgram(schema: schema, python: nil)
    }
    print("skipped: schema checks of edited files: there is no .tools/venv")
    return nil
  }
}

/// Where things stand on this machine.
enum Place {
  /// The package's root.
  static let package = (0..<3).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  /// The folder `shared/corpus` beside the package, or beside a folder around it.
  static let corpus: URL? = ["../shared/corpus", "../../shared/corpus"]
    .map { package.appending(path: $0).standardizedFileURL }
    .first { FileManager.default.fileExists(atPath: $0.appending(path: "MANIFEST.tsv").path) }

  /// A Python that has check-jsonschema.
  static let python: String? = {
    let environment = ProcessInfo.processInfo.environment
    let checker = environment["INFRAMIND_CHECK_JSONSCHEMA"].map {
      URL(filePath: $0).deletingLastPathComponent().path
    }
    let folders = [checker, package.appending(path: ".tools/venv/bin").path].compactMap(\.self)
    return folders.map { $0 + "/python" }.first(where: FileManager.default.isExecutableFile(atPath:))
  }()
}
