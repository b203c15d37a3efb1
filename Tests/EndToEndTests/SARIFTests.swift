import Foundation
import ProgramTesting
import Testing

/// The rules of SARIF 2.1.0 that our output could break, and those that code scanning adds.
@Suite struct SARIFTests {
  private func run(_ checkout: Checkout, _ arguments: String...) throws -> [String: Any] {
    let result = try Inframind.run(["suggest", "--format", "sarif"] + arguments, in: checkout.path)
    let log = try result.json()
    #expect(log["version"] as? String == "2.1.0")
    #expect((log["$schema"] as? String)?.hasSuffix("sarif-schema-2.1.0.json") == true)
    return try #require((log["runs"] as? [[String: Any]])?.first)
  }

  @Test func `every result names its rule, its place and its fingerprint`() throws {
    let run = try run(Checkout.example())
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(!results.isEmpty)
    #expect(run["columnKind"] as? String == "unicodeCodePoints")
    var fingerprints: Set<String> = []
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      #expect(["none", "note", "warning", "error"].contains(result["level"] as? String))
      #expect((result["message"] as? [String: Any])?["text"] is String)
      let location = try #require(
        (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
      let region = try #require(location["region"] as? [String: Int])
      #expect(try #require(region["startLine"]) >= 1 && #require(region["startColumn"]) >= 1)
      let address = try #require((location["artifactLocation"] as? [String: Any])?["uri"] as? String)
      #expect(address.hasPrefix(".github/"))
      let prints = try #require(result["partialFingerprints"] as? [String: String])
      #expect(prints.values.allSatisfy { fingerprints.insert($0).inserted })
    }
  }

  @Test func `what could not be read is a notification, and odd names are escaped in addresses`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.write("jobs: [", to: ".github/workflows/bad name%.yml")
    let run = try run(checkout)
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == true)
    let notes = try #require(invocation["toolExecutionNotifications"] as? [[String: Any]])
    let location =
      (notes.first?["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
    #expect(
      (location?["artifactLocation"] as? [String: Any])?["uri"] as? String
        == ".github/workflows/bad%20name%25.yml")
    #expect(notes.allSatisfy { ["none", "note", "warning", "error"].contains($0["level"] as? String) })
  }

  @Test(.enabled(if: Self.schema != nil, "INFRAMIND_SARIF_SCHEMA names no schema of SARIF 2.1.0"))
  func `an independent program finds the output valid by the standard's schema`() throws {
    let example = try Checkout.example()
    try example.write("jobs: [", to: ".github/workflows/bad name%.yml")
    let outputs = try Checkout()
    for (name, checkout) in [("example", example), ("empty", try Checkout())] {
      let output = try Inframind.run(["suggest", "--format", "sarif"], in: checkout.path).output
      try outputs.write(output, to: "\(name).sarif")
    }
    // The schema's pattern for languages is a regular expression in Python's syntax only.
    let arguments =
      ["--regex-variant", "python", "--schemafile", try #require(Self.schema)]
      + outputs.names(in: "").map { "\(outputs.path)/\($0)" }
    let checker = try #require(Self.checker)
    #expect(try ChildProgram(checker, arguments).run() == 0)
  }

  private static let checker = Self.file(named: "INFRAMIND_CHECK_JSONSCHEMA")
  private static let schema = Self.checker.flatMap { _ in Self.file(named: "INFRAMIND_SARIF_SCHEMA") }

  private static func file(named variable: String) -> String? {
    ProcessInfo.processInfo.environment[variable].flatMap {
      FileManager.default.fileExists(atPath: $0) ? $0 : nil
    }
  }
}
