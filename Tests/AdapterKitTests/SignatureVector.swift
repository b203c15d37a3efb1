import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import Testing

/// A delivery with its proof, and what is to be said of it: one line of `vectors.json`.
struct SignatureVector: CustomTestStringConvertible, Sendable {
  var name: String
  var scheme: SignatureScheme
  var secrets: [String]
  var delivery: WebhookDelivery
  var now: Date
  /// `nil` if the delivery is genuine, else the code of the refusal.
  var refusal: String?

  var testDescription: String { name }

  /// Nothing of this is an error, or the suite would be empty without anybody noticing.
  static let all: [SignatureVector] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Fixtures/Signatures/vectors.json")
    guard let bytes = try? Data(contentsOf: file), let json = try? JSONValue(parsing: Array(bytes)) else {
      return []
    }
    return json.elements.compactMap(SignatureVector.init)
  }()

  private init?(_ json: JSONValue) {
    guard let name = json["name"]?.text, let scheme = json["scheme"].flatMap(Self.scheme),
      let now = json["now"]?.number, let expected = json["expect"]?.text,
      case .string(let body)? = json["body"]?.kind
    else { return nil }
    var headers = HTTPFields()
    for pair in json["headers"]?.elements ?? [] {
      guard case .string(let field)? = pair.elements.first?.kind, let header = HTTPField.Name(field),
        case .string(let value)? = pair.elements.last?.kind
      else { return nil }
      headers.append(HTTPField(name: header, value: value))
    }
    self.name = name
    self.scheme = scheme
    self.now = Date(timeIntervalSince1970: now)
    secrets = json["secrets"]?.elements.compactMap(\.text) ?? []
    delivery = WebhookDelivery(headers: headers, path: json["path"]?.text ?? "/", body: Array(body.utf8))
    refusal = expected == "ok" ? nil : expected
  }

  private static func scheme(_ json: JSONValue) -> SignatureScheme? {
    let header = json["header"]?.text.flatMap { HTTPField.Name($0) }
    switch json["kind"]?.text {
    case "hmac-sha256": return header.map { .hmacSHA256(header: $0, prefix: json["prefix"]?.text ?? "") }
    case "token": return header.map { .sharedToken(header: $0) }
    case "versioned": return header.map { .versionedHMAC(header: $0, version: json["version"]?.text ?? "") }
    case "timestamped": return header.map { .timestampedHMAC(header: $0) }
    case "standard-webhooks": return .standardWebhooks
    case "basic": return .basic
    case "bearer": return .bearer
    case "signed-headers": return .signedHeaders
    case "message-signature": return .messageSignature(label: json["label"]?.text ?? "")
    default: return nil
    }
  }

  /// What the scheme says of the delivery.
  func verdict(
    of changed: WebhookDelivery? = nil, with secrets: [String]? = nil, at now: Date? = nil
  ) -> Result<VerifiedDelivery, AdapterError> {
    guard let secret = WebhookSecret(secrets ?? self.secrets) else {
      return .failure(AdapterError(.unusableSecret, "no secret"))
    }
    return Result { () throws(AdapterError) -> VerifiedDelivery in
      try (changed ?? delivery).verified(
        by: scheme, with: secret, at: now ?? self.now, event: "event", id: nil)
    }
  }
}
