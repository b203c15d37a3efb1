internal import FoundationEssentials

/// What a changed file is, as far as its path tells: of any language, since repositories hold several.
public enum FileKind: Hashable, Sendable, CaseIterable {
  /// Text of a program.
  case source
  /// A test, or what only tests read.
  case test
  /// Text for readers.
  case document
  /// Anything else: settings, lockfiles, pictures, data.
  case other

  /// The kind of a file.
  ///
  /// - Parameter path: From the repository's root, with `/` between its parts.
  public init(path: String) {
    let parts = path.lowercased().split(separator: "/")
    guard let name = parts.last else {
      self = .other
      return
    }
    let folders = parts.dropLast()
    let ending = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
    if Self.isDocument(name, ending) {
      self = .document
    } else if folders.contains(where: { Self.testFolders.contains(String($0)) }) || Self.isTest(path, name) {
      self = .test
    } else if folders.contains(where: { Self.documentFolders.contains(String($0)) }) {
      self = .document
    } else {
      self = Self.sourceEndings.contains(ending) ? .source : .other
    }
  }

  private static func isDocument(_ name: Substring, _ ending: String) -> Bool {
    if documentEndings.contains(ending) { return true }
    let stem = String(name.prefix { $0 != "." && $0 != "-" })
    if documentNames.contains(stem), !sourceEndings.contains(ending) { return true }
    return ending == "txt" && !["cmakelists", "requirements", "constraints"].contains(stem)
  }

  /// `test_a.py`, `a_test.go`, `a.test.ts`, `a-spec.js`, `ATests.swift`, `ASpec.scala`.
  private static func isTest(_ path: String, _ name: Substring) -> Bool {
    let words = name.split { !$0.isLetter && !$0.isNumber }.dropLast()
    if words.first == "test" || words.last.map({ testWords.contains(String($0)) }) == true { return true }
    // A capital letter makes `ServerTest` a test, and leaves `latest` alone.
    let stem = path.split(separator: "/").last?.prefix { $0 != "." } ?? ""
    return ["Test", "Tests", "TestCase", "Spec", "IT"].contains {
      stem.hasSuffix($0) && stem.count > $0.count
    }
  }

  private static let testFolders: Set<String> = [
    "test", "tests", "spec", "specs", "testing", "testdata", "fixtures", "__tests__", "__mocks__", "e2e",
    "androidtest", "unittest", "unittests", "integrationtest", "integration-tests", "testfixtures",
  ]
  private static let testWords: Set<String> = ["test", "tests", "spec", "specs", "e2e", "cy"]
  private static let documentFolders: Set<String> = ["doc", "docs", "documentation", "man", "manual"]
  private static let documentNames: Set<String> = [
    "readme", "license", "licence", "copying", "notice", "changelog", "changes", "contributing", "authors",
    "codeowners", "security",
  ]
  private static let documentEndings: Set<String> = [
    "md", "mdx", "markdown", "rst", "adoc", "asciidoc", "rdoc", "textile", "org", "tex", "pod", "texi",
  ]
  private static let sourceEndings: Set<String> = [
    "swift", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "m", "mm", "cu", "java", "kt", "kts", "scala",
    "groovy", "clj", "cljs", "cs", "fs", "vb", "go", "rs", "py", "pyi", "pyx", "rb", "php", "js", "jsx",
    "mjs",
    "cjs", "ts", "tsx", "vue", "svelte", "lua", "pl", "pm", "r", "jl", "hs", "ml", "mli", "ex", "exs", "erl",
    "elm", "dart", "zig", "nim", "v", "d", "f", "f90", "s", "asm", "sh", "bash", "ps1", "sql", "css", "scss",
    "sass", "less", "html", "htm", "erb", "haml", "proto", "graphql", "sol", "ipynb",
  ]
}
