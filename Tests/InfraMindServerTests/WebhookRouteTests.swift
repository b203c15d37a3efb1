import AdapterKit
import Foundation
import HTTPTypes
import InfraMindCore
import InfraMindStore
import ServerTesting
import Testing

@testable import InfraMindServer

@Suite struct WebhookRouteTests {
  @Test func `a signed delivery is kept byte for byte and answered 200`() async throws {
    let server = try ServerUnderTest()
    let body = "run 7 \u{e9}\u{0} \n"
    let reply = try await server.deliver(body, id: "a")
    #expect(reply.status == 200)
    #expect(reply.code == "kept")
    let stored = try await server.store.delivery(
      DeliveryKey(platform: ToyPlatform.platform, tenant: "", id: "a"))
    #expect(stored?.body == Array(body.utf8))
    #expect(stored?.event == "job")
    #expect(stored?.state == .waiting)
  }

  @Test func `a body that comes in parts is one body`() async throws {
    let server = try ServerUnderTest()
    let reply = try await server.send(
      "/webhooks/toy", ToyPlatform.headers("run 12"), parts: ["r", "un", "", " 12"])
    #expect(reply.code == "kept")
  }

  @Test func `a repetition is answered 200 and stored once`() async throws {
    let server = try ServerUnderTest()
    _ = try await server.deliver("run 1", id: "a")
    let reply = try await server.deliver("run 1", id: "a")
    #expect(reply.status == 200)
    #expect(reply.code == "repetition")
    #expect(await server.store.inbox.count == 1)
  }

  @Test func `nothing unproven is stored`() async throws {
    let server = try ServerUnderTest()
    let signed = ToyPlatform.headers("run 1")
    let name = ToyPlatform.header("X-Toy-Signature")
    var unsigned = signed
    unsigned[name] = nil
    var twice = signed
    twice.append(HTTPField(name: name, value: signed[name] ?? ""))

    let cases: [(HTTPFields, String, String)] = [
      (unsigned, "run 1", "missing-signature"), (twice, "run 1", "invalid-signature"),
      (signed, "run 2", "invalid-signature"), (signed, "run 1 ", "invalid-signature"),
      (signed, "", "invalid-signature"),
      (ToyPlatform.headers("run 1", secret: "another"), "run 1", "invalid-signature"),
    ]
    for (headers, body, code) in cases {
      let reply = try await server.send("/webhooks/toy", headers, body)
      #expect(reply.status == 401)
      #expect(reply.code == code)
      #expect(reply.headers[.wwwAuthenticate] != nil)
    }
    #expect(await server.store.inbox.isEmpty)
    #expect(server.server.metrics.counts.deliveries.values.reduce(0, +) == cases.count)
  }

  @Test func `two secrets are valid while one takes the place of the other`() async throws {
    let server = try ServerUnderTest(environment: ["INFRAMIND_SERVER_WEBHOOKS_TOY_PREVIOUS_SECRET": "former"])
    #expect(try await server.deliver("run 1", id: "a", secret: "former").status == 200)
    #expect(try await server.deliver("run 1", id: "b").status == 200)
    #expect(try await server.deliver("run 1", id: "c", secret: "earlier").status == 401)
  }

  @Test func `each tenant has its own secret, and its own deliveries`() async throws {
    let server = try ServerUnderTest(environment: [
      "INFRAMIND_SERVER_WEBHOOKS_TOY_TENANTS_ACME_INC_SECRET": "acme's",
      "INFRAMIND_SERVER_WEBHOOKS_TOY_TENANTS_OTHER_SECRET": "the other's",
    ])
    let acme = "/webhooks/toy/acme-inc"
    #expect(try await server.deliver("run 1", id: "a", to: acme, secret: "acme's").code == "kept")
    #expect(try await server.deliver("run 1", id: "a").code == "kept")
    #expect(try await server.deliver("run 1", id: "b", to: acme).status == 401)
    #expect(try await server.deliver("run 1", id: "b", to: acme, secret: "the other's").status == 401)
    #expect(try await server.deliver("run 1", id: "b", secret: "acme's").status == 401)
    #expect(await server.store.inbox.map(\.key.tenant) == ["acme-inc", ""])
  }

  @Test func `unknown platforms, tenants and paths are answered alike`() async throws {
    let server = try ServerUnderTest()
    let first = try await server.deliver("run 1", to: "/nowhere")
    #expect(first.status == 404)
    for path in [
      "/webhooks/none", "/webhooks/toy/none", "/webhooks/other/none", "/webhooks/none/none", "/webhooks",
      "/webhooks/toy/a/b", "/", "/webhooks/TOY", "/webhooks/%74oy/%2e%2e", "//webhooks//none",
    ] {
      let reply = try await server.deliver("run 1", to: path)
      #expect(reply.status == 404, "\(path)")
      #expect(reply.body == first.body, "\(path)")
    }
    #expect(await server.store.inbox.isEmpty)
  }

  @Test func `a platform without a secret refuses, and the log says what to set`() async throws {
    let server = try ServerUnderTest()
    let reply = try await server.deliver("run 1", to: "/webhooks/other")
    #expect(reply.status == 403)
    #expect(reply.code == "no-secret")
    #expect(server.log.text.contains("webhooks.other.secret"))
    #expect(server.log.text.contains("INFRAMIND_SERVER_WEBHOOKS_OTHER_SECRET"))
  }

