internal import AdapterKit
internal import AdapterTesting
internal import BuiltInAdapters
internal import Foundation
internal import InfraMindCore
internal import Testing

@Suite struct CacheTableTests {
  @Test func `docs/caches.md says what is written for each tool on each platform`() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = package.appending(path: "docs/caches.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let parts = text.components(separatedBy: Self.mark)
    try #require(parts.count == 3, "the table stands between two lines `\(Self.mark)`")
    let table = "\n\n" + Self.table() + "\n\n"
    print(table)
    if ProcessInfo.processInfo.environment["INFRAMIND_WRITE_DOCS"] != nil {
      try (parts[0] + Self.mark + table + Self.mark + parts[2]).write(
        to: page, atomically: true, encoding: .utf8)
      return
    }
    let isCurrent = parts[1] == table
    #expect(
      isCurrent, "docs/caches.md is out of date: INFRAMIND_WRITE_DOCS=1 swift test --filter CacheTableTests")
  }

  @Test func `every tool is recognised in a typical job of every platform`() {
    for adapter in AdapterRegistry.builtIn.adapters {
      for use in TypicalUse.all {
        #expect(
          Self.outcome(of: use, by: adapter) != .nothing,
          "\(use.tool) on \(type(of: adapter).displayName): `\(use.command)`")
      }
    }
  }

  private static let mark = "<!-- tool × platform -->"

  /// What a person gets for a typical job.
  private enum Outcome: String {
    case edit
    case advice
    case nothing = "–"
  }

  private static func table() -> String {
    let adapters = AdapterRegistry.builtIn.adapters
    let names = adapters.map { type(of: $0).displayName }
    var rows = [
      "| tool | \(names.joined(separator: " | ")) |",
      "| --- |" + adapters.map { _ in " --- |" }.joined(),
    ]
    for use in TypicalUse.all {
      let cells = adapters.map { outcome(of: use, by: $0).rawValue }
      rows.append("| \(use.tool) | \(cells.joined(separator: " | ")) |")
    }
    return rows.joined(separator: "\n")
  }

  private static func outcome(of use: TypicalUse, by adapter: any CIAdapter) -> Outcome {
    guard let checkout = use.checkout(on: type(of: adapter).platform) else { return .nothing }
    let files = type(of: adapter).pipelineFilePatterns.flatMap { checkout.paths(matching: $0) }
    let jobs = adapter.jobs(in: files, of: checkout, named: "octo/cat").jobs
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 0))
    let suggestions = jobs.flatMap {
      CacheAdvisor().review($0, in: checkout, runs: [], context: context).suggestions
    }
    let wanted = suggestions.filter { suggestion in
      if case .cache(let plan) = suggestion.change { return plan.tool == use.tool }
      return false
    }
    guard !wanted.isEmpty else { return .nothing }
    let outcomes = adapter.edits(for: wanted, in: checkout, options: InjectionOptions())
    let isWritten = outcomes.values.contains { if case .edits = $0 { true } else { false } }
    return isWritten ? .edit : .advice
  }
}
