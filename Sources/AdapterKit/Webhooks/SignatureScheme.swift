internal import FoundationEssentials
public import HTTPTypes

/// How a platform proves that a delivery is its own.
///
/// All comparisons take constant time, and all of a secret's valid values are tried. Without the header that carries
/// the proof a delivery is refused, never accepted unsigned.
public enum SignatureScheme: Sendable, Hashable {
  /// A header with a prefix and the hexadecimal HMAC-SHA256 of the body, as GitHub sends it.
  case hmacSHA256(header: HTTPField.Name, prefix: String)
  /// A header that holds the secret itself, as GitLab and Buildkite send it.
  case sharedToken(header: HTTPField.Name)
  /// `webhook-id`, `webhook-timestamp` and `webhook-signature`, keyed by `whsec_…`.
  ///
  /// - SeeAlso: Standard Webhooks, https://www.standardwebhooks.com
  case standardWebhooks
  /// A list of `version=hexadecimal HMAC-SHA256 of the body`, as CircleCI sends it; other versions are passed over.
  case versionedHMAC(header: HTTPField.Name, version: String)
  /// `timestamp=…,signature=…` with the hexadecimal HMAC-SHA256 of the timestamp, a point and the body, as Buildkite
  /// sends it.
  case timestampedHMAC(header: HTTPField.Name)
  /// HTTP Basic authentication; the secret is `user:password`.
  case basic
  /// HTTP Bearer authentication.
  case bearer
  /// `Signature` (or `Authorization: Signature …`) by HMAC-SHA256 over headers that include `date` and `digest`; the
  /// digest is computed anew. As Drone sends it.
  ///
  /// - SeeAlso: draft-cavage-http-signatures-12
  case signedHeaders
  /// `Signature-Input` and `Signature` with this label, by Ed25519 over components that include `content-digest`,
  /// which is computed anew; the secret is the public key as PEM or base64. As Woodpecker sends it.
  ///
  /// - SeeAlso: RFC 9421, RFC 9530
  case messageSignature(label: String)

  /// How far a signed time may be from ours, in seconds.
  static let tolerance = 300.0

  func check(_ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date) throws(AdapterError) {
    switch self {
    case .hmacSHA256(let header, let prefix):
      try SimpleSignatures.checkPrefixed(delivery, header, prefix, secret)
    case .sharedToken(let header):
      try secret.matches(exactly: try delivery.proof(in: header))
    case .standardWebhooks:
      try StandardWebhookSignature(delivery, at: now).check(secret)
    case .versionedHMAC(let header, let version):
      try SimpleSignatures.checkVersioned(delivery, header, version, secret)
    case .timestampedHMAC(let header):
      try SimpleSignatures.checkTimestamped(delivery, header, secret, at: now)
    case .basic:
      try SimpleSignatures.checkBasic(delivery, secret)
    case .bearer:
      try secret.matches(exactly: try delivery.credentials("Bearer"))
    case .signedHeaders:
      try SignedHeaders(delivery, at: now).check(secret)
    case .messageSignature(let label):
      try MessageSignature(delivery, label: label, at: now).check(secret)
    }
  }
}

extension AdapterError {
  static func unsigned(_ header: String) -> AdapterError {
    AdapterError(
      .missingSignature, "The request has no header \(header): configure the hook with the secret.")
  }

  static let forged = AdapterError(
    .invalidSignature,
    "The request's signature is wrong: compare the hook's secret with the one configured here.")

  static func stale(_ now: Date) -> AdapterError {
    AdapterError(
      .staleSignature,
      "The request's signed time is more than 5 minutes from ours: it is a repetition, or a clock is wrong.")
  }

  static func unusable(_ what: String) -> AdapterError { AdapterError(.unusableSecret, what) }
}

extension WebhookDelivery {
  /// The only value of a header: several would let a proxy and us read different ones.
  func proof(in header: HTTPField.Name) throws(AdapterError) -> String {
    let values = headers[values: header]
    guard let value = values.first, !value.isEmpty else { throw .unsigned(header.rawName) }
    guard values.count == 1 else { throw .forged }
    return value
  }

  /// What follows a word such as `Bearer` in the Authorization header.
  func credentials(_ scheme: String) throws(AdapterError) -> String {
    let value = try proof(in: .authorization)
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == scheme.lowercased() else {
      throw .unsigned("Authorization: \(scheme)")
    }
    return parts[1].trimmingBlanks
  }
}

extension WebhookSecret {
  /// Tries every valid value, all of them in any case.
  func matches(_ isRight: (String) -> Bool) throws(AdapterError) {
    let matching = values.count { isRight($0) }
    guard matching > 0 else { throw .forged }
  }

  func matches(exactly token: String) throws(AdapterError) {
    // Digests have one length, so that of the secret does not show in the time.
    let given = Digest.sha256(Array(token.utf8))
    try matches { Digest.areEqual(Digest.sha256(Array($0.utf8)), given) }
  }
}

extension Substring {
  var trimmingBlanks: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
