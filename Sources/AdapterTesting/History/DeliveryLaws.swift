internal import AdapterKit
internal import HTTPTypes
internal import InfraMindCore

extension HistoryCourt {
  /// What verifying a delivery gives.
  private func verdict(
    _ delivery: WebhookDelivery, _ secret: WebhookSecret? = nil
  ) -> Result<VerifiedDelivery, AdapterError> {
    do throws(AdapterError) {
      return .success(try adapter.verify(delivery, with: secret ?? subject.secret, at: subject.now))
    } catch {
      return .failure(error)
    }
  }

  /// The delivery, proven; `nil`, with a failure, if it is not.
  mutating func verified(_ sample: SampleDelivery) -> VerifiedDelivery? {
    switch verdict(sample.delivery) {
    case .success(let delivery): return delivery
    case .failure(let error):
      fail(sample.name, "It is genuine, and refused: \(error)")
      return nil
    }
  }

  func decode(_ delivery: VerifiedDelivery) -> Result<DecodedDelivery, AdapterError> {
    do throws(AdapterError) {
      return .success(try adapter.decode(delivery, hashing: Self.actors))
    } catch {
      return .failure(error)
    }
  }

  // MARK: - Proof

  mutating func genuineDeliveriesAreProven() {
    for sample in subject.deliveries {
      guard let delivery = verified(sample) else { continue }
      require(
        delivery.body == sample.delivery.body, sample.name, "The body is not the one that was received.")
    }
  }

  mutating func unprovenDeliveriesAreRefused() {
    let refusals: Set<AdapterError.Code> = [.missingSignature, .invalidSignature]
    require(!subject.proofHeaders.isEmpty, "the subject", "Hand in the headers that carry the proof.")
    for sample in subject.deliveries {
      for header in subject.proofHeaders {
        var delivery = sample.delivery
        delivery.headers[header] = nil
        expectRefusal(delivery, refusals, sample.name, "without \(header)")
      }
      var bare = sample.delivery
      bare.headers = [:]
      expectRefusal(bare, refusals, sample.name, "without any header")
    }
  }

  mutating func changedDeliveriesAreRefused() {
    let refusals: Set<AdapterError.Code> = [
      .missingSignature, .invalidSignature, .staleSignature, .unusableSecret,
    ]
    for sample in subject.deliveries {
      for header in subject.proofHeaders { changeProof(header, of: sample, refusals) }
      if let other = WebhookSecret(["another secret"]) {
        expectRefusal(sample.delivery, with: other, refusals, sample.name, "with another secret")
      }
      guard subject.signsBody, !sample.delivery.body.isEmpty else { continue }
      let stride = max(1, sample.delivery.body.count / 64)
      for place in Swift.stride(from: 0, to: sample.delivery.body.count, by: stride) {
        var delivery = sample.delivery
        delivery.body[place] ^= 1
        expectRefusal(delivery, refusals, sample.name, "with another byte \(place)")
      }
      var longer = sample.delivery
      longer.body.append(0x20)
      expectRefusal(longer, refusals, sample.name, "with a byte more")
    }
  }

  private mutating func changeProof(
    _ header: HTTPField.Name, of sample: SampleDelivery, _ refusals: Set<AdapterError.Code>
  ) {
    for text in ["x", "", "1", "sha256=", "Basic Og==", String(repeating: "a", count: 10_000)] {
      var delivery = sample.delivery
      delivery.headers[header] = text
      expectRefusal(delivery, refusals, sample.name, "with `\(text.prefix(20))` as \(header)")
    }
    var twice = sample.delivery
    twice.headers.append(HTTPField(name: header, value: "x"))
    expectRefusal(twice, refusals, sample.name, "with \(header) twice")
  }

  private mutating func expectRefusal(
    _ delivery: WebhookDelivery, with secret: WebhookSecret? = nil, _ codes: Set<AdapterError.Code>,
    _ sample: String, _ how: String
  ) {
    switch verdict(delivery, secret) {
    case .success: fail(sample, "It is believed \(how).")
    case .failure(let error):
      require(codes.contains(error.code), sample, "It is refused \(how) with the code \(error.code).")
      require(Self.isSentence(error.message), sample, "The refusal is no sentence: \(error.message)")
    }
  }

  mutating func repetitionsAreKnown() {
    var ids: [String: String] = [:]
    for sample in subject.deliveries {
      guard let first = verified(sample), let second = verified(sample) else { continue }
      require(first.id == second.id, sample.name, "A repetition has another id.")
      require(!first.id.isEmpty, sample.name, "It has no id.")
      if let other = ids.updateValue(sample.name, forKey: first.id) {
        fail(sample.name, "It has the id of another delivery, `\(other)`.")
      }
    }
  }

  // MARK: - Bodies

  mutating func deliveriesSurviveAnything() {
    for (number, sample) in subject.deliveries.enumerated() {
      let body = sample.delivery.body
      let seed = UInt64(number)
      for broken in JSONMutations.truncations(of: body, atMost: 40) {
        guard let decoded = decoded(sample, broken), case .success(.facts) = decoded else { continue }
        require(
          broken.count + 2 >= body.count, sample.name,
          "Cut off after \(broken.count) bytes it still tells facts.")
      }
      let damaged = JSONMutations.damages(of: body, count: 40, seed: seed)
      for broken in damaged + JSONMutations.twists(of: body, count: 80, seed: seed) + JSONMutations.hostile {
        guard let decoded = decoded(sample, broken) else { continue }
        switch decoded {
        case .success(.ignored(let reason)):
          require(Self.isSentence(reason), sample.name, "The reason to ignore it is no sentence: \(reason)")
        case .success(.facts(let facts, then: _)):
          for fact in facts { requireIdentity(fact, sample.name) }
        case .failure(let error):
          require(
            error.code == .invalidPayload, sample.name,
            "A changed body is an error of the code \(error.code).")
          require(Self.isSentence(error.message), sample.name, "The error is no sentence: \(error.message)")
        }
      }
    }
  }

  /// What a proven delivery with another body says.
  private mutating func decoded(
    _ sample: SampleDelivery, _ body: [UInt8]
  ) -> Result<DecodedDelivery, AdapterError>? {
    var delivery = sample.delivery
    delivery.body = body
    switch verdict(subject.sign(delivery)) {
    case .success(let verified): return decode(verified)
    case .failure(let error):
      fail(sample.name, "Signed anew it is refused: \(error)")
      return nil
    }
  }
}
