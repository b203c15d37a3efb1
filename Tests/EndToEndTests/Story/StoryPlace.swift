import Foundation

/// A copy of an example in which its story is gone through.
final class StoryPlace {
  private let story: Story
  private let checkout: Checkout
  private let environment: [String: String]
  /// Options that say where advice comes from; none for the history here.
  private let advice: [String]
  /// What the commands said, for messages of failures.
  private(set) var said = ""

  /// - Parameters:
  ///   - api: The address of the code host.
  ///   - advice: Options that say where advice comes from.
  ///   - variables: What the job's environment holds beside the story's.
  init(_ story: Story, api: String, advice: [String] = [], variables: [String: String] = [:]) throws {
    self.story = story
    self.advice = advice
    checkout = try Checkout.example(story.platform, isClone: true)
    environment = story.environment.mapValues { $0.replacing("{api}", with: api) }.merging([
      story.api: api, story.token: "t0ken",
    ]) { $1 }.merging(variables) { $1 }
  }

  /// Where the copy is.
  var path: String { checkout.path }

  /// Runs the program in the job; what it prints is kept.
  ///
  /// - Parameter variables: What takes the place of the job's own.
  func run(_ arguments: [String], with variables: [String: String] = [:]) throws -> Inframind.Result {
    let result = try Inframind.run(
      arguments, in: checkout.path, environment: environment.merging(variables) { $1 })
    said += "\n$ inframind \(arguments.joined(separator: " ")) -> \(result.status)\n\(result.errors)"
    return result
  }

  /// The example's pipelines are read without an error, and the history is taken in.
  func adopts() throws -> Bool {
    try checkout.write(story.history, to: "runs.jsonl")
    let taken = try run(["history", "import", "runs.jsonl"])
    let files = story.arguments.isEmpty ? [] : Array(story.arguments.prefix(3))
    let looked = try run(["suggest", "--strict"] + files)
    return taken.status == 0 && looked.status == 0 && looked.output.contains("Move build")
  }

  /// What a job measures of itself is taken in as its.
  func measures() throws -> Bool {
    let recorded = try run(["record", "--quiet", "--output", "record.json", "--", "true"])
    let taken = try run(["import", "records", "record.json"])
    return recorded.status == 0 && taken.status == 0 && taken.errors.contains("1 record taken in")
      && !taken.errors.contains("left out")
  }

  /// The job gets the size that is suggested.
  func injects() throws -> Bool {
    let result = try run(["inject", "--strict"] + story.arguments + advice)
    return result.status == 0 && sizes(result).contains(story.chosen)
  }

  /// The report is where people look.
  func publishes() throws -> Bool { try reports(["--strict"]).status == 0 }

  /// The same, whatever comes of it.
  func reports(_ options: [String] = []) throws -> Inframind.Result {
    try run(["report", "--at", "comment"] + options + files + advice)
  }

  /// Another report takes its place.
  func publishesOther() throws -> Bool {
    let settings = checkout.text(of: ".inframind.yml") ?? ""
    try checkout.write(settings + "ignore: {kinds: [size]}\n", to: ".inframind.yml")
    return try publishes()
  }

  /// Without history, and with a code host that fails, the file's own size stays in force, and the job goes
  /// on.
  func failsOpen() throws -> Bool {
    try goesOn(injecting: ["--history", "nowhere.db"], reporting: [])
  }

  /// The same without the server that advice comes from.
  func goesOnAlone() throws -> Bool { try goesOn(injecting: advice, reporting: advice) }

  private func goesOn(injecting options: [String], reporting others: [String]) throws -> Bool {
    if let file = story.result { try? FileManager.default.removeItem(atPath: "\(checkout.path)/\(file)") }
    let result = try run(["inject"] + story.arguments + options)
    let reported = try run(["report", "--at", "comment"] + files + others)
    let isOwn = story.own.isEmpty || sizes(result).contains(story.own)
    return isOneLine(result) && isOwn && !sizes(result).contains(story.chosen) && isOneLine(reported)
      && !said.contains("t0ken")
  }

  /// Whether a command let the job go on, and told why in one line.
  private func isOneLine(_ result: Inframind.Result) -> Bool {
    result.status == 0 && result.errors.split(separator: "\n").count == 1
  }

  /// What names the pipeline to commands that look at it.
  private var files: [String] {
    story.arguments.first.map { $0.hasPrefix("-") ? [] : Array(story.arguments.prefix(3)) } ?? []
  }

  private func sizes(_ result: Inframind.Result) -> String {
    story.result.map { checkout.text(of: $0) ?? "" } ?? result.output
  }
}
