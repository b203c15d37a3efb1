internal import AdapterKit
internal import AdapterTesting
internal import HTTPTypes
internal import InfraMindCore
internal import Testing

@Suite struct PlatformAPITests {
  private static let address = "https://api.example.org/root/"
  private static let rules = APIRules(tokenVariables: ["A_TOKEN", "B_TOKEN"])

  private static func api(_ exchanges: [ScriptedExchange]) throws -> (PlatformAPI, ScriptedHTTP) {
    let http = ScriptedHTTP(exchanges)
    return (try PlatformAPI(at: address, over: http, rules: rules), http)
  }

  @Test func `addresses are made of escaped parts below the API's own`() async throws {
    let exchange = ScriptedExchange(
      "/root/projects/acme%2Fa%20b%3F/jobs", query: ["scope[]": "failed,success", "q": "a&b=c+d é"]
    ) { .json(#"{"id": 7}"#) }
    let (api, http) = try Self.api([exchange])
    let address = try api.address(
      ["projects", "acme/a b?", "jobs"], [("scope[]", "failed"), ("scope[]", "success"), ("q", "a&b=c+d é")])
    #expect(try await api.answer(to: address).json()["id"]?.integer == 7)
    #expect(http.complaints == [])
    #expect(http.asked.map(\.authority) == ["api.example.org"])
  }

  @Test(arguments: [["..", "x"], ["a", "."], ["a", ""]])
  func `a part that would lead elsewhere names nothing`(parts: [String]) throws {
    let (api, _) = try Self.api([])
    let error = #expect(throws: AdapterError.self) { try api.address(parts) }
    #expect(error?.code == .notFound)
  }

  @Test(arguments: [
    "", "api.example.org", "ftp://api.example.org", "https://", "https://user@host", "https://a b",
    "https://a?b",
  ])
  func `what is no address of an API is refused`(address: String) {
    let error = #expect(throws: AdapterError.self) {
      try PlatformAPI(at: address, over: ScriptedHTTP([]), rules: Self.rules)
    }
    #expect(error?.code == .notFound)
  }

  @Test(arguments: [
    (401, AdapterError.Code.notAllowed), (403, .notAllowed), (404, .notFound), (410, .notFound),
    (429, .budgetSpent),
    (500, .unreachable), (503, .unreachable), (302, .unexpectedAnswer), (418, .unexpectedAnswer),
  ])
  func `a status that is no success has its error`(status: Int, code: AdapterError.Code) async throws {
    let (api, _) = try Self.api([ScriptedExchange("/root/x") { .status(status) }])
    let error = await #expect(throws: AdapterError.self) { try await api.answer(to: api.address(["x"])) }
    #expect(error?.code == code)
    #expect(error?.message.contains("GET /root/x") == true)
  }

  @Test(arguments: [
    (["A_TOKEN"], "to do this, in A_TOKEN."), (["A_TOKEN", "B_TOKEN"], "in one of A_TOKEN and B_TOKEN."),
  ])
  func `a refused token is told with the variables that it may be in`(names: [String], words: String)
    async throws
  {
    let http = ScriptedHTTP([ScriptedExchange("/root/x") { .status(401) }])
    let api = try PlatformAPI(at: Self.address, over: http, rules: APIRules(tokenVariables: names))
    let error = await #expect(throws: AdapterError.self) { try await api.answer(to: api.address(["x"])) }
    #expect(error?.message.hasSuffix(words) == true)
  }

  @Test func `what the platform's rules call a limit is one`() async throws {
    var rules = Self.rules
    rules.isLimited = { $0.response.status == .forbidden }
    let http = ScriptedHTTP([ScriptedExchange("/root/x") { .status(403) }])
    let api = try PlatformAPI(at: Self.address, over: http, rules: rules)
    let error = await #expect(throws: AdapterError.self) { try await api.answer(to: api.address(["x"])) }
    #expect(error?.code == .budgetSpent)
  }

  @Test(arguments: [
    (
      #"<https://api.example.org/other?page=2>; rel="next", <https://api.example.org/x?page=9>; rel="last""#,
      "/other?page=2"
    ),
    (#"<https://api.example.org/x?page=1>; rel="prev", </x?page=3>; rel=next"#, "/x?page=3"),
    (#"<http://inside:8080/x?cursor=ab>; rel="next""#, "/root/x?cursor=ab"),
    (#"<https://evil.example.com/x>; rel="next""#, nil), (#"<//evil.example.com/x>; rel="next""#, nil),
    (#"<https://api.example.org/x?page=9>; rel="last""#, nil), ("nonsense", nil),
    ("<unclosed; rel=next", nil),
  ])
  func `the next page is on the same host`(link: String, next: String?) async throws {
    let exchange = ScriptedExchange("/root/x") { .answer(status: 200, headers: ["Link": link], body: []) }
    let (api, _) = try Self.api([exchange])
    #expect(try await api.answer(to: api.address(["x"], [("a", "1")])).next?.target == next)
  }

  @Test func `an answer that was cut off is no JSON`() async throws {
    let (api, _) = try Self.api([ScriptedExchange("/root/x") { .json(#"{"jobs": [{"id": 1"#) }])
    let answer = try await api.answer(to: api.address(["x"]))
    let error = #expect(throws: AdapterError.self) { try answer.json() }
    #expect(error?.code == .unexpectedAnswer)
  }

  @Test func `pages that lead in a circle, or to nothing for ever, come to an end`() async throws {
    var answer = APIAnswer(bytes: [], headers: [:], next: APIAddress("/a"))
    var trail = PageTrail()
    #expect(try trail.next(after: answer, found: 1) == APIAddress("/a"))
    #expect(throws: AdapterError.self) { try trail.next(after: answer, found: 1) }

    trail = PageTrail()
    for page in 1...2 {
      answer.next = APIAddress("/\(page)")
      #expect(try trail.next(after: answer, found: 0) != nil)
    }
    answer.next = APIAddress("/3")
    #expect(throws: AdapterError.self) { try trail.next(after: answer, found: 0) }
    answer.next = nil
    #expect(try trail.next(after: answer, found: 0) == nil)
  }

  @Test func `a page that a body tells by a token is the same path with another query`() throws {
    let (api, _) = try Self.api([])
    let address = try api.address(["x"], [("per_page", "100")])
    #expect(address.asking([("page-token", "a+b/=&")]).target == "/root/x?page-token=a%2Bb%2F%3D%26")
    #expect(address.asking([]).target == "/root/x")
  }

  @Test(arguments: [
    ("https://api.example.org/root/y?after=1", "/root/y?after=1"), ("/root/y?after=1", "/root/y?after=1"),
    ("https://evil.example.com/z?after=1", "/root/x?after=1"), ("//evil.example.com/z", nil),
    ("https://evil.example.com/z", nil), ("?after=1", "/root/x?after=1"), ("", nil), ("/a b", nil),
  ])
  func `a page that a body links to is one of the API's own host`(link: String, target: String?) throws {
    let (api, _) = try Self.api([])
    #expect(api.page(at: link, after: try api.address(["x"]))?.target == target)
  }

  @Test func `an address in a checkpoint is checked when it is read`() {
    let text = HistoryCheckpoint.text(of: ["a": APIAddress("/x?y=1")])
    #expect(text == #"{"a":"/x?y=1"}"#)
    #expect(HistoryCheckpoint.value(of: text) == ["a": APIAddress("/x?y=1")])
    for bad in ["//evil", "x", "/a b", "/a\\u0000"] {
      #expect(HistoryCheckpoint.value([String: APIAddress].self, of: #"{"a":"\#(bad)"}"#) == nil)
    }
    #expect(HistoryCheckpoint.value(Int.self, of: nil) == nil)
  }

  @Test func `work of several elements gives its results in their order`() async {
    let results = await [3, 1, 2].concurrentResults { number in
      guard number != 1 else { throw AdapterError(.notFound, "") }
      return number * 10
    }
    #expect(results.map { try? $0.get() } == [30, nil, 20])
  }
}
