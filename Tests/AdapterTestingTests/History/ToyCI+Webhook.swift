internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import Synchronization

/// What a deliberately wrong adapter does wrong when it tells what happened.
enum HistoryFault: String, CaseIterable, Sendable {
  case refusesTheGenuine, believesTheUnsigned, believesTheChanged, numbersDeliveries, refusesWithoutWords
  case throwsOtherErrors, readsWhatIsCutOff, countsItsDecodings, tellsNames, endsBeforeItStarts, tellsNoTime
  case renamesJobs, followsAnyLink, takesHostsFromBodies, forgetsTheTimeAskedFor, beginsAnew, losesAPage
  case endsSilently, asksForEver, throwsErrorsOfOthers, missesJobs, takesAnyJob
}

/// The toy's roles of history, with a fault or without. Deliveries and answers hold jobs in the toy's words:
/// `{"id": 3, "run": 1, "name": "build", "made": "2026-…", "start": …, "end": …, "who": "Ann", "end": "…"}`.
struct ToyHistorian {
  static let secretText = "toy secret"
  static let signature = HTTPField.Name.literal("X-Toy-Signature")
  static let counter = Mutex(0)

  var fault: HistoryFault?

  func has(_ fault: HistoryFault) -> Bool { self.fault == fault }

  static func count() -> Int {
    counter.withLock { count in
      count += 1
      return count
    }
  }

  static func signed(_ delivery: WebhookDelivery) -> WebhookDelivery {
    var delivery = delivery
    delivery.headers[signature] = Digest.hmacSHA256(delivery.body, key: Array(secretText.utf8)).hexadecimal
    return delivery
  }

  /// What is said of a job.
  func facts(of job: JSONValue, hashing actors: ActorHashing) -> JobRunFacts? {
    guard let id = job["id"]?.identifier, let run = job["run"]?.identifier, let name = job["name"]?.text,
      let made = job["made"]?.text.flatMap(Timestamp.date(from:)),
      let start = job["start"]?.text.flatMap(Timestamp.date(from:)),
      let end = job["end"]?.text.flatMap(Timestamp.date(from:)), made <= start, start <= end
    else { return nil }
    var details = JobRunDetails()
    details.pipeline = "toy.yml"
    details.name = has(.renamesJobs) ? "job \(name)" : name
    details.actor = actors.hash(job["who"]?.text, on: ToyCI.platform)
    if has(.tellsNames) { details.runnerName = job["who"]?.text }
    if has(.countsItsDecodings) { details.credits = Double(Self.count()) }
    details.createdAt = made
    details.startedAt = start
    details.finishedAt = has(.endsBeforeItStarts) ? start.addingTimeInterval(-1) : end
    details.conclusion = .success
    if has(.tellsNoTime) { details.billedTime = .seconds(Self.count() % 7) }
    let time = has(.tellsNoTime) ? Date(timeIntervalSince1970: .nan) : end
    return JobRunFacts(
      run: RunReference(
        platform: ToyCI.platform, source: "toy.example.org", repository: "octo/cat", run: run),
      subject: .job(id: id), stage: .finished, time: time, details: details)
  }
}

extension ToyCI: WebhookReceiving {
  private var historian: ToyHistorian { ToyHistorian(fault: historyFault) }

  func verify(
    _ delivery: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery {
    if historian.has(.refusesTheGenuine) { throw AdapterError(.invalidSignature, "I believe nobody.") }
    let isSigned = delivery.headers[ToyHistorian.signature] != nil
    let isForgiven =
      historian.has(.believesTheChanged) && isSigned || historian.has(.believesTheUnsigned) && !isSigned
    let id = historian.has(.numbersDeliveries) ? String(ToyHistorian.count()) : nil
    let scheme = SignatureScheme.hmacSHA256(header: ToyHistorian.signature, prefix: "")
    if isForgiven, let own = WebhookSecret([ToyHistorian.secretText]) {
      return try ToyHistorian.signed(delivery).verified(by: scheme, with: own, at: now, event: "", id: id)
    }
    do throws(AdapterError) {
      return try delivery.verified(by: scheme, with: secret, at: now, event: "", id: id)
    } catch {
      throw historian.has(.refusesWithoutWords) ? AdapterError(error.code, "no") : error
    }
  }

  func decode(
    _ delivery: VerifiedDelivery, hashing actors: ActorHashing
  ) throws(AdapterError) -> DecodedDelivery {
    if historian.has(.readsWhatIsCutOff), delivery.body.count > 20 {
      return .facts(Self.fixed)
    }
    do throws(AdapterError) {
      let json = try delivery.json()
      guard let job = json["job"] else { return .ignored(reason: "It is no job.") }
      guard let facts = historian.facts(of: job, hashing: actors) else {
        throw .invalidPayload("The job lacks something.")
      }
      return .facts([facts])
    } catch {
      throw historian.has(.throwsOtherErrors) ? AdapterError(.unreachable, error.message) : error
    }
  }

  private static let fixed = [
    JobRunFacts(
      run: RunReference(platform: platform, source: "toy.example.org", repository: "octo/cat", run: "1"),
      subject: .job(id: "1"), stage: .queued, time: Date(timeIntervalSince1970: 1_790_000_000))
  ]
}

extension ToyCI: JobEnvironmentReading {
  func jobEnvironment(of environment: [String: String]) -> JobEnvironment? {
    let variables = EnvironmentVariables(environment)
    if historian.has(.takesAnyJob), variables["CI"] != nil { return Self.environment("1", "a/b", id: "1") }
    guard variables["TOY"] == "true", let run = variables["TOY_RUN"],
      let repository = variables["TOY_REPOSITORY"],
      let id = variables["TOY_JOB"], !historian.has(.missesJobs)
    else { return nil }
    return Self.environment(run, repository, id: id)
  }

  private static func environment(_ run: String, _ repository: String, id: String) -> JobEnvironment {
    JobEnvironment(
      run: RunReference(platform: platform, source: "toy.example.org", repository: repository, run: run),
      subject: .job(id: id))
  }
}

extension ToyCI: LogReading {
  func logReader() -> any JobLogReader { SilentLogReader() }
}
