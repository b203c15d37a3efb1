internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes

/// Stands between an adapter and a host, and lets the adapter do wrong what the code hosts of AdapterKit do right.
struct ForgetfulHost: HTTPExecutor {
  let http: any HTTPExecutor
  let fault: RunFault?

  func execute(_ request: HTTPRequest, body: [UInt8]) async throws -> HTTPAnswer {
    var answer = try await http.execute(request, body: body)
    guard request.method == .get else {
      // The old text stays, and the adapter believes that it does not.
      guard fault == .keepsTheOld, request.method == .patch else { return answer }
      return try await http.execute(
        request, body: Array(#"{"body":"<!-- inframind:report:v1  -->\nold"}"#.utf8))
    }
    let text = String(decoding: answer.body, as: UTF8.self)
    switch fault {
    case .writesAgain: answer.body = Array(text.replacing("suggestions", with: "ideas").utf8)
    case .takesOthersForOurs: answer.body = Array(text.replacing("someone", with: "us").utf8)
    default: break
    }
    return answer
  }
}
