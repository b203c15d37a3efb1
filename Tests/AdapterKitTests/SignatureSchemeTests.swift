import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import Testing

@Suite struct SignatureSchemeTests {
  @Test func `every line of the vectors is read`() throws {
    #expect(SignatureVector.all.count == 127)
    #expect(SignatureVector.genuine.count > 30)
  }

  @Test(arguments: SignatureVector.all)
  func `a delivery gets the verdict of its vector`(_ vector: SignatureVector) {
    switch vector.verdict() {
    case .success(let verified):
      #expect(vector.refusal == nil)
      #expect(verified.body == vector.delivery.body)
      #expect(verified.event == "event")
      #expect(verified.id == "sha256:" + Digest.sha256(vector.delivery.body).hexadecimal)
    case .failure(let error):
      #expect(error.code.description == vector.refusal)
      // Shorter ones are words of our sentences, too.
      for secret in vector.secrets where secret.count > 12 { #expect(!error.description.contains(secret)) }
    }
  }

  @Test(arguments: SignatureVector.genuine)
  func `a genuine delivery is refused under any other secret`(_ vector: SignatureVector) {
    let others = vector.secrets.map(\.withOneLetterChanged)
    #expect(throws: AdapterError.self) { try vector.verdict(with: others).get() }
  }

  @Test(arguments: SignatureVector.genuine)
  func `a genuine delivery without any one of its headers is another or none`(_ vector: SignatureVector) {
    let names = Set(vector.delivery.headers.map(\.name))
    let refusals = names.count { name in
      var poorer = vector.delivery
      poorer.headers[values: name] = []
      guard case .failure = vector.verdict(of: poorer) else { return false }
      return true
    }
    #expect(refusals > 0)
    var bare = vector.delivery
    bare.headers = HTTPFields()
    guard case .failure(let error) = vector.verdict(of: bare) else {
      Issue.record("accepted without a header")
      return
    }
    #expect(error.code == .missingSignature)
  }

  @Test(arguments: SignatureVector.genuine)
  func `a signed body cannot be changed in any byte`(_ vector: SignatureVector) {
    guard vector.scheme.signsTheBody else { return }
    for index in stride(from: 0, to: vector.delivery.body.count, by: 7) {
      var changed = vector.delivery
      changed.body[index] ^= 1
      guard case .failure(let error) = vector.verdict(of: changed) else {
        Issue.record("byte \(index) was changed unnoticed")
        return
      }
      #expect(error.code == .invalidSignature)
    }
  }

  @Test(arguments: SignatureVector.genuine)
  func `hostile headers are refused, whatever they hold`(_ vector: SignatureVector) {
    let hostile = [
      " ", ",", "=", "\"", ":", "v1=", "v1,", "timestamp=,signature=", "timestamp=1e999,signature=00",
      "sha256=", "Basic", "Basic =", "Signature", "headers=\"", "a=();created=-1",
      "woodpecker-ci-extensions=()", "woodpecker-ci-extensions=:", "woodpecker-ci-extensions=::",
      String(repeating: "(", count: 5000), String(repeating: "a=\"b\",", count: 2000), "é\u{0}",
    ]
    for name in Set(vector.delivery.headers.map(\.name)) where name != .contentType {
      for value in hostile {
        var changed = vector.delivery
        changed.headers[values: name] = [value]
        if case .success = vector.verdict(of: changed) {
          // Headers that a scheme does not sign may say what they like.
          #expect(!vector.scheme.reads(name), "\(name) = \(value.prefix(40))")
        }
      }
    }
  }

  @Test func `an empty secret proves nobody`() {
    #expect(WebhookSecret([]) == nil)
    #expect(WebhookSecret([""]) == nil)
    #expect(WebhookSecret(["right", ""]) == nil)
  }

  @Test func `a secret says nothing of itself`() throws {
    let secret = try #require(WebhookSecret(["open sesame"], use: .token))
    var dumped = ""
    dump(secret, to: &dumped)
    #expect(!(dumped + "\(secret)" + String(reflecting: secret)).contains("sesame"))
  }
}

extension SignatureVector {
  static let genuine = all.filter { $0.refusal == nil }
}

extension SignatureScheme {
  var signsTheBody: Bool {
    switch self {
    case .hmacSHA256, .standardWebhooks, .versionedHMAC, .timestampedHMAC, .signedHeaders, .messageSignature:
      true
    case .sharedToken, .basic, .bearer: false
    }
  }

  /// Whether the scheme goes by a header, in the vectors.
  func reads(_ name: HTTPField.Name) -> Bool {
    switch self {
    case .hmacSHA256(let header, _), .sharedToken(let header), .versionedHMAC(let header, _),
      .timestampedHMAC(let header):
      header == name
    case .basic, .bearer: name == .authorization
    case .standardWebhooks: name.canonicalName.hasPrefix("webhook-")
    case .signedHeaders:
      ["signature", "authorization", "date", "digest", "accept", "accept-encoding"].contains(
        name.canonicalName)
    case .messageSignature: ["signature", "signature-input", "content-digest"].contains(name.canonicalName)
    }
  }
}

extension String {
  /// Another secret of the same kind: what is base64 stays so.
  var withOneLetterChanged: String {
    var letters = Array(self)
    let place = letters.count / 2
    letters[place] = letters[place] == "A" ? "B" : "A"
    return String(letters)
  }
}
