import Foundation
import ProgramTesting
import Testing

/// What is written about the program must be what it does.
@Suite struct DocumentationTests {
  private static func document(_ name: String) -> URL {
    Inframind.packageRoot.appending(path: "docs/\(name)")
  }

  private static let commands = [
    "", "suggest", "apply", "platforms", "analyze", "forecast", "evaluate", "train", "models", "models list",
    "models show", "models promote", "models rollback", "models challenge", "models compare", "import",
    "import platform", "import records", "history",
    "history export", "history import", "history stats", "record", "record run", "record start",
    "record mark",
    "record stop", "record show",
  ]

  @Test func `the reference of the command line is what the program prints`() throws {
    let folder = try Checkout()
    var text = """
      # Command line

      Made from the program's own help: `INFRAMIND_UPDATE_DOCS=1 swift test --filter DocumentationTests` writes
      it anew. `.inframind.yml` is described in [Settings](configuration.md), the output of `--format json` in
      [JSON output](json-output.md). `inframind --generate-completion-script zsh` prints completions.

      """
    for command in Self.commands {
      let words = command.split(separator: " ").map(String.init)
      let help = try Inframind.run(words + ["--help"], in: folder.path).output
      let title = (["inframind"] + words).joined(separator: " ")
      text += "\n## \(title)\n\n```text\n\(help.trimmingCharacters(in: .newlines))\n```\n"
    }
    let place = Self.document("command-line.md")
    if ProcessInfo.processInfo.environment["INFRAMIND_UPDATE_DOCS"] != nil {
      try Data(text.utf8).write(to: place)
    }
    #expect(try String(contentsOf: place, encoding: .utf8) == text)
  }

  @Test func `the settings in the documentation are read without an error`() throws {
    let page = try String(contentsOf: Self.document("configuration.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "```yaml\n")
    let block = try #require(parts.last?.components(separatedBy: "```").first)
    let checkout = try Checkout.missingCache()
    try checkout.write(block, to: ".inframind.yml")
    let result = try checkout.run("suggest")
    #expect(result.errors.isEmpty)
    #expect(result.status == 0)
  }

  @Test func `the suggestions that the README shows are what the program prints for the example`() throws {
    let readme = try String(contentsOf: Inframind.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let block = try #require(
      readme.components(separatedBy: "```text\n").dropFirst().first?.components(separatedBy: "```").first)
    let result = try Inframind.run(
      "suggest", "Examples/polyglot", "--now", "2026-11-20T12:00:00Z",
      in: Inframind.packageRoot.path(percentEncoded: false))
    let printed = Set(result.output.split(separator: "\n"))
    let shown = block.split(separator: "\n").filter { $0 != "…" }
    #expect(shown.count > 20)
    #expect(shown.filter { !printed.contains($0) } == [])
  }

  @Test func `every key of the JSON output is in its schema, and none that is required is missing`() throws {
    let schema = try Schema()
    for output in try outputs() { #expect(schema.faults(of: output) == []) }
  }

  @Test(.enabled(if: Self.checker != nil, "INFRAMIND_CHECK_JSONSCHEMA names no program"))
  func `an independent program finds the JSON output valid`() throws {
    let folder = try Checkout()
    for (index, output) in try outputs().enumerated() {
      try folder.write(Array(try JSONSerialization.data(withJSONObject: output)), to: "\(index).json")
    }
    let arguments =
      ["--schemafile", Self.document("schema/suggest-1.json").path(percentEncoded: false)]
      + folder.names(in: "").map { "\(folder.path)/\($0)" }
    let checker = try #require(Self.checker)
    #expect(try ChildProgram(checker, arguments).run() == 0)
  }

  private static let checker = ProcessInfo.processInfo.environment["INFRAMIND_CHECK_JSONSCHEMA"]
    .flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }

  /// Outputs that together hold every part.
  private func outputs() throws -> [[String: Any]] {
    let example = try Checkout.example()
    try example.write("jobs: [", to: ".github/workflows/bad.yml")
    let empty = try Checkout()
    return [
      try example.run("suggest", "--format", "json").json(),
      try example.run("apply", "--yes", "--format", "json").json(),
      try empty.run("suggest", "--format", "json").json(),
    ]
  }
}

/// As much of JSON Schema as our own schema uses to name keys.
private struct Schema {
  private let root: [String: Any]

  init() throws {
    let place = Inframind.packageRoot.appending(path: "docs/schema/suggest-1.json")
    root = try JSONSerialization.jsonObject(with: Data(contentsOf: place)) as? [String: Any] ?? [:]
  }

  func faults(of value: Any) -> [String] { faults(of: value, by: root, at: "$") }

  private func faults(of value: Any, by schema: [String: Any], at place: String) -> [String] {
    let schema = resolved(schema)
    if let list = value as? [Any] {
      let item = schema["items"] as? [String: Any] ?? [:]
      return list.flatMap { faults(of: $0, by: item, at: place + "[]") }
    }
    guard let object = value as? [String: Any] else { return [] }
    if let choices = schema["oneOf"] as? [[String: Any]] {
      let results = choices.map { faults(of: value, by: $0, at: place) }
      return results.min { $0.count < $1.count } ?? []
    }
    let known = schema["properties"] as? [String: [String: Any]] ?? [:]
    let required = schema["required"] as? [String] ?? []
    let open = schema["additionalProperties"] is [String: Any]
    let missing = required.filter { object[$0] == nil }.map { "\(place).\($0) is missing" }
    let unknown = object.keys.filter { known[$0] == nil && !open }.map { "\(place).\($0) is in no schema" }
    return missing + unknown
      + object.sorted { $0.key < $1.key }.flatMap {
        faults(of: $1, by: known[$0] ?? [:], at: "\(place).\($0)")
      }
  }

  private func resolved(_ schema: [String: Any]) -> [String: Any] {
    guard let name = (schema["$ref"] as? String)?.split(separator: "/").last,
      let definitions = root["$defs"] as? [String: [String: Any]]
    else { return schema }
    return definitions[String(name)] ?? [:]
  }
}
