public import AdapterKit
internal import Foundation

/// What must hold between the summary of an adapter of this package, its sources and its pages.
public struct SummaryReview {
  private let summary: AdapterSummary
  private let folder: String
  private let page: String

  /// - Parameters:
  ///   - adapter: The adapter.
  ///   - folder: Its folder below `Adapters`.
  ///   - page: The name of its page in `docs/platforms`, without ending.
  public init(_ adapter: some CIAdapter, folder: String, page: String) {
    summary = adapter.summary
    self.folder = "Adapters/" + folder
    self.page = "docs/platforms/\(page).md"
  }

  /// What does not hold, in sentences.
  public func failures() throws -> [String] {
    try codeFailures() + pageFailures() + wordFailures()
  }

  private var codes: Set<String> { Set(summary.refuses.keys) }

  // MARK: - Sources

  private func codeFailures() throws -> [String] {
    let common = Set(RefusedEdit.commonCodes.keys)
    let workspace = Set(WorkspaceFolders.refusalCodes.keys)
    let kit = try codes(in: "Sources/AdapterKit")
    var failures: [String] = []
    if kit != common.union(workspace) {
      failures.append("AdapterKit refuses with \(kit.sorted()), and explains other codes")
    }
    let usesWorkspace = try sources(in: folder).values.contains { $0.contains("WorkspaceFolders(") }
    let given = try codes(in: folder).union(common).union(usesWorkspace ? workspace : [])
    failures += codes.subtracting(given).sorted().map { "'\($0)' is explained, and nothing refuses with it" }
    failures += given.subtracting(codes).sorted().map { "'\($0)' is not explained" }
    return failures
  }

  /// Codes that sources give to a refusal.
  private func codes(in folder: String) throws -> Set<String> {
    var codes: Set<String> = []
    for (file, text) in try sources(in: folder) {
      for call in text.matches(of: /RefusedEdit\(\s*([^,)]+),/) where !call.1.hasPrefix("_ ") {
        let literals = call.1.matches(of: /"([a-z-]+)"/).map { String($0.1) }
        // A code that is no literal would escape this review.
        codes.formUnion(literals.isEmpty ? ["\(folder)/\(file): \(call.1)"] : literals)
      }
    }
    return codes
  }

  /// The texts of the Swift files of a folder and those in it.
  private func sources(in folder: String) throws -> [String: String] {
    let root = Place.package.appending(path: folder)
    var texts: [String: String] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: root.path) where file.hasSuffix(".swift")
    {
      texts[file] = try String(contentsOf: root.appending(path: file), encoding: .utf8)
    }
    return texts
  }

  // MARK: - Pages

  private func pageFailures() throws -> [String] {
    let text = try text(of: page)
    let table = text.components(separatedBy: "## What is refused").last ?? ""
    let rows = table.components(separatedBy: "\n## ")[0].matches(of: /\n\| `([a-z-]+)` \|/)
    let listed = Set(rows.map { String($0.1) })
    var failures: [String] = []
    if listed != codes {
      failures.append("\(page) lists other codes: \(listed.symmetricDifference(codes).sorted())")
    }
    let readme = try self.text(of: folder + "/README.md")
    let missing = codes.filter { !readme.contains("`\($0)`") }
    failures += missing.sorted().map { "\(folder)/README.md leaves out `\($0)`" }
    return failures
  }

  private func text(of path: String) throws -> String {
    try String(contentsOf: Place.package.appending(path: path), encoding: .utf8)
  }

  // MARK: - Words

  private func wordFailures() -> [String] {
    let sentences = summary.reads + summary.edits + summary.tells + summary.refuses.values.sorted()
    let texts = sentences.filter { !$0.hasSuffix(".") }.map { "'\($0)' is no sentence" }
    let sources = summary.prices.filter { $0.title.isEmpty || !$0.asOf.contains("20") }
    return texts + sources.map { "the source '\($0.title)' has no name or no date" }
  }
}
