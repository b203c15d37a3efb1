public import AdapterKit
public import FoundationEssentials
public import HTTPTypes

/// An adapter before ``HistoryLaw``, with what the laws need to know of its platform.
public struct HistoryLawSubject: Sendable {
  /// The adapter.
  public var adapter: any CIAdapter
  /// Deliveries as the platform sends them, with their proof. Some must be of jobs that ended.
  public var deliveries: [SampleDelivery]
  /// What proves them.
  public var secret: WebhookSecret
  /// When they are received.
  public var now: Date
  /// Headers that carry the proof: none may be missing or changed.
  public var proofHeaders: [HTTPField.Name]
  /// Whether the proof covers the body; not so where a secret is merely sent along.
  public var signsBody: Bool
  /// Proves a delivery anew after its body was changed.
  public var sign: @Sendable (WebhookDelivery) -> WebhookDelivery
  /// Histories to read: the API's answers by path. Most laws ask for them with other queries.
  public var histories: [SampleHistory]
  /// Checkouts whose jobs deliveries and histories tell of: see ``HistoryLaw/namesJoinWithTheFiles``.
  public var checkouts: [SampleRepository] = []
  /// Names of people in deliveries and histories, which may not get into facts.
  public var people: [String] = []
  /// Environments of the platform's own jobs.
  public var environments: [SampleEnvironment]

  /// Brings an adapter before the laws.
  public init(
    _ adapter: any CIAdapter, deliveries: [SampleDelivery], secret: WebhookSecret, now: Date,
    proofHeaders: [HTTPField.Name], signsBody: Bool,
    sign: @escaping @Sendable (WebhookDelivery) -> WebhookDelivery, histories: [SampleHistory],
    environments: [SampleEnvironment]
  ) {
    self.adapter = adapter
    self.deliveries = deliveries
    self.secret = secret
    self.now = now
    self.proofHeaders = proofHeaders
    self.signsBody = signsBody
    self.sign = sign
    self.histories = histories
    self.environments = environments
  }
}

/// A delivery, with a name for messages.
public struct SampleDelivery: Sendable {
  /// What failures call it, such as the fixture that it is made of.
  public var name: String
  /// The request.
  public var delivery: WebhookDelivery

  /// Names a delivery.
  public init(name: String, _ delivery: WebhookDelivery) {
    self.name = name
    self.delivery = delivery
  }
}

/// A history that an API tells, with a name for messages.
public struct SampleHistory: Sendable {
  /// What failures call it.
  public var name: String
  /// What is asked of the adapter; all that the answers hold must be within.
  public var request: HistoryRequest
  /// The API's answers, in any order and any number of times. Several pages of jobs at least.
  public var exchanges: [ScriptedExchange]

  /// Describes a history.
  public init(name: String, _ request: HistoryRequest, _ exchanges: [ScriptedExchange]) {
    self.name = name
    self.request = request
    self.exchanges = exchanges
  }
}

/// The environment of a process in a job, with a name for messages.
public struct SampleEnvironment: Sendable {
  /// What failures call it.
  public var name: String
  /// The variables.
  public var variables: [String: String]

  /// Describes an environment.
  public init(name: String, _ variables: [String: String]) {
    self.name = name
    self.variables = variables
  }
}
