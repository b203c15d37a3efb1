import Foundation
import Testing

@testable import InfraMindEngine

@Suite struct FileReplacementTests {
  private func replacement(_ path: String, _ before: String, _ after: String) -> FileReplacement.File {
    FileReplacement.File(path: path, before: Array(before.utf8), after: Array(after.utf8))
  }

  @Test func `replaces contents and keeps permissions`() throws {
    let folder = try TemporaryFolder()
    let place = try folder.write("old", to: "d/a.yml")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: place)
    let written = try FileReplacement(in: Checkout(root: folder.path)).write([
      replacement("d/a.yml", "old", "new")
    ])
    #expect(written == ["d/a.yml"])
    #expect(folder.bytes(of: "d/a.yml") == Array("new".utf8))
    #expect(try FileManager.default.attributesOfItem(atPath: place)[.posixPermissions] as? Int == 0o640)
    #expect(folder.names(in: "d") == ["a.yml"])
  }

  @Test func `writes nothing at all if one file cannot be written`() throws {
    let folder = try TemporaryFolder()
    try folder.write("one", to: "a.yml")
    try folder.write("two, changed", to: "b.yml")
    let error = #expect(throws: EngineError.self) {
      try FileReplacement(in: Checkout(root: folder.path))
        .write([replacement("a.yml", "one", "1"), replacement("b.yml", "two", "2")])
    }
    #expect(error?.code == "changed-meanwhile")
    #expect(folder.bytes(of: "a.yml") == Array("one".utf8))
    #expect(folder.names() == ["a.yml", "b.yml"])
  }

  @Test func `links and places outside are obstacles, a read-only file is none`() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "real.yml")
    try folder.link("link.yml", to: "real.yml")
    try folder.link("out.yml", to: "/etc/hostname")
    let place = try folder.write("x", to: "fixed.yml")
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: place)
    let replacement = FileReplacement(in: Checkout(root: folder.path))
    #expect(replacement.obstacle(to: "real.yml") == nil)
    #expect(replacement.obstacle(to: "link.yml")?.code == "symbolic-link")
    #expect(replacement.obstacle(to: "link.yml")?.message.contains("real.yml") == true)
    #expect(replacement.obstacle(to: "out.yml")?.code == "outside")
    #expect(replacement.obstacle(to: "fixed.yml") == nil)
    #expect(replacement.obstacle(to: "none.yml")?.code == "outside")
  }
}
