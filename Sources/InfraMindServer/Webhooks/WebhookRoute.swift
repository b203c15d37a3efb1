internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InfraMindCore
internal import InfraMindStore

/// Takes webhooks in: finds the hook, reads the body, has it verified, and answers once it is on disk. Nothing of a
/// body is decoded here.
struct WebhookRoute: Sendable {
  let receivers: Receivers
  let hooks: HookBook
  let intake: Intake
  let bodies: BodyReader
  let largestBody: Int
  let metrics: ServerMetrics
  let log: LimitedLog
  let now: @Sendable () -> Date

  /// Answers a delivery to an address of one or two parts.
  func answer(_ request: Request, platform: String, tenant: String) async -> Answer {
    guard let (platform, receiver) = receivers.receiver(platform) else { return .nowhere }
    let address = HookAddress(platform: platform, tenant: tenant)
    guard let secret = hooks.secret(of: address) else { return counted(unconfigured(address), address) }
    let answer = await bodies.withBody(of: request, atMost: largestBody) { body in
      let delivery = WebhookDelivery(headers: request.headers, path: request.head.path ?? "/", body: body)
      return await self.answer(delivery, to: address, receiver, secret)
    }
    return counted(answer, address)
  }

  private func answer(
    _ delivery: WebhookDelivery, to address: HookAddress, _ receiver: any WebhookReceiving,
    _ secret: WebhookSecret
  ) async -> Answer {
    let verified: VerifiedDelivery
    do {
      verified = try receiver.verify(delivery, with: secret, at: now())
    } catch {
      return refused(error, at: address)
    }
    do {
      let outcome = try await intake.keep(
        InboxDelivery(
          platform: address.platform, tenant: address.tenant, delivery: verified, receivedAt: now()))
      return Answer(.ok, outcome == .kept ? "kept" : "repetition")
    } catch {
      return .unavailable(
        error.code, after: error.retryAfter, "The delivery was not kept; send it again later.")
    }
  }

  /// A platform without a secret refuses; of a tenant nobody learns that it does not exist.
  private func unconfigured(_ address: HookAddress) -> Answer {
    guard address.tenant.isEmpty else { return .nowhere }
    let key = HookKey(address, .secret).key
    log.warning(
      "A delivery of \(address) was refused, since there is no secret to verify it by: set \(key) or the variable "
        + SettingEntry.variable(for: key), code: "no-secret")
    return Answer(
      .forbidden, "no-secret", "This server has no secret for this platform; its log says what to set.")
  }

  private func refused(_ error: AdapterError, at address: HookAddress) -> Answer {
    switch error.code {
    case .missingSignature, .invalidSignature, .staleSignature:
      var answer = Answer(.unauthorized, error.code.description, error.message)
      answer.headers[.wwwAuthenticate] = "Signature realm=\"webhooks\""
      return answer
    case .unusableSecret:
      log.error("The secret of \(address) is of no use: \(error.message)", code: error.code.description)
      return Answer(
        .forbidden, error.code.description, "This server's secret for this hook is of no use; see its log.")
    default:
      return Answer(.badRequest, error.code.description, error.message)
    }
  }

  private func counted(_ answer: Answer, _ address: HookAddress) -> Answer {
    metrics.countDelivery(of: address.platform, answer.code)
    return answer
  }
}
