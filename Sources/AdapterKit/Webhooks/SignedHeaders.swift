internal import FoundationEssentials
internal import HTTPTypes

/// HTTP signatures of the older draft, as Drone makes them: an HMAC over some headers, one of which is a digest of the
/// body.
///
/// - SeeAlso: draft-cavage-http-signatures-12
struct SignedHeaders {
  private let delivery: WebhookDelivery
  private let parameters: [String: String]
  private let now: Date

  init(_ delivery: WebhookDelivery, at now: Date) throws(AdapterError) {
    self.delivery = delivery
    self.now = now
    parameters = Self.parameters(try Self.header(of: delivery))
  }

  private static func header(of delivery: WebhookDelivery) throws(AdapterError) -> String {
    guard let name = HTTPField.Name("Signature") else { throw .unsigned("Signature") }
    guard delivery.headers[values: name].isEmpty else { return try delivery.proof(in: name) }
    guard !delivery.headers[values: .authorization].isEmpty else { throw .unsigned("Signature") }
    return try delivery.credentials("Signature")
  }

  /// `name="value"` pairs. A name that stands twice counts as absent.
  private static func parameters(_ text: String) -> [String: String] {
    var found: [String: String] = [:]
    var repeated: Set<String> = []
    var rest = text[...]
    while let equals = rest.firstRange(of: "=\"") {
      let name = rest[..<equals.lowerBound].split { $0 == "," || $0.isWhitespace }.last.map(String.init) ?? ""
      let after = rest[equals.upperBound...]
      guard let quote = after.firstIndex(of: "\"") else { break }
      if found.updateValue(String(after[..<quote]), forKey: name) != nil { repeated.insert(name) }
      rest = after[after.index(after: quote)...]
    }
    return found.filter { !repeated.contains($0.key) }
  }

  func check(_ secret: WebhookSecret) throws(AdapterError) {
    guard parameters["algorithm"]?.lowercased() == "hmac-sha256",
      let signature = parameters["signature"].flatMap({ Data(base64Encoded: $0) }).map(Array.init)
    else { throw .forged }
    let names = (parameters["headers"] ?? "").lowercased().split(separator: " ").map(String.init)
    guard names.contains("date"), names.contains("digest"), Set(names).count == names.count else {
      throw .forged
    }
    let message = try signedText(names)
    try secret.matches { value in
      Digest.areEqual(Digest.hmacSHA256(Array(message.utf8), key: Array(value.utf8)), signature)
    }
    try checkDigest()
    try checkDate()
  }

  private func signedText(_ names: [String]) throws(AdapterError) -> String {
    var lines: [String] = []
    for text in names {
      guard let name = HTTPField.Name(text) else { throw .forged }
      lines.append("\(text): \(try delivery.proof(in: name))")
    }
    return lines.joined(separator: "\n")
  }

  private func checkDigest() throws(AdapterError) {
    guard let name = HTTPField.Name("Digest") else { throw .forged }
    let expected = "SHA-256=" + Data(Digest.sha256(delivery.body)).base64EncodedString()
    guard Digest.areEqual(Array(expected.utf8), Array(try delivery.proof(in: name).utf8)) else {
      throw .forged
    }
  }

  private func checkDate() throws(AdapterError) {
    guard let date = HTTPDate.date(from: try delivery.proof(in: .date)),
      abs(now.timeIntervalSince(date)) <= SignatureScheme.tolerance
    else { throw .stale(now) }
  }
}
