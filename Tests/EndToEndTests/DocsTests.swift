internal import ArgumentParser
internal import Foundation
internal import Testing

@testable internal import InfraMindCLI

/// What the documentation promises can be typed, followed and found.
@Suite struct DocsTests {
  @Test(arguments: DocsPage.all)
  func `every link to a file leads to one`(_ page: DocsPage) {
    let folder = page.url.deletingLastPathComponent()
    for link in page.links where !link.contains("://") && !link.hasPrefix("#") {
      let path = link.split(separator: "#")[0]
      let target = folder.appending(path: String(path))
      #expect(FileManager.default.fileExists(atPath: target.path), "\(page) links to \(link)")
    }
  }

  @Test(arguments: DocsPage.all.flatMap(\.commands))
  func `every command shown is one that the program takes`(_ command: DocsCommand) {
    #expect(throws: Never.self, "\(command)") {
      try InfraMind.parseAsRoot(command.arguments)
    }
  }

  @Test(arguments: DocsPage.all)
  func `every make target named exists`(_ page: DocsPage) throws {
    let makefile = try String(contentsOf: DocsPage.root.appending(path: "Makefile"), encoding: .utf8)
    for target in page.makeTargets {
      #expect(makefile.contains("\n\(target):"), "\(page) names make \(target)")
    }
  }

  /// Figures may move with the model; what is said of them may not.
  @Test func `the README shows what the program prints for the example`() throws {
    let readme = try #require(DocsPage(path: "README.md"))
    let block = try #require(readme.text.firstMatch(of: /```text\n([\s\S]*?)```/)).1
    let printed = try Inframind.run(
      "suggest", "Examples/polyglot", "--now", "2026-11-20T12:00:00Z", in: Inframind.packageRoot.path)
    for part in block.split(separator: "…\n") {
      #expect(Self.withoutFigures(printed.output).contains(Self.withoutFigures(String(part))), "\(part)")
    }
  }

  private static func withoutFigures(_ text: String) -> String {
    text.replacing(/[0-9][0-9.]*( (min|s)\b)?/, with: "#").replacing(/(# )+#/, with: "#")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func `the pages are found, and hold commands`() {
    #expect(DocsPage.all.count >= 10)
    #expect(DocsPage.all.flatMap(\.commands).count >= 10)
  }
}

// MARK: - Pages

/// A page of the documentation.
struct DocsPage: CustomTestStringConvertible, Sendable {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// All Markdown files that tell people something.
  static let all: [DocsPage] = [
    "", "docs", "docs/platforms", "Adapters/GitHubActions", "action", "gitlab-component", "circleci-orb",
    "plugins/buildkite", "plugins/drone", "plugins/teamcity", "Examples/polyglot", "Examples/github-actions",
    "Examples/gitlab-ci", "Examples/circleci", "Examples/buildkite", "Examples/teamcity", "Examples/drone",
  ]
  .flatMap { folder -> [DocsPage] in
    let names = try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
    return (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
      .compactMap { DocsPage(path: folder.isEmpty ? $0 : "\(folder)/\($0)") }
  }

  let path: String
  let text: String

  init?(path: String) {
    guard let text = try? String(contentsOf: Self.root.appending(path: path), encoding: .utf8) else {
      return nil
    }
    self.path = path
    self.text = text
  }

  var testDescription: String { path }
  var url: URL { Self.root.appending(path: path) }

  /// Targets of links, as written.
  var links: [String] {
    text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
  }

  /// Targets of make that are named in code.
  var makeTargets: [String] {
    text.matches(of: /(?:`|\n)make ([a-z]+)/).map { String($0.1) }
  }

  /// Lines of shell blocks that run the program.
  var commands: [DocsCommand] {
    text.matches(of: /```(?:sh|console)\n([\s\S]*?)```/).flatMap { $0.1.split(separator: "\n") }
      .compactMap { DocsCommand($0, on: path) }
  }
}

/// A line that runs the program.
struct DocsCommand: CustomTestStringConvertible, Sendable {
  let arguments: [String]
  let testDescription: String

  init?(_ line: Substring, on page: String) {
    let shown = line.hasPrefix("$ ") ? line.dropFirst(2) : line
    let words = shown.prefix { $0 != "#" && $0 != "|" && $0 != ">" }.split(separator: " ").map(String.init)
    guard let program = words.first, program.split(separator: "/").last == "inframind" else { return nil }
    arguments = Array(words.dropFirst())
    testDescription = "\(page): \(shown)"
  }
}
