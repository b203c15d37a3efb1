internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML
internal import Synchronization

/// What a deliberately wrong adapter does wrong; one fault for each law, and more where a law says several things.
enum Fault: String, CaseIterable, Sendable {
  case isSilentAboutBrokenFiles, readsOutside, asksOutsideByGlob, countsItsReadings, findsOtherOrder
  case placesBehindTheEnd, givesOneKeyToAll, takesLinesForKeys, takesOrderForKeys
  case forgetsSuggestions, losesAllForOne, editsWhatIs, writesElsewhere, writesCachesAgain
  case changesOtherJobs, namesSizes, hidesReasons, usesNewCodes, pointsNowhere, editsGeneratedFiles,
    takesAdvice, meansNothing
  case crashesOnFilesCutOff
  case leavesComments, addsUnknownKeys, pricesWithoutSource, pricesWithoutDate, ordersSizesBackwards
  case listsSizesThatNobodyFinds, knowsEverything, mindsCase
}

/// A platform of our own, as small as can be: `jobs`, each with a `size` and `steps`, in `toy.yml`.
struct ToyCI: CIAdapter {
  var fault: Fault?
  var historyFault: HistoryFault?
  var runFault: RunFault?

  static let platform = Platform(rawValue: "toy-ci")
  static let displayName = "Toy CI"
  static let pipelineFilePatterns = ["toy.yml", "more/*.yml"]

  var summary: AdapterSummary {
    let codes = ["no-job", "no-label", "no-step", "advice-only", "generated-file"]
    let meanings = codes.map { ($0, has(.meansNothing) ? "" : "It is \($0).") }
    return AdapterSummary(
      reads: ["toys"], edits: ["toys"], tells: ["toys"],
      refuses: Dictionary(meanings, uniquingKeysWith: { first, _ in first }))
  }

  var runnerCatalog: any RunnerCatalog { ToyCatalog(fault: fault) }

  func has(_ fault: Fault) -> Bool { self.fault == fault }
}

/// Three sizes.
struct ToyCatalog: RunnerCatalog {
  var fault: Fault?

  private static let family = RunnerFamily(vendor: "toy", os: "linux", architecture: "x64")

  private var sizes: [Runner] {
    zip(["small", "medium", "large"], [1.0, 2, 4]).map { label, cpus in
      let price = RunnerPrice(
        perMinute: Money(nanodollars: Int64(cpus) * 1_000_000), billing: .seconds,
        source: fault == .pricesWithoutSource ? "" : "the toy's price list",
        asOf: fault == .pricesWithoutDate ? "lately" : "2026-01-31")
      return Runner(
        label: label, name: "Toy \(label)", family: Self.family, cpus: cpus,
        memory: MemorySize(gibibytes: 2 * cpus),
        price: price)
    }
  }

  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    let found = sizes.first { size in
      fault == .mindsCase ? size.labels == labels : size.answers(to: labels)
    }
    if let found { return .known(found) }
    return fault == .knowsEverything && !labels.isEmpty ? .known(sizes[0]) : .unknown
  }

  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    guard family == Self.family else { return [] }
    if fault == .ordersSizesBackwards { return sizes.reversed() }
    guard fault == .listsSizesThatNobodyFinds else { return sizes }
    var ghost = sizes[2]
    ghost.label = "ghost"
    ghost.cpus = 8
    return sizes + [ghost]
  }
}

// MARK: - Reading

extension ToyCI: PipelineReading {
  private static let readings = Mutex(0)

  func jobs(in files: [String], of repository: some RepositoryFiles, named name: String) -> PipelineReadout {
    var readout = PipelineReadout()
    let number = Self.readings.withLock { count in
      count += 1
      return count
    }
    for file in files {
      guard !file.hasPrefix("/"), !file.contains(".."), let bytes = repository.contents(of: file) else {
        continue
      }
      read(bytes, file, repository, name, into: &readout)
    }
    if has(.countsItsReadings), !readout.jobs.isEmpty { readout.jobs[0].events = ["reading-\(number)"] }
    return readout
  }

  private func read(
    _ bytes: [UInt8], _ file: String, _ repository: some RepositoryFiles, _ name: String,
    into readout: inout PipelineReadout
  ) {
    let stream = YAMLStream(reading: bytes, file: file)
    if let problem = stream.problem, !has(.isSilentAboutBrokenFiles) {
      let position = SourcePosition(file: file, line: problem.position?.line ?? 1, column: 1)
      readout.problems.append(
        PipelineProblem(severity: .error, code: "invalid-yaml", message: problem.message, position: position))
    }
    if has(.crashesOnFilesCutOff) { _ = stream.documents[0] }
    guard let jobs = stream.documents.first?.root?["jobs"]?.resolved else { return }
    for entry in jobs.entries
    where entry.value.kind == .mapping && entry.key.kind == .scalar && !entry.isDuplicate {
      if entry.key.text.isEmpty { continue }
      let job = job(entry, file, name, place: readout.jobs.count)
      readout.jobs.append(job)
      for step in job.steps {
        guard case .run(let script) = step.work else { continue }
        if has(.readsOutside) { _ = repository.contents(of: script) }
        if has(.asksOutsideByGlob) { _ = repository.paths(matching: script + "/*") }
      }
    }
  }

  private func job(_ entry: YAMLEntry, _ file: String, _ name: String, place: Int) -> JobDefinition {
    let position = Self.position(entry.key, file)
    var id = entry.key.text
    if has(.givesOneKeyToAll) { id = "job" }
    if has(.takesLinesForKeys) { id += "-\(position.line)" }
    if has(.takesOrderForKeys) { id += "-\(place)" }
    let key = JobKey(platform: Self.platform, repository: name, pipeline: file, job: id)
    let size = entry.value["size"]
    let label = size?.kind == .scalar ? size?.text ?? "" : ""
    let runner: RunnerRequest = label.isEmpty ? .platformDefault(position) : .labels([label], position)
    let title = has(.namesSizes) ? "\(id) (\(label))" : id
    let row = JobRow(matrix: [:], variant: JobVariant(), name: title, runner: runner)
    var place = position
    if has(.placesBehindTheEnd) { place.line += 10_000 }
    return JobDefinition(
      key: key, name: title, position: place, rows: [row], steps: steps(entry.value["steps"], file))
  }

  private func steps(_ list: YAMLNode?, _ file: String) -> [JobStep] {
    (list?.items ?? list?.resolved.items).map(Array.init)?.enumerated().map { index, item in
      JobStep(index: index, position: Self.position(item, file), work: Self.work(item))
    } ?? []
  }

  private static func work(_ item: YAMLNode) -> JobStep.Work {
    if let path = item["cache"]?.text {
      let inputs = ["path": path, "key": item["key"]?.text ?? ""]
      return .use(PackagedStep(name: "actions/cache", version: "v4", inputs: inputs))
    }
    if item.text == "checkout" { return .use(PackagedStep(name: "actions/checkout", version: "v4")) }
    return item.kind == .scalar ? .run(script: item.text) : .other
  }

  static func position(_ node: YAMLNode, _ file: String) -> SourcePosition {
    SourcePosition(file: file, line: node.position.line, column: node.position.column)
  }
}
