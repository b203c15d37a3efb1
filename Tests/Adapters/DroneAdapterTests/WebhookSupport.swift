internal import AdapterKit
internal import CorpusTesting
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore

@testable internal import DroneAdapter

/// Deliveries of the fixtures, signed as Drone signs them.
enum Deliveries {
  static let secretText = "bea26a2221fd8090ea38720fc445eca6"
  static let date = "Mon, 24 Nov 2025 16:01:40 GMT"
  static let now = Date(timeIntervalSince1970: 1_764_000_100)
  static let actors = ActorHashing(key: Array("a key for tests!".utf8))
  static let signature = HTTPField.Name.literal("Signature")
  static let digest = HTTPField.Name.literal("Digest")

  static let names = FixtureFile.names(in: "Fixtures/Webhooks", ending: ".json", beside: #filePath)
    .map { String($0.dropLast(5)) }

  static func secret(_ text: String = secretText) throws -> WebhookSecret {
    guard let secret = WebhookSecret([text]) else { throw AdapterError(.unusableSecret, "") }
    return secret
  }

  static func fixture(_ path: String) throws -> [UInt8] {
    try FixtureFile.bytes("Fixtures/\(path).json", beside: #filePath)
  }

  static func body(_ name: String) throws -> [UInt8] { try fixture("Webhooks/\(name)") }

  static func signed(_ body: [UInt8]) -> WebhookDelivery {
    let digest = "SHA-256=" + Data(Digest.sha256(body)).base64EncodedString()
    let proof = Digest.hmacSHA256(
      Array("date: \(date)\ndigest: \(digest)".utf8), key: Array(secretText.utf8))
    let signature =
      #"keyId="hmac-key",algorithm="hmac-sha256",signature="\#(Data(proof).base64EncodedString())",headers="date digest""#
    return WebhookDelivery(
      headers: [
        .literal("X-Drone-Event"): "build", .date: date, self.digest: digest, self.signature: signature,
      ], body: body)
  }

  static func decoded(_ body: [UInt8]) throws -> DecodedDelivery {
    let verified = try Drone().verify(signed(body), with: secret(), at: now)
    return try Drone().decode(verified, hashing: actors)
  }

  /// What a delivery tells: the build first.
  static func facts(_ body: [UInt8]) throws -> [JobRunFacts] {
    guard case .facts(let facts, then: []) = try decoded(body) else {
      throw AdapterError.invalidPayload("It says nothing, or leaves a question.")
    }
    return facts
  }

  /// What a delivery with these members of its build and its one stage tells of the two.
  static func stage(_ members: String, build: String = "", repository: String = "") throws -> (
    run: JobRunFacts, job: JobRunFacts
  ) {
    let text = """
      {"event": "build", "action": "updated", "repo": {\(repository)"slug": "octocat/hello-world"},
       "build": {\(build)"number": 7, "status": "running", "event": "push", "created": 1764000100,
                 "stages": [{"number": 1, "name": "test", "created": 1764000100, \(members)}]},
       "system": {"host": "drone.example.com"}}
      """
    let facts = try facts(Array(text.utf8))
    guard facts.count == 2 else { throw AdapterError.invalidPayload("It tells \(facts.count) facts.") }
    return (facts[0], facts[1])
  }
}

/// A request with its proof, as a fixture holds it.
struct SignedRequest: Decodable {
  let name: String
  let secret: String
  let headers: [String: String]
  let body: String
  let isValid: Bool

  enum CodingKeys: String, CodingKey {
    case name, secret, body
    case headers = "request_headers"
    case isValid = "valid"
  }

  static var all: [SignedRequest] {
    get throws {
      try JSONDecoder().decode(
        [SignedRequest].self, from: Data(try Deliveries.fixture("Signatures/http-signature-vectors")))
    }
  }

  static func fields(_ headers: [String: String]) -> HTTPFields {
    headers.reduce(into: HTTPFields()) { fields, header in
      if let name = HTTPField.Name(header.key) { fields[name] = header.value }
    }
  }

  var delivery: WebhookDelivery {
    WebhookDelivery(headers: Self.fields(headers), body: Array(body.utf8))
  }
}

/// A request of Woodpecker's, with the key that proves it.
struct ExtensionRequest: Decodable {
  let path: String
  let publicKey: String
  let headers: [String: String]
  let body: String

  static var sample: ExtensionRequest {
    get throws {
      try JSONDecoder().decode(
        ExtensionRequest.self, from: Data(try Deliveries.fixture("Signatures/woodpecker-request")))
    }
  }

  var delivery: WebhookDelivery {
    WebhookDelivery(headers: SignedRequest.fields(headers), path: path, body: Array(body.utf8))
  }

  /// The key without what PEM puts around it.
  var derKey: String {
    publicKey.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
  }
}
