public import AdapterKit
internal import HTTPTypes
internal import InfraMindCore

extension TeamCity: Reporting {
  /// The build's log with its charts and tags, a page for a report tab, and the comment of the build.
  public static let reportPlaces = [
    ReportPlace(
      .messages, "A block of the build's log, numbers for charts, and the tag `inframind-suggestions`."),
    ReportPlace(
      .tab, "The artifact `inframind-report.html`, for a report tab of the project with this start page.",
      isUsual: false),
    ReportPlace(
      .comment, "The comment of the build, where nobody else wrote one.", right: "Comment build",
      isUsual: false),
  ]

  /// The run by the variables of the agent.
  public func reportTarget(of environment: [String: String]) -> ReportTarget? {
    guard let job = jobEnvironment(of: environment) else { return nil }
    return ReportTarget(variables: EnvironmentVariables(environment), job: job)
  }

  /// The server's own API for the comment; `nil` for messages and the page.
  public func reportAPI(at place: ReportPlace.ID, for target: ReportTarget) -> ReportAPI? {
    guard place == .comment else { return nil }
    let url =
      Self.namedURL(target.variables["TEAMCITY_URL"]) ?? apiURL(of: target.job.run.source, environment: [:])
    return url.map { ReportAPI($0, rules: apiRules) }
  }

  /// The service messages, or the page and the message that publishes it.
  public func instructions(
    for report: Report, at place: ReportPlace.ID, of target: ReportTarget
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch place {
    case .comment: []
    case .messages: ReportMessages(report).all.map(\.instruction)
    case .tab:
      [
        .write(file: ReportPage.file, bytes: Array(ReportPage(report).html.utf8)),
        ServiceMessage("publishArtifacts", ReportPage.file).instruction,
      ]
    default: throw AdapterError(.unknownPlace, "TeamCity has no place called \(place).")
    }
  }

  // MARK: - Through the API

  /// Keeps the comment of the build, unless it has one of somebody else's.
  public func publish(
    _ report: Report, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard place == .comment else {
      throw AdapterError(.unknownPlace, "TeamCity has no place called \(place) that an API leads to.")
    }
    return try await comment(of: target, http).keep(report)
  }

  /// Takes the comment of the build out, if it is ours.
  public func withdraw(
    _ key: String, at place: ReportPlace.ID, of target: ReportTarget, over http: any HTTPExecutor
  ) async throws -> ReportReceipt {
    guard place == .comment else { return .nothing("Only comments can be taken out.") }
    return try await comment(of: target, http).withdraw(key)
  }

  private func comment(
    of target: ReportTarget, _ http: any HTTPExecutor
  ) throws(AdapterError) -> BuildComment {
    guard let api = reportAPI(at: .comment, for: target) else {
      throw AdapterError(.missingVariable, "BUILD_URL names no server.")
    }
    return BuildComment(
      build: target.job.run.run, api: try PlatformAPI(at: api.url, over: http, rules: apiRules))
  }
}

extension ReportPlace.ID {
  /// Service messages.
  public static let messages = ReportPlace.ID("messages")
  /// A page for a report tab.
  public static let tab = ReportPlace.ID("tab")
}

/// A report as service messages: a block of the log, numbers, and a tag. None of them fails a build.
struct ReportMessages {
  /// In their order.
  let all: [ServiceMessage]

  init(_ report: Report) {
    let lines = report.lines.dropFirst(report.lines.first == report.headline ? 1 : 0)
    var messages = [
      ServiceMessage(
        "blockOpened", ["name": "InfraMind", "description": SentenceText.line(report.headline)])
    ]
    messages += lines.map {
      ServiceMessage("message", ["text": SentenceText.line($0), "status": "NORMAL"])
    }
    messages.append(ServiceMessage("blockClosed", ["name": "InfraMind"]))
    var seen: Set<String> = []
    for figure in report.figures {
      let key = "inframind." + figure.name
      guard let value = Self.number(figure.value), seen.insert(key).inserted else { continue }
      messages.append(ServiceMessage("buildStatisticValue", ["key": key, "value": value]))
    }
    // Tags are filters, so there is one that never changes its name.
    if !report.isAllWell { messages.append(ServiceMessage("addBuildTag", "inframind-suggestions")) }
    all = messages
  }

