import Foundation
import InfraMindCore
import Testing

@Suite struct ModelManifestTests {
  static let manifest = ModelManifest(
    id: "duration-p50-20261120T120000-0123abcd", purpose: .duration, trained: date("2026-11-20T12:00:00Z"),
    codeVersion: "0.1.0", libraryVersion: "4.7.0", parent: "duration-p50-1",
    window: date("2026-01-01T00:00:00Z")...date("2026-11-20T11:00:00.5Z"), rows: 1234,
    features: [
      FeatureProfile(name: "level", bounds: [-0.5, 1e-7, 2.25], shares: [0.2, 0.3, 0.25, 0.25, 0]),
      FeatureProfile(name: "branch", bounds: [], shares: [0.9, 0.1]),
    ],
    categories: ["branch"], settings: [.init("num_leaves", "31")],
    measured: .init(runs: 500, loss: 0.125, deviation: 0.25, others: [.init("med5", loss: 0.15)]),
    checksum: String(repeating: "0a", count: 32))

  private static func date(_ text: String) -> Date { Timestamp.date(from: text) ?? .distantPast }

  @Test func `what is written is read again`() throws {
    #expect(try ModelManifest(parsing: Array(Self.manifest.text.utf8)) == Self.manifest)
    var least = Self.manifest
    least.parent = nil
    least.libraryVersion = nil
    #expect(try ModelManifest(parsing: Array(least.text.utf8)) == least)
  }

  @Test(arguments: [
    ("\"format\":1", "\"format\":2"), ("\"purpose\":\"duration-p50\"", "\"purpose\":\"weather\""),
    ("duration-p50-20261120T120000-0123abcd", "../../etc/passwd"), ("\"rows\":1234", "\"rows\":-1"),
    ("\"from\":\"2026-01-01", "\"from\":\"2027-01-01"), ("0a0a", ""), ("-0.5", "9"), ("[0.9,0.1]", "[0.9]"),
    ("\"loss\":0.125", "\"loss\":\"much\""), ("{", ""),
  ])
  func `a manifest that contradicts itself is refused`(_ old: String, _ new: String) {
    let text = Self.manifest.text.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.manifest.text)
    #expect(throws: ModelFileError.self) { try ModelManifest(parsing: Array(text.utf8)) }
  }

  @Test func `an id tells purpose, time and contents, and is a file's name`() {
    let id = ModelManifest.id(.failure, trained: Self.manifest.trained, checksum: Self.manifest.checksum)
    #expect(id == "failure-20261120T120000-0a0a0a0a")
    #expect(ModelManifest.isID(id))
    for text in ["", ".", "..", "a/b", "a b", ".hidden", String(repeating: "a", count: 101), "é"] {
      #expect(!ModelManifest.isID(text))
    }
  }
}

@Suite struct ModelRegisterTests {
  private let time = Timestamp.date(from: "2026-11-20T12:00:00Z") ?? .distantPast

  @Test func `promotions and ways back`() throws {
    var register = ModelRegister()
    #expect(register.current(.duration) == nil)
    #expect(throws: ModelFileError.self) { try register.rollBack(.duration, at: time, because: "") }
    register.promote("a", for: .duration, at: time, because: "first")
    register.promote("b", for: .duration, at: time, because: "better")
    register.promote("f", for: .failure, at: time, because: "first")
    register.promote("c", for: .duration, at: time, because: "better")
    #expect(register.current(.duration) == "c")
    #expect(try register.rollBack(.duration, at: time, because: "errs") == "b")
    #expect(try register.rollBack(.duration, at: time, because: "errs") == "a")
    register.promote("d", for: .duration, at: time, because: "better")
    #expect(try register.rollBack(.duration, at: time, because: "errs") == "a")
    #expect(try register.rollBack(.duration, at: time, because: "errs") == nil)
    #expect(register.current(.duration) == nil)
    #expect(register.current(.failure) == "f")
    #expect(register.events.count == 9)
    #expect(try ModelRegister(parsing: Array(register.text.utf8)) == register)
  }

  @Test func `a model on trial serves beside the current one until the trial ends, or another model serves`()
    throws
  {
    var register = ModelRegister()
    register.promote("a", for: .failure, at: time, because: "first")
    #expect(register.challenger(.failure) == nil)
    #expect(throws: ModelFileError.self) { try register.withdraw(.failure, at: time, because: "") }
    #expect(throws: ModelFileError.self) {
      try register.challenge("a", for: .failure, share: 0.2, at: time, because: "")
    }
    try register.challenge("b", for: .failure, share: 0.2, at: time, because: "try")
    #expect(register.challenger(.failure)?.model == "b" && register.challenger(.failure)?.share == 0.2)
    #expect(register.current(.failure) == "a" && register.challenger(.duration) == nil)
    #expect(try ModelRegister(parsing: Array(register.text.utf8)) == register)
    #expect(try register.withdraw(.failure, at: time, because: "over") == "b")
    #expect(register.challenger(.failure) == nil)
    try register.challenge("c", for: .failure, share: 7, at: time, because: "try")
    #expect(register.challenger(.failure)?.share == 0.99)
    register.promote("c", for: .failure, at: time, because: "better")
    #expect(register.challenger(.failure) == nil)
    #expect(try register.rollBack(.failure, at: time, because: "errs") == "a")
    #expect(try ModelRegister(parsing: Array(register.text.utf8)) == register)
  }

  @Test(arguments: [
    "", "[]", #"{"format":2}"#, #"{"format":1,"events":[{}]}"#,
    #"{"format":1,"events":[{"time":"2026-11-20T12:00:00Z","kind":"promoted","purpose":"failure","model":""}]}"#,
    #"{"format":1,"events":[{"time":"2026-11-20T12:00:00Z","kind":"promoted","purpose":"failure"}]}"#,
  ])
  func `a damaged register is refused`(_ text: String) {
    #expect(throws: ModelFileError.self) { try ModelRegister(parsing: Array(text.utf8)) }
  }
}
