import Foundation
import ProgramTesting

/// A checkout in a temporary folder, which goes when the value does.
final class Checkout {
  let path: String

  /// An empty folder.
  init() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "inframind-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let real = place.resolvingSymlinksInPath().path(percentEncoded: false)
    path = real.hasSuffix("/") ? String(real.dropLast()) : real
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A checkout whose only job installs npm packages without a cache.
  static func missingCache() throws -> Checkout {
    let checkout = try Checkout()
    try checkout.addMissingCache()
    return checkout
  }

  /// A copy of an example that the repository comes with.
  ///
  /// - Parameter isClone: Whether it is a git clone: a pipeline file that is named alone belongs to the clone around it.
  static func example(_ name: String = "polyglot", isClone: Bool = false) throws -> Checkout {
    let checkout = try Checkout()
    let place = Inframind.packageRoot.appending(path: "Examples/\(name)").path(percentEncoded: false)
    try FileManager.default.removeItem(atPath: checkout.path)
    try FileManager.default.copyItem(atPath: place, toPath: checkout.path)
    if isClone { _ = try checkout.git("init", "-q") }
    return checkout
  }

  func addMissingCache(below folder: String = "", workflow name: String = "ci.yml") throws {
    try write(Self.workflow, to: "\(folder).github/workflows/\(name)")
    try write("{\"name\": \"x\"}\n", to: folder + "package.json")
    try write(
      "{\"name\": \"x\", \"lockfileVersion\": 3, \"packages\": {}}\n", to: folder + "package-lock.json")
  }

  static let workflow = """
    name: CI
    on: push
    permissions: {}
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v6
          - uses: actions/setup-node@v6   # the current one
            with:
              node-version: 22
          - run: npm ci
          - run: npm test

    """

  static let workflowPath = ".github/workflows/ci.yml"

  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let place = "\(path)/\(name)"
    let folder = URL(filePath: place).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: place))
    return place
  }

  func text(of name: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
  }

  func permissions(of name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int
  }

  func setPermissions(_ mode: Int, of name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
  }

  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Inframind.Result {
    try Inframind.run(arguments, in: path, environment: environment)
  }

  /// Makes a git work tree of it in which everything is committed.
  func commitAll() throws {
    _ = try git("init", "-q")
    _ = try git("add", "-A")
    _ = try git("commit", "-q", "-m", "state")
  }

  /// Makes a git work tree whose last commit changes a source and adds a test.
  ///
  /// - Returns: The commit's name.
  @discardableResult
  func commitTwice() throws -> String {
    try write("1\n", to: "secretName.swift")
    try commitAll()
    try write("2\n", to: "secretName.swift")
    try write("1\n2\n", to: "Tests/b.swift")
    _ = try git("add", "-A")
    _ = try git("commit", "-q", "-m", "change")
    return try git("rev-parse", "HEAD").output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @discardableResult
  func git(_ arguments: String...) throws -> (status: Int32, output: String) {
    let person = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"]
    var git = ChildProgram("git", ["-C", path] + person + arguments)
    let capture = try Inframind.Capture()
    git.output = capture.descriptor
    let status = try git.run()
    return (status, String(decoding: try capture.bytes(), as: UTF8.self))
  }
}
