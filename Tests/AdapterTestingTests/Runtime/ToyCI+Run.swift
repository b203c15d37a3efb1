internal import AdapterKit
internal import InfraMindCore

/// What a deliberately wrong adapter does wrong in runs: at least one fault for each law.
enum RunFault: String, CaseIterable, Sendable {
  case addsALine, statesOtherSizes, forgetsThePlan, changesItsMind, mumbles, tellsSecrets
  case repeatsItself, writesAgain, keepsTheOld, takesOthersForOurs, forgetsToRemove, throwsErrorsOfOthers,
    hidesFailures
}

/// The toy's runs: a file that is printed, outputs that are appended, and comments on the code host.
extension ToyCI: DynamicInjecting, Reporting {
  static let injectionWays = [
    InjectionWay(InjectionWay.ID("print"), "Prints the file.", needsFile: true),
    InjectionWay(InjectionWay.ID("outputs"), "Sets outputs."),
  ]
  static let reportPlaces = [
    ReportPlace(.comment, "A comment.", right: "toys: write"), ReportPlace(.status, "A status."),
  ]

  func has(_ fault: RunFault) -> Bool { runFault == fault }

  func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] {
    if way == InjectionWay.ID("print") {
      guard let file = plan.file else { return [] }
      let text = has(.forgetsThePlan) ? file.before : file.after
      return [.print(text + (has(.addsALine) ? [10] : []) + noise)]
    }
    guard let file = scene.variables["TOY_OUTPUT"] else {
      throw AdapterError(.missingVariable, has(.mumbles) ? "no" : "TOY_OUTPUT names no file.")
    }
    var text = plan.jobs.map { job in
      let labels =
        has(.statesOtherSizes) && !job.isMoved ? ["other"] : has(.forgetsThePlan) ? job.from : job.to
      return "\(job.key.job)=\(labels.joined(separator: ","))\n"
    }.joined()
    if has(.tellsSecrets) { text += scene.variables["TOY_TOKEN"] ?? "" }
    return [.append(file: file, text: text)]
  }

  /// Different each time, for one who changes his mind.
  private var noise: [UInt8] {
    has(.changesItsMind) ? [UInt8.random(in: 0...255), .random(in: 0...255), .random(in: 0...255)] : []
  }

  // MARK: - Reports

  func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    var target = ReportTarget(variables: EnvironmentVariables(environment), job: job, request: "3")
    target.commit = String(repeating: "a", count: 40)
    return target
  }

  func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? {
    ReportAPI("https://toy.example.org/api", rules: APIRules(tokenVariables: ["TOY_TOKEN"]))
  }

  func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] { [] }

  func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    let own = ForgetfulHost(http: http, fault: runFault)
    do {
      let repository = try GitHubRepository("octo/cat", at: "https://toy.example.org/api", over: own)
      if has(.repeatsItself), place == .comment {
        var report = report
        report.key = "\(UInt64.random(in: 0...UInt64.max))"
        return try await repository.keepComment(report, on: "3")
      }
      return place == .comment
        ? try await repository.keepComment(report, on: "3")
        : try await repository.keepStatus(report, on: target.commit ?? "", leadingTo: nil)
    } catch {
      if has(.throwsErrorsOfOthers) { throw CancellationError() }
      if has(.hidesFailures) { return .created(nil) }
      throw error
    }
  }

  func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    if has(.forgetsToRemove) { return .removed }
    return try await GitHubRepository("octo/cat", at: "https://toy.example.org/api", over: http)
      .withdrawComment(Report.marker(key), on: "3")
  }
}
