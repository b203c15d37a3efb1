internal import AdapterKit
internal import BuiltInAdapters
internal import Foundation
internal import InfraMindCore
internal import Testing

@Suite struct BuiltInAdaptersTests {
  @Test func `the list holds exactly the adapters that have a folder`() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: package.appending(path: "Adapters").path
    )
    .filter { !$0.hasPrefix(".") }
    let listed = AdapterRegistry.builtIn.adapters.map { "\(type(of: $0))" }
    #expect(listed.sorted() == folders.sorted())
  }

  @Test func `every adapter says what it is called and which files it reads`() {
    for adapter in AdapterRegistry.builtIn.adapters {
      #expect(!type(of: adapter).displayName.isEmpty)
      #expect(!type(of: adapter).pipelineFilePatterns.isEmpty)
      #expect(AdapterRegistry.builtIn[type(of: adapter).platform] != nil)
    }
  }

  @Test func `every adapter plays the roles that tell what happened, and says so`() {
    for adapter in AdapterRegistry.builtIn.adapters {
      let name = type(of: adapter).displayName
      #expect(adapter.summary.tells.count >= 3, "\(name)")
      #expect(!adapter.apiRules.tokenVariables.isEmpty, "\(name)")
      #expect(adapter.jobEnvironment(of: [:]) == nil, "\(name)")
    }
  }
}
