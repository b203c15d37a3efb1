internal import AdapterKit
internal import AdapterTesting
internal import HTTPTypes
internal import Testing

@Suite struct ScriptedHTTPTests {
  private static func request(_ path: String, method: HTTPRequest.Method = .get) -> HTTPRequest {
    HTTPRequest(method: method, scheme: "https", authority: "ci.example.org", path: path)
  }

  @Test func `requests in the order of the script get their answers`() async throws {
    let http = ScriptedHTTP([
      ScriptedExchange("/a", query: ["x": "1 2"]) { .json("[1]", next: "https://ci.example.org/a?x=3") },
      ScriptedExchange("/b", method: "POST") { asked in .json(asked.body, status: 201) },
    ])
    let first = try await http.execute(Self.request("/a?x=1%202"), body: [])
    #expect(first.response.status == .ok)
    #expect(first.response.headerFields[.literal("Link")] == #"<https://ci.example.org/a?x=3>; rel="next""#)
    let second = try await http.execute(Self.request("/b", method: .post), body: [7])
    #expect(second.response.status.code == 201)
    #expect(second.body == [7])
    #expect(http.complaints == [])
    #expect(
      http.asked.map(\.description) == [
        "GET https://ci.example.org/a?x=1%202", "POST https://ci.example.org/b",
      ])
  }

  @Test func `in any order each request finds what expects it, as often as allowed`() async throws {
    let http = ScriptedHTTP(
      [
        ScriptedExchange("/a", query: ["page": "1"]) { .status(200) },
        ScriptedExchange("/b") { .status(500) }.always,
      ], order: .any)
    #expect(try await http.execute(Self.request("/b"), body: []).response.status.code == 500)
    #expect(try await http.execute(Self.request("/b?z=1"), body: []).response.status.code == 500)
    #expect(http.complaints == ["Nobody asked for GET /a?page=1."])
    #expect(try await http.execute(Self.request("/a?page=1"), body: []).response.status.code == 200)
    #expect(http.complaints == [])
    await #expect(throws: AdapterError.self) { try await http.execute(Self.request("/a?page=1"), body: []) }
    #expect(http.complaints.count == 1)
  }

  @Test func `a request that is not expected is told with what differs`() async {
    var exchange = ScriptedExchange("/a", query: ["page": "1"]) { .status(200) }
    exchange.headers = ["Accept": "x"]
    exchange.authority = "other"
    let http = ScriptedHTTP([exchange])
    await #expect(throws: AdapterError.self) { try await http.execute(Self.request("/a?page=2"), body: []) }
    let complaint = http.complaints.first ?? ""
    for part in [
      "Unexpected: GET https://ci.example.org/a?page=2.", "page=1", "the host is", "Accept is missing",
    ] {
      #expect(complaint.contains(part), "\(complaint)")
    }
  }

  @Test func `faults are thrown as an executor throws them`() async {
    let http = ScriptedHTTP([
      ScriptedExchange("/a") { .budgetSpent }, ScriptedExchange("/a") { .unreachable },
    ])
    for code in [AdapterError.Code.budgetSpent, .unreachable] {
      let error = await #expect(throws: AdapterError.self) {
        try await http.execute(Self.request("/a"), body: [])
      }
      #expect(error?.code == code)
    }
  }
}
