public import AdapterKit
internal import FoundationEssentials
public import HTTPTypes
internal import InfraMindCore
internal import Synchronization

/// A code host in memory that speaks what reports need of GitHub's and GitLab's APIs: comments, statuses, checks, labels;
/// and of TeamCity's: the one comment of a build. It remembers what was written, by whom, and every request.
public final class FakeCodeHost: HTTPExecutor {
  /// A comment on a request.
  public struct Comment: Sendable, Hashable {
    /// Its number.
    public var id: Int
    /// Whoever wrote it: `us` or another.
    public var author: String
    /// Its text.
    public var body: String
  }

  /// A fault that every request from some one on meets.
  public enum Fault: Sendable, Hashable, CaseIterable {
    /// 403: the token may not.
    case forbidden
    /// 404.
    case missing
    /// 429.
    case limited
    /// 500.
    case broken
    /// No answer in time.
    case silent
    /// 200 with something that is no JSON.
    case nonsense
  }

  private struct State {
    var comments: [Comment] = []
    var statuses: [(commit: String, name: String, description: String, ref: String?)] = []
    var checks: [(id: Int, commit: String, name: String, externalID: String, annotations: Int)] = []
    var next = 100
    var asked: [AskedRequest] = []
    var fault: Fault?
    var rival: String?

    /// A new comment of ours.
    @discardableResult mutating func comment(_ body: String) -> Comment {
      next += 1
      let made = Comment(id: next, author: "us", body: body)
      comments.append(made)
      return made
    }
  }

  private let state: Mutex<State>
  /// How many comments are on a page, so that paging is tried.
  private let pageSize: Int

  /// A host with comments of others.
  public init(others: [String] = [], pageSize: Int = 2) {
    var state = State()
    for (index, body) in others.enumerated() {
      state.comments.append(Comment(id: 10 + index, author: "someone", body: body))
    }
    self.state = Mutex(state)
    self.pageSize = pageSize
  }

  /// All comments.
  public var comments: [Comment] { state.withLock { $0.comments } }
  /// Those that we wrote.
  public var ours: [Comment] { comments.filter { $0.author == "us" } }
  /// Descriptions of statuses, the latest of each name and commit.
  public var statuses: [String] { state.withLock { $0.statuses.map(\.description) } }
  /// Names of checks.
  public var checks: [String] { state.withLock { $0.checks.map(\.name) } }
  /// Annotations of all checks.
  public var annotations: Int { state.withLock { $0.checks.reduce(0) { $0 + $1.annotations } } }
  /// Every request, in order.
  public var asked: [AskedRequest] { state.withLock { $0.asked } }
  /// How many requests changed something, or would have.
  public var writes: Int { asked.count { $0.method != "GET" } }

  /// Lets every request from now on fail; `nil` for none.
  public func fail(by fault: Fault?) { state.withLock { $0.fault = fault } }

  /// Lets another job of ours comment now.
  public func comment(_ body: String) { state.withLock { _ = $0.comment(body) } }

  /// Lets another job of ours comment just before the next new comment.
  public func race(with body: String) { state.withLock { $0.rival = body } }

