internal import FoundationEssentials
internal import InfraMindCore

/// A job of a webhook or of the API.
struct JobPayload: Sendable {
  let id: String
  /// `script` for a command step.
  let type: String
  /// The label with its variables and tokens replaced; missing if the step has none.
  let name: String?
  let stepKey: String?
  let command: String?
  let state: String?
  let exitStatus: Int?
  let signalReason: String?
  let isSoftFailed: Bool
  /// Times that it was tried before.
  let retries: Int?
  let isRetry: Bool
  /// Values of the row of its matrix.
  let matrix: [String: String]?
  let agentRules: [String]
  let agentName: String?
  let agentTags: [String]
  let queue: QueuePlace?
  let createdAt: Date?
  let runnableAt: Date?
  let startedAt: Date?
  let finishedAt: Date?
  let expiredAt: Date?

  /// `nil` without an id and a type.
  init?(_ json: JSONValue?) {
    guard let json, let id = json["id"]?.text, let type = json["type"]?.text else { return nil }
    self.id = id
    self.type = type
    name = json["name"]?.text
    stepKey = json["step_key"]?.text
    command = json["command"]?.text
    state = json["state"]?.text
    exitStatus = json["exit_status"]?.integer
    signalReason = json["signal_reason"]?.text
    isSoftFailed = json["soft_failed"]?.bool ?? false
    retries = json["retries_count"]?.integer
    isRetry = json["retry_source"] != nil
    matrix = Self.matrix(json["matrix"])
    agentRules = (json["agent_query_rules"]?.elements ?? []).compactMap(\.text)
    agentName = json["agent"]?["name"]?.text
    agentTags = (json["agent"]?["meta_data"]?.elements ?? []).compactMap(\.text)
    queue = QueuePlace(cluster: json["cluster_id"]?.text, queue: json["cluster_queue_id"]?.text)
    createdAt = json.time("created_at")
    runnableAt = json.time("runnable_at")
    startedAt = json.time("started_at")
    finishedAt = json.time("finished_at")
    expiredAt = json.time("expired_at")
  }

  /// Whether it has a machine.
  var isCommand: Bool { type == "script" || type == "command" }

  /// Values by dimension. That of a matrix without names is called as in the reading of files; in which form
  /// the API has it is not documented, so a value, a list of one and an object are all taken.
  private static func matrix(_ json: JSONValue?) -> [String: String]? {
    guard let json else { return nil }
    if let value = value(json) ?? json.elements.first.flatMap({ value($0) }) {
      return [StepMatrix.anonymous: value]
    }
    let pairs = json.members.compactMap { member in
      value(member.value).map { (member.key.isEmpty ? StepMatrix.anonymous : member.key, $0) }
    }
    return pairs.isEmpty ? nil : Dictionary(pairs, uniquingKeysWith: { $1 })
  }

  private static func value(_ json: JSONValue) -> String? {
    switch json.kind {
    case .string(let text): text
    case .number(let digits): digits
    case .bool(let flag): flag ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}

/// A queue of a cluster.
struct QueuePlace: Hashable, Sendable {
  let cluster: String
  let queue: String

  init?(cluster: String?, queue: String?) {
    guard let cluster, let queue else { return nil }
    self.cluster = cluster
    self.queue = queue
  }
}

/// The size of a hosted queue's machines.
struct QueueShape: Hashable, Sendable {
  let cpus: Double
  let memory: MemorySize?

  /// `nil` for a queue of the user's own machines.
  init?(_ json: JSONValue) {
    let shape = json["hosted_agents"]?["instance_shape"] ?? json["hostedAgents"]?["instanceShape"]
    guard json["hosted"]?.bool != false, let shape else { return nil }
    let named = Self.figures(shape["name"]?.text ?? shape["size"]?.text ?? "")
    guard let cpus = shape["cpu"]?.number ?? named?.cpus, (0.1...4096).contains(cpus) else { return nil }
    self.cpus = cpus
    memory = (shape["memory"]?.number ?? named?.memory).flatMap { gibibytes in
      (0.1...65_536).contains(gibibytes) ? MemorySize(gibibytes: gibibytes) : nil
    }
  }

  /// 2 and 4 of `LINUX_AMD64_2X4`.
  private static func figures(_ name: String) -> (cpus: Double, memory: Double)? {
    let parts = name.split(separator: "_").last?.split(separator: "X") ?? []
    guard parts.count == 2, let cpus = Double(parts[0]), let memory = Double(parts[1]) else { return nil }
    return (cpus, memory)
  }
}
