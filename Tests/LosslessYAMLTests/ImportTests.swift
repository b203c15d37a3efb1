import Foundation
import Testing

@Suite struct ImportTests {
  @Test func `the library imports libyaml and nothing else`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/LosslessYAML").resolvingSymlinksInPath()
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    #expect(names.count > 20)
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let imports = text.split(separator: "\n").filter { line in
        line.split(separator: " ").prefix(2).contains("import") && !line.hasPrefix("/")
      }
      #expect(imports.allSatisfy { $0 == "internal import CLibYAML" }, "\(name)")
    }
  }
}
