import AdapterKit
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct SentCheckoutTests {
  private func sent(_ files: InMemoryFiles) throws -> SentCheckout {
    let bench = Bench()
    return try SentCheckout(
      bench.repository(files), on: FakePlatform.platform, reading: files, by: bench.suggester,
      bench.surroundings)
  }

  @Test func `what is read of a checkout arrives as it was, and nothing else of it is sent`() throws {
    let text = "\u{FEFF}a: {size: small} # \u{7}\"\\ ü\r\nb: {size: large}"
    let files = InMemoryFiles(["fake.yml": text, "secrets.txt": "hunter2"])
    let json = try sent(files).json()
    #expect(!String(decoding: json, as: UTF8.self).contains("hunter2"))
    let arrived = try SentCheckout(JSONValue(parsing: json))
    #expect(arrived.pipelines == ["fake.yml"] && arrived.repository == "o/r")
    #expect(arrived.contents(of: "fake.yml") == Array(text.utf8))
    #expect(arrived.contents(of: "secrets.txt") == nil && !arrived.exists("secrets.txt"))
  }

  @Test func `what looks at the checkout tells what it calls the repository, since ids hang on that`() throws
  {
    var sent = try sent(InMemoryFiles(["fake.yml": "a: {size: small}\n"]))
    sent.repository = "acme/shop"
    let arrived = try SentCheckout(JSONValue(parsing: sent.json()))
    #expect(arrived.repository == "acme/shop" && arrived.name == "o/r")
  }

  @Test func `more pipelines than anybody has are refused`() throws {
    let names = (0...SentCheckout.mostPipelines).map { "\"f\($0).yml\"" }
    let files = names.map { "\($0):\"a: {}\"" }.joined(separator: ",")
    let json = #"{"platform":"fake-ci","pipelines":[\#(names.joined(separator: ","))],"files":{\#(files)}}"#
    #expect(throws: EngineError.self) { try SentCheckout(JSONValue(parsing: Array(json.utf8))) }
  }

  @Test func `a file whose bytes are no text is named but not sent, since others would come back`() throws {
    var files = InMemoryFiles(["fake.yml": "a: {size: small}\n", "other.yml": ""])
    files.files["other.yml"] = Array("a: {size: small} # ".utf8) + [0xE9, 0x0A]
    let arrived = try SentCheckout(JSONValue(parsing: try sent(files).json()))
    #expect(arrived.contents(of: "other.yml") == nil && arrived.exists("other.yml"))
    #expect(arrived.pipelines == ["fake.yml"])
    files.files["fake.yml"] = nil
    let alone = try sent(files).json()
    #expect(throws: EngineError.self) { try SentCheckout(JSONValue(parsing: alone)) }
  }
}
