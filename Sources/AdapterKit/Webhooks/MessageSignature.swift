internal import FoundationEssentials
internal import HTTPTypes

/// HTTP message signatures by Ed25519, as Woodpecker makes them.
///
/// Components known are `@request-target`, `@method`, `@path`, `@query` and header fields; any other is refused.
///
/// - SeeAlso: RFC 9421 (signatures), RFC 9530 (digests)
struct MessageSignature {
  private let delivery: WebhookDelivery
  private let label: String
  private let now: Date
  /// What follows `label=` in Signature-Input: the components and their parameters.
  private let input: String
  private let signature: [UInt8]

  init(_ delivery: WebhookDelivery, label: String, at now: Date) throws(AdapterError) {
    self.delivery = delivery
    self.label = label
    self.now = now
    input = try Self.member(label, of: "Signature-Input", in: delivery)
    let quoted = try Self.member(label, of: "Signature", in: delivery)
    guard quoted.hasPrefix(":"), quoted.hasSuffix(":"), quoted.count > 2,
      let bytes = Data(base64Encoded: String(quoted.dropFirst().dropLast()))
    else { throw .forged }
    signature = Array(bytes)
  }

  /// The value of `label` in a dictionary of structured fields. Other labels may stand around it.
  private static func member(
    _ label: String, of header: String, in delivery: WebhookDelivery
  ) throws(AdapterError) -> String {
    guard let name = HTTPField.Name(header) else { throw .unsigned(header) }
    let text = try delivery.proof(in: name)
    for part in members(of: text) where part.hasPrefix("\(label)=") {
      return String(part.dropFirst(label.count + 1))
    }
    throw .unsigned("\(header): \(label)")
  }

  /// Splits at the commas that stand in no string, list or byte sequence.
  private static func members(of text: String) -> [String] {
    var members = [""]
    var isQuoted = false
    var depth = 0
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "(" where !isQuoted: depth += 1
      case ")" where !isQuoted: depth -= 1
      case "," where !isQuoted && depth == 0:
        members.append("")
        continue
      default: break
      }
      members[members.count - 1].append(character)
    }
    return members.map { $0[...].trimmingBlanks }
  }

  func check(_ secret: WebhookSecret) throws(AdapterError) {
    let keys = secret.values.compactMap(Self.publicKey)
    guard keys.count == secret.values.count else {
      throw .unusable(
        "The key must be an Ed25519 public key: copy it from the server's /api/signature/public-key.")
    }
    let components = try self.components()
    guard components.contains("content-digest") else { throw .forged }
    let message = Array(try signatureBase(components).utf8)
    guard keys.contains(where: { Digest.isSigned(message, by: signature, ed25519: $0) }) else {
      throw .forged
    }
    try checkDigest()
    try checkTime()
  }

  private func components() throws(AdapterError) -> [String] {
    guard input.hasPrefix("("), let end = input.firstIndex(of: ")") else { throw .forged }
    let names = input[input.index(after: input.startIndex)..<end].split(separator: " ")
    guard names.allSatisfy({ $0.count > 2 && $0.hasPrefix("\"") && $0.hasSuffix("\"") }),
      Set(names).count == names.count
    else { throw .forged }
    return names.map { $0.dropFirst().dropLast().lowercased() }
  }

  private func signatureBase(_ components: [String]) throws(AdapterError) -> String {
    var lines: [String] = []
    for component in components { lines.append("\"\(component)\": \(try value(of: component))") }
    return (lines + ["\"@signature-params\": \(input)"]).joined(separator: "\n")
  }

  private func value(of component: String) throws(AdapterError) -> String {
    let parts = delivery.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    switch component {
    case "@method": return "POST"
    case "@request-target": return delivery.path
    case "@path": return String(parts.first ?? "/")
    case "@query": return "?" + (parts.count > 1 ? parts[1] : "")
    default:
      guard let name = HTTPField.Name(component) else { throw .forged }
      return try delivery.proof(in: name)[...].trimmingBlanks
    }
  }

  private func checkDigest() throws(AdapterError) {
    let given = try Self.member("sha-256", of: "Content-Digest", in: delivery)
    let expected = ":" + Data(Digest.sha256(delivery.body)).base64EncodedString() + ":"
    guard Digest.areEqual(Array(expected.utf8), Array(given.utf8)) else { throw .forged }
  }

  /// The time of `;created=…`. Without one a delivery could be repeated for ever.
  private func checkTime() throws(AdapterError) {
    guard let created = input.firstRange(of: ";created=") else { throw .stale(now) }
    try SimpleSignatures.checkTime(String(input[created.upperBound...].prefix(while: \.isNumber)), at: now)
  }

  /// The last 32 bytes of a key in DER, which PEM wraps, or the 32 bytes themselves.
  private static func publicKey(_ text: String) -> [UInt8]? {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
    guard let bytes = Data(base64Encoded: lines.joined()) else { return nil }
    if bytes.count == 32 { return Array(bytes) }
    guard bytes.count == 44, bytes.starts(with: derPrefix) else { return nil }
    return Array(bytes.suffix(32))
  }

  /// SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the key.
  private static let derPrefix: [UInt8] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
  ]
}