  /// What TeamCity takes for a number: at most 13 digits, and at most six behind the point.
  private static func number(_ value: Double) -> String? {
    guard value.isFinite, abs(value) < 1e12 else { return nil }
    let whole = Int64(abs(value).rounded(.down))
    var millionths = Int64(((abs(value) - Double(whole)) * 1e6).rounded())
    let carry: Int64 = millionths >= 1_000_000 ? 1 : 0
    millionths -= carry * 1_000_000
    var fraction = String(String(1_000_000 + millionths).dropFirst())
    while fraction.last == "0" { fraction.removeLast() }
    let digits = "\(whole + carry)" + (fraction.isEmpty ? "" : "." + fraction)
    return value < 0 && digits != "0" ? "-" + digits : digits
  }
}

/// The one comment of a build.
struct BuildComment {
  let build: String
  let api: PlatformAPI

  /// Most bytes of a text.
  private static let longest = 2_000

  /// Keeps the comment: written where there is none, brought up to date where it is ours, and never in place of what
  /// somebody else wrote.
  func keep(_ report: Report) async throws -> ReportReceipt {
    let known = try await text()
    let text = Self.text(of: report)
    guard known.isEmpty || known.hasPrefix(Self.marker(report.key)) else { return Self.isOthers }
    guard known != text else { return .unchanged(nil) }
    guard !known.isEmpty || !report.isAllWell else {
      return .nothing("There is nothing to suggest, and no comment says otherwise.")
    }
    _ = try await api.answer(
      to: try address(), method: .put, headers: [.contentType: "text/plain; charset=utf-8"],
      body: Array(text.utf8))
    return known.isEmpty ? .created(nil) : .updated(nil)
  }

  /// Takes it out, if it is ours.
  func withdraw(_ key: String) async throws -> ReportReceipt {
    let known = try await text()
    guard !known.isEmpty else { return .nothing("There is no comment of ours.") }
    guard known.hasPrefix(Self.marker(key)) else { return Self.isOthers }
    _ = try await api.answer(to: try address(), method: .delete)
    return .removed
  }

  private static let isOthers = ReportReceipt.nothing(
    "The build has a comment of somebody else's, which stays.")

  /// What is there; empty if there is none.
  private func text() async throws -> String {
    let address = try api.address(["app", "rest", "builds", "id:\(build)"], [("fields", "id,comment(text)")])
    let json = try await api.answer(to: address).json()
    guard json["id"] != nil else {
      throw AdapterError(.unexpectedAnswer, "The API's answer about build \(build) is no build.")
    }
    return Self.plain(json["comment"]?["text"]?.text ?? "")
  }

  private func address() throws(AdapterError) -> APIAddress {
    try api.address(["app", "rest", "builds", "id:\(build)", "comment"])
  }

  /// By what our comments are known, since the text is shown as it is.
  private static func marker(_ key: String) -> String {
    let safe = key.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._/-".contains($0)) }
    return safe.isEmpty ? "[InfraMind] " : "[InfraMind \(safe)] "
  }

  private static func text(of report: Report) -> String {
    let lines = report.lines.dropFirst(report.lines.first == report.headline ? 1 : 0)
    var text = marker(report.key) + SentenceText.line(report.headline)
    for line in lines.map(SentenceText.line) where !report.isAllWell {
      guard text.utf8.count + line.utf8.count < longest else {
        text += "\n…"
        break
      }
      text += "\n" + line
    }
    return plain(text)
  }

  /// Servers may give line breaks back as they like, and leave out blanks at the end.
  private static func plain(_ text: String) -> String {
    var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
