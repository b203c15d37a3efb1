internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

/// Where plans and reports come from: the history here, or a server that is sent what advice reads of the checkout.
struct RunSource {
  private let look: LookOptions

  init(_ look: LookOptions) { self.look = look }

  /// The plan for runs of a pipeline; one that moves nothing if the settings switch that off.
  ///
  /// - Parameters:
  ///   - pipeline: As the user or the job's environment names it; `nil` for the only one.
  ///   - isNamed: Whether the user names it: then another is no answer.
  /// - Throws: ``EngineFailure``, ``EngineError``, ``AdapterError``.
  func plan(for pipeline: String?, isNamed: Bool, on platform: Platform) throws -> RunPlan {
    let entry = try entry(on: platform)
    guard entry.report.settings.injects else {
      return unmoved(pipeline, isNamed: isNamed, on: platform) ?? RunPlan()
    }
    let files = entry.report.repository.pipelines.filter { $0.platform == platform }.flatMap(\.files)
    let path = Self.path(pipeline, among: files)
    if path == nil, isNamed {
      throw EngineError(
        code: "not-found",
        message: "\(pipeline ?? "") is none of the pipeline files here: give it as the path, with --platform."
      )
    }
    if path == nil, let pipeline, look.path.isEmpty {
      throw EngineError(
        code: "not-found", message: "\(pipeline), whose job this is, is none of the pipeline files here.")
    }
    guard let server = try look.server.address() else {
      return RunDesk(entry, Wiring.registry, Wiring.advisers).plan(for: path, on: platform)
    }
    let sent = try sent(entry, on: platform)
    let body = sent.json(path.map { [.init("pipeline", .string($0))] } ?? [])
    let answer = try Waiting.result { try await RunServer(server).answer(to: "inject", body) }
    let choices = try RunPlanDocument.choices(answer.json())
    return RunDesk(entry, Wiring.registry, Wiring.advisers).plan(for: path, on: platform, choosing: choices)
  }

  /// The plan that leaves every job where its file has it: what is in force when there is no advice. `nil` if not even the
  /// files can be read.
  func unmoved(_ pipeline: String?, isNamed: Bool, on platform: Platform) -> RunPlan? {
    var request = look.request
    request.platform = platform
    request.historyPath = nil
    request.settingsPath = nil
    request.history = HistoryFile([], from: "")
    guard let entry = try? Engine(Wiring.registry, Wiring.advisers).inspect(request).entries.first else {
      return nil
    }
    let files = entry.report.repository.pipelines.filter { $0.platform == platform }.flatMap(\.files)
    let path = Self.path(pipeline, among: files)
    guard path != nil || !isNamed else { return nil }
    return RunDesk(entry, Wiring.registry, Wiring.advisers).plan(for: path, on: platform)
  }

  /// The report; `nil` if the settings switch that off.
  ///
  /// - Throws: ``EngineFailure``, ``EngineError``, ``AdapterError``.
  func report(_ key: String) throws -> Report? {
    let entry = try entry(on: look.request.platform ?? Wiring.jobEnvironment?.run.platform)
    guard entry.report.settings.reports else { return nil }
    guard let server = try look.server.address() else {
      return RunDesk(entry, Wiring.registry, Wiring.advisers).report(key, appliedBy: look.pathArguments)
    }
    guard let platform = entry.report.repository.pipelines.first?.platform else { return nil }
    let arguments = (look.pathArguments.isEmpty ? "" : look.pathArguments + " ") + "--server …"
    let body = try sent(entry, on: platform).json([
      .init("key", .string(key)), .init("arguments", .string(arguments)),
    ])
    let answer = try Waiting.result { try await RunServer(server).answer(to: "reports", body) }
    return try ReportDocument.report(answer.json(), key)
  }

  private func entry(on platform: Platform?) throws -> Inspection.Entry {
    var request = look.request
    request.platform = platform
    let inspection = try Engine(Wiring.registry, Wiring.advisers).inspect(request)
    guard let entry = inspection.entries.first else {
      throw EngineError(code: "not-found", message: "There is no pipeline here.")
    }
    // A folder of checkouts is nobody's: a job is of one.
    guard inspection.entries.count == 1 || !look.path.isEmpty else {
      throw EngineError(
        code: "not-found",
        message: "There are several repositories below this folder: name the one that is meant.")
    }
    return entry
  }

  private func sent(_ entry: Inspection.Entry, on platform: Platform) throws -> SentCheckout {
    var sent = try SentCheckout(
      entry.report.repository, on: platform, reading: entry.ground.checkout,
      by: Suggester(Wiring.registry, Wiring.advisers), entry.ground.surroundings)
    // A clone of a fork has another name than the repository whose job this is.
    if let job = Wiring.jobEnvironment { sent.repository = job.run.repository }
    return sent
  }

  /// The file that is meant, from the repository's root; `nil` if none of them is named so.
  private static func path(_ name: String?, among files: [String]) -> String? {
    guard let name else { return nil }
    return files.first { $0 == name } ?? files.first { name.hasSuffix("/" + $0) || $0.hasSuffix("/" + name) }
  }
}

/// A server that answers for a repository, within two seconds or not at all.
struct RunServer {
  private let address: String
  /// Largest answer: machines for thousands of jobs, or a report.
  private static let largest = 2 << 20

  init(_ address: String) { self.address = address }

  /// - Throws: ``AdapterError``.
  func answer(to name: String, _ body: [UInt8]) async throws -> APIAnswer {
    try await HistoryServer(address, patience: .seconds(2), body: Self.largest).answer(to: name, body)
  }
}
