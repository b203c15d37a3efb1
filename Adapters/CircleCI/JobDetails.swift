internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// What a delivery or a list leaves open about a job: enough to ask the API, and to say about which job the
/// answer is.
struct JobQuestion: Sendable {
  /// The job's own id.
  let id: String
  /// When it ended.
  let time: Date
  /// Its project and number.
  var place: (slug: ProjectSlug, number: String)?

  init(id: String, time: Date, place: (slug: ProjectSlug, number: String)? = nil) {
    self.id = id
    self.time = time
    self.place = place
  }

  /// `nil` for a question that another version asked.
  init?(_ question: FollowUp) {
    let parameters = question.parameters
    guard let id = parameters["id"], let time = parameters["time"].flatMap({ Timestamp.date(from: $0) })
    else {
      return nil
    }
    self.init(id: id, time: time)
    if let slug = parameters["slug"].flatMap({ ProjectSlug($0) }), let number = parameters["number"] {
      place = (slug, number)
    }
  }

  /// The question as it is kept until it is answered.
  func followUp(_ question: String, about run: RunReference, delay: Duration = .zero) -> FollowUp {
    var parameters = ["id": id, "time": Timestamp.text(of: time)]
    parameters["slug"] = place?.slug.description
    parameters["number"] = place?.number
    return FollowUp(run: run, question: question, parameters: parameters, delay: delay)
  }

  /// Facts of a job that ended.
  func facts(in run: RunReference, _ details: JobRunDetails) -> JobRunFacts {
    JobRunFacts(run: run, subject: .job(id: id), stage: .finished, time: time, details: details)
  }
}

/// What a job used, as version 3 of the API tells it: series of samples for each of its parallel tasks.
struct UsagePayload: Sendable {
  private struct Task {
    var cores: [Double]
    var memory: [Double]
    var interval: Double?
    var received: Int?
    var sent: Int?
  }

  private let cpus: Double?
  private let memoryLimit: Int?
  private let tasks: [Task]

  /// What is not there, or no number, is left out.
  init(_ json: JSONValue) {
    let attributes = json["data"]?["attributes"]
    let machine = attributes?["resource_class"]
    cpus = machine?["cpu_count"]?.number.flatMap { $0 > 0 ? $0 : nil }
    memoryLimit = machine?["memory_limit_bytes"]?.integer.flatMap { $0 > 0 ? $0 : nil }
    tasks = (attributes?["parallel_executions"]?.elements ?? []).map { task in
      Task(
        cores: Self.series(task["cpu_cores"]), memory: Self.series(task["memory_bytes"]),
        interval: task["interval_ms"]?.number, received: Self.amount(task["network_rx_bytes"]),
        sent: Self.amount(task["network_tx_bytes"]))
    }
  }

  private static func series(_ json: JSONValue?) -> [Double] {
    (json?.elements ?? []).compactMap { $0.number.flatMap { $0 >= 0 ? $0 : nil } }
  }

  private static func amount(_ json: JSONValue?) -> Int? { json?.integer.flatMap { $0 >= 0 ? $0 : nil } }

  /// What it says of one task: averages over all of them, and the peaks of the hungriest. Each has a machine
  /// of its own.
  ///
  /// - Returns: Nothing said if there is no sample, as for very short jobs.
  var details: JobRunDetails {
    var details = JobRunDetails()
    details.cpus = cpus
    details.memory = memoryLimit.map { MemorySize(bytes: Int64($0)) }
    let cores = tasks.flatMap(\.cores)
    let memory = tasks.flatMap(\.memory)
    guard !cores.isEmpty || !memory.isEmpty else { return details }
    var use = ResourceUse(
      averageCPUs: Self.mean(cores), peakCPUs: cores.max(), averageMemory: Self.size(Self.mean(memory)),
      peakMemory: Self.size(memory.max()))
    use.memoryLimit = details.memory
    if tasks.count == 1, let interval = tasks[0].interval, interval > 0 {
      let seconds = cores.reduce(0, +) * interval / 1000
      if seconds < 1e9 { use.cpuTime = .milliseconds(Int64(seconds * 1000)) }
    }
    use.networkReceived = tasks.compactMap(\.received).max().map { MemorySize(bytes: Int64($0)) }
    use.networkSent = tasks.compactMap(\.sent).max().map { MemorySize(bytes: Int64($0)) }
    details.use = use
    return details
  }

  private static func mean(_ samples: [Double]) -> Double? {
    samples.isEmpty ? nil : samples.reduce(0) { $0 + $1 / Double(samples.count) }
  }

  private static func size(_ bytes: Double?) -> MemorySize? {
    bytes.map { MemorySize(gibibytes: $0 / 1_073_741_824) }
  }
}

extension StepRun {
  /// A step of version 1.1, which has an action for each parallel task: that of the slowest. Any that failed
  /// makes it fail. `nil` without a name.
  init?(circleCI json: JSONValue) {
    guard let name = json["name"]?.text else { return nil }
    let actions = (json["actions"]?.elements ?? []).map { action in
      StepRun(
        name: name, startedAt: action.time("start_time"), finishedAt: action.time("end_time"),
        conclusion: action["status"]?.text.flatMap(JobConclusion.init(circleCI:)))
    }
    let slowest = actions.max { ($0.duration ?? .zero) < ($1.duration ?? .zero) }
    let worst = actions.lazy.map(\.conclusion).first { $0 != .success && $0 != nil }
    self.init(
      name: name, startedAt: slowest?.startedAt, finishedAt: slowest?.finishedAt,
      conclusion: worst ?? slowest?.conclusion)
  }
}
