import Foundation
import Testing

@Suite struct SettingsTests {
  @Test func `mistakes in the settings are told with their place, all at once`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.write("ignor:\n  jobs: [x]\nvisibility: hidden\n", to: ".inframind.yml")
    let result = try checkout.run("suggest")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(
      result.errors.contains(".inframind.yml:1:1: `ignor` is no key of the file; did you mean `ignore`?"))
    #expect(result.errors.contains(".inframind.yml:3:13: "))
  }

  @Test func `what the settings ignore is not suggested`() throws {
    let checkout = try Checkout.missingCache()
    for rule in ["jobs: [\"ci.yml:test\"]", "kinds: [cache]", "tools: [npm]"] {
      try checkout.write("ignore:\n  \(rule)\n", to: ".inframind.yml")
      let result = try checkout.run("suggest", "--check")
      #expect(result.status == 0)
      #expect(result.output.contains("1 suggestion held back by settings or flags."))
    }
  }

  @Test func `settings can be given for a run`() throws {
    let checkout = try Checkout.missingCache()
    try checkout.write("ignore: {kinds: [cache]}\n", to: "elsewhere.yml")
    #expect(try checkout.run("suggest", "--check", "--config", "elsewhere.yml").status == 0)
  }

  @Test func `a bad line of a history is told by its number, and the status says so`() throws {
    let checkout = try Checkout.example()
    let good = try #require(checkout.text(of: ".inframind/runs.jsonl"))
    try checkout.write(good + "{\"not\": \"a run\"}\n", to: "runs.jsonl")
    let result = try checkout.run("suggest", "--history", "runs.jsonl", "--format", "json")
    let line = good.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect(result.status == 1)
    #expect(result.errors.contains("runs.jsonl:\(line):"))
    let summary = try #require(try result.json()["summary"] as? [String: Any])
    #expect(summary["skippedHistoryLines"] as? Int == 1)
    #expect(summary["suggestions"] as? Int ?? 0 > 0)
  }

  @Test func `in a clone of a fork the history of the original counts`() throws {
    let checkout = try Checkout.example()
    try checkout.write("[remote \"origin\"]\n  url = git@github.com:me/fork.git\n", to: ".git/config")
    let result = try checkout.run("suggest", "--kind", "size", "--check", "--verbose")
    #expect(result.status == 1)
    #expect(result.errors.contains("[history-of-another-name]"))
  }

  @Test func `the time that counts as now can be given, and old runs then count for nothing`() throws {
    let checkout = try Checkout.example()
    let now = try checkout.run("suggest", "--kind", "size", "--check")
    let later = try checkout.run("suggest", "--kind", "size", "--check", "--now", "2036-01-01T00:00:00Z")
    #expect(now.status == 1)
    #expect(later.status == 0)
  }

  @Test func `colours come on a terminal only, and only if nobody objects`() throws {
    let checkout = try Checkout.missingCache()
    #expect(try Terminal.run("suggest", in: checkout.path).screen.contains("\u{1B}[1m"))
    #expect(
      try !Terminal.run("suggest", in: checkout.path, environment: ["NO_COLOR": "1"]).screen.contains(
        "\u{1B}["))
    #expect(
      try !Terminal.run("suggest", in: checkout.path, environment: ["TERM": "dumb"]).screen.contains(
        "\u{1B}["))
    #expect(try !Terminal.run("suggest", "--color", "never", in: checkout.path).screen.contains("\u{1B}["))
    #expect(try checkout.run("suggest", "--color", "always").output.contains("\u{1B}[1m"))
    #expect(try checkout.run("suggest", environment: ["CLICOLOR_FORCE": "1"]).output.contains("\u{1B}[1m"))
  }

  @Test func `many files show progress on a terminal`() throws {
    let checkout = try Checkout()
    for number in 0..<150 { try checkout.addMissingCache(workflow: "w\(number).yml") }
    #expect(try Terminal.run("suggest", in: checkout.path).screen.contains("150 of 150"))
    #expect(try !Terminal.run("suggest", "--quiet", in: checkout.path).screen.contains("150 of 150"))
  }
}
