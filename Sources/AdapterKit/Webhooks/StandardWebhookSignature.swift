internal import FoundationEssentials
internal import HTTPTypes

/// The scheme of Standard Webhooks: a signature over id, time and body.
struct StandardWebhookSignature {
  private let id: String
  private let timestamp: String
  private let signatures: [Substring]
  private let body: [UInt8]
  private let now: Date

  init(_ delivery: WebhookDelivery, at now: Date) throws(AdapterError) {
    id = try delivery.proof(in: Self.name("webhook-id"))
    timestamp = try delivery.proof(in: Self.name("webhook-timestamp"))
    signatures = try delivery.proof(in: Self.name("webhook-signature")).split(separator: " ")
    body = delivery.body
    self.now = now
  }

  private static func name(_ text: String) throws(AdapterError) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { throw .unsigned(text) }
    return name
  }

  func check(_ secret: WebhookSecret) throws(AdapterError) {
    let keys = secret.values.compactMap(Self.key)
    guard keys.count == secret.values.count else {
      throw .unusable(
        "A signing token begins with whsec_ and goes on in base64: copy it as the platform shows it.")
    }
    let message = Array("\(id).\(timestamp).".utf8) + body
    let given = signatures.filter { $0.hasPrefix("v1,") }.compactMap {
      Data(base64Encoded: String($0.dropFirst(3)))
    }
    let matching = keys.count { key in
      let expected = Digest.hmacSHA256(message, key: key)
      return given.count { Digest.areEqual(expected, Array($0)) } > 0
    }
    guard matching > 0 else { throw .forged }
    try SimpleSignatures.checkTime(timestamp, at: now)
  }

  private static func key(_ value: String) -> [UInt8]? {
    guard value.hasPrefix("whsec_"), let key = Data(base64Encoded: String(value.dropFirst(6))), !key.isEmpty
    else {
      return nil
    }
    return Array(key)
  }
}
