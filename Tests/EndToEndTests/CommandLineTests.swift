import Foundation
import ProgramTesting
import Testing

/// What the program answers to a command that is wrong, and how it writes what it cannot vouch for.
@Suite struct CommandLineTests {
  @Test(arguments: [
    (["--config", ""], "The value of --config is empty"),
    (["--history", ""], "The value of --history is empty"),
    (["--platform", ""], "The value of --platform is empty"),
    (["--only", ""], "The value of --only is empty"),
    (["--job", ""], "The value of --job is empty"),
    ([""], "A path is empty"),
    (["--seed", "-1"], "A seed is a whole number from 0 to 18446744073709551615."),
    (["--seed", "x"], "A seed is a whole number from 0 to 18446744073709551615."),
    (["--job", "tets"], "No job is called tets; did you mean test?"),
    (["--job", "nothing-like-it"], "No job is called nothing-like-it; there are: test."),
  ])
  func `a command that is wrong is told so in a sentence`(_ arguments: [String], _ sentence: String) throws {
    let checkout = try Checkout.missingCache()
    for command in ["suggest", "apply"] {
      let result = try Inframind.run([command] + arguments, in: checkout.path)
      #expect(result.status == 2)
      #expect(result.errors.contains(sentence), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
  }

  @Test func `a seed may be any number that fits`() throws {
    let checkout = try Checkout.missingCache()
    #expect(try checkout.run("suggest", "--seed", "18446744073709551615").status == 0)
  }

  @Test(arguments: [
    ["suggest", "--\u{1B}[31mred"], ["\u{1B}]0;title\u{7}"], ["suggest", "--format", "\u{1B}[2J"],
    ["suggest", "--only", "\u{1B}[2J"], ["suggest", "--platform", "\u{9B}2J"], ["suggest", "\u{1B}c"],
  ])
  func `what was typed cannot steer the terminal from an error`(_ arguments: [String]) throws {
    let checkout = try Checkout.missingCache()
    let result = try Inframind.run(arguments, in: checkout.path)
    #expect(result.status == 2)
    #expect(!result.errors.isEmpty)
    #expect(
      !result.errors.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
  }

  @Test func `characters that nobody sees are shown in names`() throws {
    let checkout = try Checkout.missingCache()
    let text = Checkout.workflow.replacing("  test:", with: "  test:\n    name: te\u{200B}st\u{AD}")
    try checkout.write(text, to: Checkout.workflowPath)
    #expect(try checkout.run("suggest").output.contains("job te\u{FFFD}st\u{FFFD}"))
  }

  @Test func `every place is named from where the reader is`() throws {
    let checkout = try Checkout.example()
    let folder = URL(filePath: checkout.path)
    let name = folder.lastPathComponent
    let above = folder.deletingLastPathComponent().path(percentEncoded: false)
    for format in ["text", "markdown"] {
      let result = try Inframind.run("suggest", name, "--verbose", "--format", format, in: above)
      let output = result.output.replacing("\\_", with: "_")
      // A path that does not begin with the folder's name: what stands before it is no slash.
      let bare = output.matches(of: /(?:^|[^\/\w.])\.github\/workflows\/[\w.-]+/)
      #expect(bare.isEmpty, "\(bare.first.map { String(output[$0.range]) } ?? "")")
      #expect(output.contains("\(name)/.github/workflows/ci.yml:"))
    }
    let json = try Inframind.run("suggest", name, "--format", "json", in: above).output
    #expect(json.contains(#"".github/workflows/ci.yml""#))
  }

  @Test func `a job whose matrix is computed is listed with the reason`() throws {
    let checkout = try Checkout()
    try checkout.write(
      """
      on: push
      jobs:
        plan:
          runs-on: ubuntu-latest
          outputs: {rows: "${{ steps.x.outputs.rows }}"}
          steps: [{id: x, run: ./plan}]
        test:
          needs: plan
          strategy: {matrix: "${{ fromJSON(needs.plan.outputs.rows) }}"}
          runs-on: ubuntu-latest
          steps: [{run: make}]

      """, to: Checkout.workflowPath)
    try checkout.write(
      #"{"platform": "github-actions", "repository": "o/r", "pipeline": ".github/workflows/ci.yml", "#
        + #""job": "test", "matrix": {"os": "a"}, "run": "1", "attempt": 1, "conclusion": "success"}"# + "\n",
      to: ".inframind/runs.jsonl")
    let result = try checkout.run("suggest", "--format", "json")
    let kept = try #require(try result.json()["kept"] as? [[String: Any]])
    let row = try #require(kept.first { $0["job"] as? String == "test" })
    #expect(row["code"] as? String == "unknown-rows")
    #expect((row["sentence"] as? String)?.contains("the 1 run that the history holds") == true)
    let text = try checkout.run("suggest", "--verbose")
    #expect(text.output.contains("Which rows it has is computed"))
    #expect(text.errors.contains("[computed-matrix]"))
  }

  @Test func `a count at the start of a sentence has its noun`() throws {
    let checkout = try Checkout.missingCache()
    let text = Checkout.workflow.replacing("      - uses: actions/checkout@v6\n", with: "")
    try checkout.write(text, to: Checkout.workflowPath)
    #expect(try checkout.run("suggest").output.contains("\n1 cache would be wrong or worthless"))
  }

  @Test func `platforms tells what each adapter reads, edits and refuses`() throws {
    let folder = try Checkout()
    let text = try folder.run("platforms")
    #expect(text.status == 0)
    for part in [
      "GitHub Actions", "Reads", "Edits", "Refuses", "generated-file: ", "Prices", "uncommitted-changes: ",
    ] {
      #expect(text.output.contains(part))
    }
    let json = try folder.run("platforms", "--format", "json").json()
    let platforms = try #require(json["platforms"] as? [[String: Any]])
    let gitHub = try #require(platforms.first { $0["platform"] as? String == "github-actions" })
    let refusals = try #require(gitHub["refuses"] as? [[String: String]])
    #expect(refusals.contains { $0["code"] == "renames-job" && $0["sentence"]?.isEmpty == false })
    let prices = try #require(gitHub["prices"] as? [[String: String]])
    #expect(
      !prices.isEmpty && prices.allSatisfy { $0["source"]?.isEmpty == false && $0["asOf"]?.isEmpty == false })
    #expect((json["refusesEverywhere"] as? [Any])?.isEmpty == false)
  }
}
