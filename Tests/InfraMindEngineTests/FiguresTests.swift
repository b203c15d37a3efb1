import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct FiguresTests {
  @Test(arguments: [
    (0.0, "$0.00"), (1.5, "$1.50"), (0.006, "$0.0060"), (0.012, "$0.012"), (0.25, "$0.25"),
    (1234.5, "$1,235"),
    (-3.1, "−$3.10"), (0.000_000_1, "$0.000000"), (1_234_567, "$1,234,567"), (999.999, "$1000.00"),
  ])
  func `dollars tell two digits at least`(_ value: Double, _ text: String) {
    #expect(Figures.dollars(value) == text)
  }

  @Test(arguments: [
    (0.0, "0 s"), (4.25, "4.3 s"), (45, "45 s"), (60, "1 min"), (200, "3 min 20 s"), (3900, "1 h 5 min"),
    (-30, "−30 s"), (.infinity, "277777 h 46 min"),
  ])
  func `times are in the units that people use`(_ seconds: Double, _ text: String) {
    #expect(Figures.time(seconds) == text)
  }

  @Test func `counts agree with their nouns`() {
    #expect(Figures.count(1, "job") == "1 job")
    #expect(Figures.count(0, "job") == "0 jobs")
    #expect(Figures.count(2, "repository", "repositories") == "2 repositories")
  }

  @Test func `text of other people cannot steer a terminal`() {
    #expect(Shown.plain("a\u{1b}[31mb\u{9b}c\rd\u{202e}e") == "a\u{fffd}[31mb\u{fffd}c d\u{fffd}e")
    #expect(Shown.plain(String(repeating: "x", count: 10), atMost: 4) == "xxxx…")
  }

  @Test(arguments: [
    ("::error file=x::pwned", "\\::error file=x::pwned"), ("  ::stop-commands::a", "  \\::stop-commands::a"),
    ("x ##[error]y", "x ##\\[error]y"), ("##vso[task.setvariable]z", "##vso\\[task.setvariable]z"),
    ("##teamcity[buildStop]", "##teamcity\\[buildStop]"), ("a::b ## c [d]", "a::b ## c [d]"),
    ("\t::warning::", " \\::warning::"), ("a ::error::b ::c", "a \\::error::b \\::c"),
  ])
  func `text of other people is no command to the platform that keeps the log`(text: String, shown: String) {
    #expect(Shown.plain(text) == shown)
  }

  @Test func `names keep no secret`() {
    #expect(Shown.name("deploy with ghp_abcdefghijkl") == "deploy with ***")
    #expect(Shown.name("npm-3f2a9c0d1e4b5a69788796a5b4c3d2e1f0") == "npm-3f2a9c0d1e4b5a69788796a5b4c3d2e1f0")
  }

  @Test func `characters that nobody sees are shown, and emoji keep their look`() {
    #expect(Shown.plain("a\u{200B}b\u{AD}c\u{E0041}d\u{3164}e") == "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e")
    #expect(Shown.plain("é ✔\u{FE0F} 構築 🚀") == "é ✔\u{FE0F} 構築 🚀")
  }

  @Test(arguments: [
    (1.0, "almost certain (99 %)"), (0.885, "very likely (89 %)"), (0.5, "likely (50 %)"),
    (0.0, "a guess (1 %)"),
  ])
  func `confidence is told in words and percent`(_ value: Double, _ text: String) {
    #expect(Figures.confidence(value) == text)
  }

  @Test func `paths in a sentence are written from where the reader is, code is not`() {
    let repository = Repository(root: "/x/shop", shownRoot: "shop", name: "", pipelines: [])
    let places = PlaceText(repository) { ["a/b.yml", "go.sum", "LICENSE", "run.sh"].contains($0) }
    #expect(
      places.shown("`x a/b.yml` at a/b.yml:3:1, keyed by go.sum (run.sh). See a/b.yml.")
        == "`x a/b.yml` at shop/a/b.yml:3:1, keyed by shop/go.sum (shop/run.sh). See shop/a/b.yml.")
    for text in ["LICENSE /a/b.yml ./run.sh ../go.sum a/c.yml localhost:80", "`a `go.sum", ""] {
      #expect(places.shown(text) == text)
    }
    let here = Repository(root: "/x", shownRoot: ".", name: "", pipelines: [])
    #expect(PlaceText(here) { _ in true }.shown("a.yml") == "a.yml")
  }

  @Test func `a shell takes a quoted text for one word`() {
    #expect(ShellText.quoted("a/b-c.yml") == "a/b-c.yml")
    #expect(ShellText.quoted("it's $HOME") == "'it'\\''s $HOME'")
    #expect(ShellText.quoted("") == "''")
  }
}