  @Test func `a secret of the wrong kind refuses, and the log says so`() async throws {
    let server = try ServerUnderTest(environment: [
      "INFRAMIND_SERVER_WEBHOOKS_OTHER_SECRET": "other_ yet wrong"
    ])
    let reply = try await server.deliver("run 1", to: "/webhooks/other")
    #expect(reply.status == 403)
    #expect(reply.code == "unusable-secret")
    #expect(server.log.text.contains("begins with other_"))
    #expect(!reply.body.contains("begins with"))
  }

  @Test func `a body above the limit is refused, announced or not, and its memory given back`() async throws {
    let server = try ServerUnderTest(["http.body-bytes=1KiB", "http.bodies-in-memory=1MiB"])
    let large = String(repeating: "x", count: 1025)
    for _ in 0..<2000 {
      let reply = try await server.send("/webhooks/toy", ToyPlatform.headers(large), parts: [large])
      guard reply.status == 413 else {
        Issue.record("answered \(reply.status) \(reply.body)")
        return
      }
    }
    let announced = try await server.deliver(large)
    #expect(announced.status == 413)
    #expect(announced.code == "too-large")
    #expect(announced.headers[.connection] == "close")
    let whole = String(repeating: "x", count: 1024)
    #expect(try await server.deliver(whole).status == 200)
  }

  @Test func `bodies beyond the memory for them are put off`() async throws {
    let server = try ServerUnderTest(["http.bodies-in-memory=1MiB", "http.body-bytes=1MiB"])
    await server.store.hold()
    let large = String(repeating: "x", count: 700_000)
    async let first = server.deliver(large, id: "a")
    #expect(try await eventually { await server.store.waiting == 1 })
    let second = try await server.deliver(large, id: "b")
    #expect(second.status == 503)
    #expect(second.code == "overloaded")
    #expect(second.headers[.retryAfter] != nil)
    await server.store.release()
    #expect(try await first.status == 200)
    #expect(try await server.deliver(large, id: "b").status == 200)
  }

  @Test(arguments: [StoreError.Code.full, .busy, .unavailable, .failed])
  func `a store that fails is answered 503, and recovers by itself`(_ code: StoreError.Code) async throws {
    let server = try ServerUnderTest()
    await server.store.fail(with: StoreError(code, "It failed at /secret/place."))
    let reply = try await server.deliver("run 1")
    #expect(reply.status == 503)
    #expect(reply.code == code.description)
    #expect(Int(reply.headers[.retryAfter] ?? "") ?? 0 > 0)
    #expect(!reply.body.contains("/secret/place"))
    #expect(server.log.text.contains("/secret/place"))
    await server.store.fail(with: nil)
    #expect(try await server.deliver("run 1").code == "kept")
  }

  @Test func `whoever opens the address in a browser learns what it is for`() async throws {
    let server = try ServerUnderTest()
    for path in ["/webhooks/toy", "/webhooks/none", "/webhooks/toy/none"] {
      let reply = try await server.get(path)
      #expect(reply.status == 405)
      #expect(reply.headers[.allow] == "POST")
    }
  }

  @Test func `the log names requests by id and holds no secret, body, header or query`() async throws {
    let server = try ServerUnderTest(environment: [
      "INFRAMIND_SERVER_WEBHOOKS_TOY_PREVIOUS_SECRET": "the former secret"
    ])
    let reply = try await server.deliver("run of the body", to: "/webhooks/toy?token=in-the-query")
    #expect(reply.headers[try #require(HTTPField.Name("X-Request-Id"))] == "request-1")
    _ = try await server.deliver("another body", secret: "guessed")
    let log = server.log.text
    #expect(log.contains("\"request\":\"request-1\""))
    #expect(log.contains("\"status\":\"401\""))
    #expect(log.contains("\"code\":\"invalid-signature\""))
    for secret in [
      "of the body", "another body", ToyPlatform.secret, "former secret", "guessed", "in-the-query",
      "sha256=",
    ] { #expect(!log.contains(secret), "\(secret)") }
    for line in log.split(separator: "\n") {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
  }

  @Test func `secrets can be changed while the server runs`() async throws {
    let server = try ServerUnderTest()
    server.server.hooks.replace(with: [
      HookAddress(platform: ToyPlatform.platform, tenant: ""): try #require(WebhookSecret(["changed"]))
    ])
    #expect(try await server.deliver("run 1").status == 401)
    #expect(try await server.deliver("run 1", secret: "changed").status == 200)
  }

  @Test func `paths are where the configuration has them`() async throws {
    let server = try ServerUnderTest([
      "paths.webhooks=/ci/hooks", "paths.health=/alive", "paths.readiness=off", "paths.metrics=off",
    ])
    #expect(try await server.deliver("run 1", to: "/ci/hooks/toy").status == 200)
    #expect(try await server.deliver("run 1").status == 404)
    #expect(try await server.get("/alive").status == 200)
    for path in ["/healthz", "/readyz", "/metrics", "/off"] {
      #expect(try await server.get(path).status == 404)
    }
  }
}
