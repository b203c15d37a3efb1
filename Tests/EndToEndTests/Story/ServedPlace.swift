import Foundation
import ProgramTesting
import ServerTesting

/// A server that holds a story's history, and a copy of the example whose jobs ask it.
final class ServedPlace {
  struct Failure: Error, CustomStringConvertible { var description: String }

  private let served: ServedStory
  private let api: String
  private let folder: TemporaryPlace
  private let server: ServerProcess
  /// Lets a job send records of the repository.
  private let token: String
  /// Where the story is gone through.
  let place: StoryPlace
  /// What programs other than `inframind` said, for messages of failures.
  private var noted = ""

  var said: String { place.said + noted + "\n" + server.logText }

  /// Takes the history in, makes the tokens, and starts the server.
  init(_ served: ServedStory, api: String) async throws {
    self.served = served
    self.api = api
    folder = TemporaryPlace()
    let store = "sqlite:\(folder.path)/history.db"
    let history = try folder.write(served.history, to: "runs.jsonl")
    _ = try Self.answer(["history", "import", history], store, folder)
    let reading = try Self.answer(["token", "--read", "any", served.repository], store, folder)
    let writing = try Self.answer(["token", served.story.platform, served.repository], store, folder)
    token = Self.value("token: ", in: writing)
    let lines = [reading, writing].map { Self.value("line:  ", in: $0) + "\n" }
    let tokens = try folder.write(lines.joined(), to: "tokens")
    server = try await ServerProcess(
      store: store, in: folder, ["records.tokens-file=\(tokens)", "work.ask=false"])
    let variables = ["INFRAMIND_TOKEN": Self.value("token: ", in: reading)]
    place = try StoryPlace(
      served.story, api: api, advice: ["--server", server.url],
      variables: variables.merging(served.plan) { $1 })
  }

  private static func answer(_ arguments: [String], _ store: String, _ folder: TemporaryPlace) throws
    -> String
  {
    let (status, said) = try ServerProcess.run(arguments, store: store, in: folder)
    guard status == 0 else { throw Failure(description: said) }
    return said
  }

  /// What stands behind a word at the beginning of a line.
  private static func value(_ word: String, in text: String) -> String {
    let line = text.split(separator: "\n").first { $0.hasPrefix(word) }
    return String(line?.dropFirst(word.count) ?? "")
  }

  // MARK: - What a job does

  /// A job measures itself, and sends its record, by the line that docs/measuring.md has.
  func measures(_ run: StoryRun) throws -> Bool {
    let variables = served.job.mapValues { run.filled($0, api: api) }
    let recorded = try place.run(
      ["record", "--quiet", "--output", "record.json", "--", "true"], with: variables)
    let (status, answer) = try shell(
      """
      curl -sS --fail-with-body -m 10 -H "Authorization: Bearer $INFRAMIND_RECORD_TOKEN" \
      --data-binary @record.json \(server.url)/api/v1/records
      """, in: place.path, ["INFRAMIND_RECORD_TOKEN": token])
    return recorded.status == 0 && status == 0 && answer.contains("\"recorded\"")
  }

  // MARK: - What the platform does

  /// The platform tells of a run that ended: the payload of Examples/webhooks with the run's ids, signed by
  /// the script beside it.
  func delivers(_ run: StoryRun) throws -> Bool {
    let platform = served.story.platform
    let examples = ServerProcess.packageRoot.appending(path: "Examples/webhooks")
    var payload = try String(contentsOf: examples.appending(path: "\(platform).json"), encoding: .utf8)
    for (example, own) in served.payload {
      guard payload.contains(example) else {
        throw Failure(description: "\(platform).json does not hold \(example)")
      }
      payload.replace(example, with: run.filled(own, api: api))
    }
    _ = try folder.write(payload, to: "\(platform).json")
    let script = try String(contentsOf: examples.appending(path: "send.sh"), encoding: .utf8)
    let sender = try folder.write(script, to: "send.sh")
    let (status, answer) = try shell(
      "sh \(sender) \(platform) \(server.url)", in: folder.path, ServerProcess.environment(store: ""))
    return status == 0 && answer.contains("\"kept\"")
  }

  private func shell(_ line: String, in folder: String, _ variables: [String: String]) throws -> (
    Int32, String
  ) {
    var program = ChildProgram("sh", ["-eu", "-c", line], in: folder)
    let output = try Inframind.Capture()
    program.output = output.descriptor
    program.errors = output.descriptor
    program.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
      .merging(variables) { $1 }
    let status = try program.run()
    let answer = String(decoding: try output.bytes(), as: UTF8.self)
    noted += "\n$ \(line) -> \(status)\n\(answer)"
    return (status, answer)
  }

  // MARK: - What is known

  /// The history's one run of these ids, as users take it out.
  func known(_ run: StoryRun) throws -> [String: Any]? {
    let result = try place.run(["history", "export", "--store", "\(folder.path)/history.db"])
    let runs = try result.output.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
    let found = runs.filter { $0["run"] as? String == run.run && $0["jobID"] as? String == run.job }
    return found.count == 1 ? found[0] : nil
  }

  /// Whether a run is in the history as it was measured and as the platform told of it.
  func joins(_ run: StoryRun) throws -> Bool {
    guard let known = try known(run), let use = known["use"] as? [String: Any] else { return false }
    return known["attempt"] as? Int ?? 1 == run.attempt && known["conclusion"] as? String == "success"
      && known["finishedAt"] is String && (use["peakMemoryGiB"] as? Double ?? 0) > 0
  }

  /// The server is gone at once.
  func loseServer() throws { try server.killNow() }
}