  /// Answers.
  public func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    try answer(to: request, body: body)
  }

  /// Answers at once, for servers over real sockets.
  public func answer(to request: HTTPRequest, body: [UInt8]) throws -> HTTPAnswer {
    let asked = AskedRequest(request, body: body)
    let answer = state.withLock { state -> ScriptedAnswer in
      state.asked.append(asked)
      if let fault = state.fault { return Self.answer(to: fault) }
      return self.answer(asked, &state)
    }
    return try answer.httpAnswer(from: asked.url)
  }

  private static func answer(to fault: Fault) -> ScriptedAnswer {
    switch fault {
    case .forbidden: .json(#"{"message":"Resource not accessible by integration"}"#, status: 403)
    case .missing: .json(#"{"message":"Not Found"}"#, status: 404)
    case .limited: .json(#"{"message":"slow down"}"#, status: 429)
    case .broken: .status(500)
    case .silent: .unreachable
    case .nonsense: .answer(status: 200, headers: [:], body: Array("<html>".utf8))
    }
  }

  // MARK: - Routes

  private func answer(_ asked: AskedRequest, _ state: inout State) -> ScriptedAnswer {
    let parts = asked.path.split(separator: "/").map(String.init)
    if parts.last == "user" { return .json(#"{"login":"us","id":7,"username":"us"}"#) }
    if parts.contains("builds"), parts.contains("rest") { return buildComment(asked, parts, &state) }
    if let place = parts.lastIndex(of: "comments") ?? parts.lastIndex(of: "notes") {
      return comments(asked, Array(parts[(place + 1)...]), isGitLab: parts[place] == "notes", &state)
    }
    if parts.contains("check-runs") { return checks(asked, parts, &state) }
    if parts.contains("statuses") || parts.last == "status" { return statuses(asked, parts, &state) }
    return .json(#"{"message":"Not Found"}"#, status: 404)
  }

  private func comments(
    _ asked: AskedRequest, _ rest: [String], isGitLab: Bool, _ state: inout State
  ) -> ScriptedAnswer {
    let text = { (comment: Comment) in
      isGitLab
        ? #"{"id":\#(comment.id),"body":\#(JSONText.string(comment.body).text),"system":false,"author":{"id":\#(comment.author == "us" ? 7 : 8)}}"#
        : #"{"id":\#(comment.id),"body":\#(JSONText.string(comment.body).text),"html_url":"https://host/c/\#(comment.id)","user":{"login":"\#(comment.author)","type":"User"}}"#
    }
    let body = (try? JSONValue(parsing: asked.body))?["body"]?.text
    switch (asked.method, rest.first.flatMap { Int($0) }) {
    case ("GET", nil):
      let page = asked.query["page"].flatMap { Int($0) } ?? 1
      let from = (page - 1) * pageSize
      let some = state.comments.dropFirst(from).prefix(pageSize)
      let isMore = state.comments.count > from + pageSize
      let query = asked.query.filter { $0.key != "page" }.map { "\($0.key)=\($0.value)" }
      let next =
        "\(asked.scheme)://\(asked.authority)\(asked.path)?"
        + (query + ["page=\(page + 1)"]).joined(separator: "&")
      return .json("[" + some.map(text).joined(separator: ",") + "]", next: isMore ? next : nil)
    case ("POST", nil):
      guard let body else { return .status(422) }
      if let rival = state.rival {
        state.comment(rival)
        state.rival = nil
      }
      return .json(text(state.comment(body)), status: 201)
    case ("PATCH", let id?), ("PUT", let id?):
      guard let place = state.comments.firstIndex(where: { $0.id == id }), let body else {
        return .status(404)
      }
      state.comments[place].body = body
      return .json(text(state.comments[place]))
    case ("DELETE", let id?):
      guard let place = state.comments.firstIndex(where: { $0.id == id }) else { return .status(404) }
      state.comments.remove(at: place)
      return .status(204)
    default: return .status(405)
    }
  }

  /// TeamCity's: one for each build, and plain text.
  private func buildComment(_ asked: AskedRequest, _ parts: [String], _ state: inout State) -> ScriptedAnswer
  {
    let place = state.comments.firstIndex { $0.author == "us" }
    switch (asked.method, parts.last == "comment") {
    case ("GET", false):
      guard let place else { return .json(#"{"id":1}"#) }
      return .json(#"{"id":1,"comment":{"text":\#(JSONText.string(state.comments[place].body).text)}}"#)
    case ("PUT", true):
      let body = String(decoding: asked.body, as: UTF8.self)
      guard let place else {
        state.comments.append(Comment(id: 1, author: "us", body: body))
        return .status(204)
      }
      state.comments[place].body = body
      return .status(204)
    case ("DELETE", true):
      if let place { state.comments.remove(at: place) }
      return .status(204)
    default: return .status(405)
    }
  }

  private func statuses(_ asked: AskedRequest, _ parts: [String], _ state: inout State) -> ScriptedAnswer {
    let commit = parts.last { $0.count == 40 && $0.allSatisfy(\.isHexDigit) } ?? ""
    guard asked.method == "POST" else {
      let known = state.statuses.filter { $0.commit == commit }.map { status in
        let name = JSONText.string(status.name).text
        let ref = status.ref.map { JSONText.string($0).text } ?? "null"
        return
          #"{"context":\#(name),"name":\#(name),"ref":\#(ref),"description":\#(JSONText.string(status.description).text)}"#
      }.joined(separator: ",")
      return .json(parts.last == "status" ? #"{"statuses":[\#(known)]}"# : "[\(known)]")
    }
    guard let json = try? JSONValue(parsing: asked.body), let description = json["description"]?.text,
      let name = json["context"]?.text ?? json["name"]?.text, json["state"]?.text == "success"
    else { return .status(422) }
    state.statuses.removeAll { $0.commit == commit && $0.name == name }
    state.statuses.append((commit, name, description, json["ref"]?.text))
    return .json("{}", status: 201)
  }

  private func checks(_ asked: AskedRequest, _ parts: [String], _ state: inout State) -> ScriptedAnswer {
    guard asked.method != "GET" else {
      let known = state.checks.reversed().map { check in
        #"{"id":\#(check.id),"name":\#(JSONText.string(check.name).text),"external_id":"\#(check.externalID)"}"#
      }
      return .json(#"{"check_runs":[\#(known.joined(separator: ","))]}"#)
    }
    guard let json = try? JSONValue(parsing: asked.body) else { return .status(422) }
    let annotations = json["output"]?["annotations"]?.elements.count ?? 0
    guard annotations <= 50 else { return .status(422) }
    if asked.method == "PATCH", let id = parts.last.flatMap({ Int($0) }),
      let place = state.checks.firstIndex(where: { $0.id == id })
    {
      state.checks[place].annotations += annotations
      return .json(#"{"id":\#(id)}"#)
    }
    guard let name = json["name"]?.text, let commit = json["head_sha"]?.text else { return .status(422) }
    state.next += 1
    state.checks.removeAll { $0.name == name && $0.commit == commit }
    state.checks.append((state.next, commit, name, json["external_id"]?.text ?? "", annotations))
    return .json(#"{"id":\#(state.next)}"#, status: 201)
  }
}
