import AdapterKit
import HTTPTypes
import InfraMindCore
import InfraMindHTTP
import Testing

@testable import InfraMindServer

@Suite struct InquiriesTests {
  private func inquiry(_ platform: Platform, _ source: String, _ environment: [String: String]) -> Inquiry? {
    let inquiries = Inquiries(Wiring.registry, environment: environment, transport: NoTransport())
    return inquiries.inquiry(
      about: RunReference(platform: platform, source: source, repository: "acme/shop", run: "1"))
  }

  @Test func `a platform is asked where the token is for`() {
    let token = ["INFRAMIND_GITHUB_TOKEN": "t"]
    #expect(inquiry(.gitHubActions, "github.com", token)?.api == "https://api.github.com")
    let own = token.merging([
      "GITHUB_SERVER_URL": "https://git.example.org", "GITHUB_API_URL": "https://git.example.org/api/v3",
    ]) { $1 }
    #expect(inquiry(.gitHubActions, "git.example.org", own)?.api == "https://git.example.org/api/v3")
  }

  @Test(arguments: ["evil.example", "api.github.com", "github.com.evil.example", "git.example.org", ""])
  func `a delivery cannot send a token elsewhere`(_ source: String) {
    #expect(inquiry(.gitHubActions, source, ["INFRAMIND_GITHUB_TOKEN": "t"]) == nil)
    #expect(inquiry(.gitLabCI, source, ["INFRAMIND_GITLAB_TOKEN": "t"]) == nil)
    #expect(inquiry(.circleCI, source, ["INFRAMIND_CIRCLECI_TOKEN": "t"]) == nil)
  }

  @Test func `without a token, or for a platform of nobody's, nobody is asked`() {
    #expect(inquiry(.gitHubActions, "github.com", [:]) == nil)
    #expect(inquiry(.gitHubActions, "github.com", ["INFRAMIND_GITHUB_TOKEN": ""]) == nil)
    #expect(inquiry(ToyPlatform.platform, "toy.example", ["INFRAMIND_GITHUB_TOKEN": "t"]) == nil)
  }
}

private struct NoTransport: Transport {
  func send(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    throw TransportFailure("There is no network here.", isPassing: false)
  }
}
