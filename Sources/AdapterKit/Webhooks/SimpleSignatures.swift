internal import FoundationEssentials
internal import HTTPTypes

/// The schemes that put an HMAC of the body into one header, and HTTP's own passwords.
enum SimpleSignatures {
  static func checkPrefixed(
    _ delivery: WebhookDelivery, _ header: HTTPField.Name, _ prefix: String, _ secret: WebhookSecret
  ) throws(AdapterError) {
    let proof = try delivery.proof(in: header)
    guard proof.hasPrefix(prefix) else { throw .forged }
    try check(hexadecimal: String(proof.dropFirst(prefix.count)), of: delivery.body, secret)
  }

  static func checkVersioned(
    _ delivery: WebhookDelivery, _ header: HTTPField.Name, _ version: String, _ secret: WebhookSecret
  ) throws(AdapterError) {
    let fields = pairs(try delivery.proof(in: header))
    guard let proof = fields.first(where: { $0.name == version })?.value else { throw .forged }
    try check(hexadecimal: proof, of: delivery.body, secret)
  }

  static func checkTimestamped(
    _ delivery: WebhookDelivery, _ header: HTTPField.Name, _ secret: WebhookSecret, at now: Date
  ) throws(AdapterError) {
    let fields = pairs(try delivery.proof(in: header))
    guard let timestamp = fields.first(where: { $0.name == "timestamp" })?.value,
      let proof = fields.first(where: { $0.name == "signature" })?.value
    else { throw .forged }
    try check(hexadecimal: proof, of: Array("\(timestamp).".utf8) + delivery.body, secret)
    try checkTime(timestamp, at: now)
  }

  static func checkBasic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) throws(AdapterError) {
    guard let decoded = Data(base64Encoded: try delivery.credentials("Basic")),
      let credentials = String(validating: decoded, as: UTF8.self)
    else { throw .forged }
    try secret.matches(exactly: credentials)
  }

  /// Whether a signed number of seconds is near our time. Only to be asked once the signature is proven.
  static func checkTime(_ timestamp: String, at now: Date) throws(AdapterError) {
    guard let seconds = Double(timestamp), seconds.isFinite,
      abs(now.timeIntervalSince1970 - seconds) <= SignatureScheme.tolerance
    else { throw .stale(now) }
  }

  private static func check(
    hexadecimal proof: String, of message: [UInt8], _ secret: WebhookSecret
  ) throws(AdapterError) {
    let given = Array(proof.utf8)
    try secret.matches { value in
      let expected = Digest.hmacSHA256(message, key: Array(value.utf8)).hexadecimal
      return Digest.areEqual(Array(expected.utf8), given)
    }
  }

  /// `name=value` pairs between commas; blanks around them do not count.
  private static func pairs(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: ",").compactMap { part in
      guard let equals = part.firstIndex(of: "=") else { return nil }
      return (part[..<equals].trimmingBlanks, part[part.index(after: equals)...].trimmingBlanks)
    }
  }
}
