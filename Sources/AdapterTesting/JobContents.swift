internal import InfraMindCore

/// What a job is, wherever it stands: its definition without lines.
struct JobContents: Hashable {
  var head: [String]
  /// Without those that follow from the machine.
  var traits: [String]
  var rows: [[String]]
  /// Steps and caches, but for steps that measure.
  var steps: [[String]]
  /// Steps and caches without values, some of which name the machine.
  var outline: [String]
  private(set) var isSelfHosted: Bool

  init(_ job: JobDefinition) {
    head =
      ["\(job.key)", job.name, job.checkout.rawValue, job.cacheReach.rawValue, job.container ?? ""]
      + ["\(String(describing: job.timeout))"] + job.needs + ["|"] + job.events
    traits = job.traits.subtracting([.selfHosted]).map(\.rawValue).sorted()
    isSelfHosted = job.traits.contains(.selfHosted)
    rows = job.rows.map { row in
      ["\(JobVariant(row.matrix))", "\(row.variant)", row.name, Self.text(row.runner)]
    }
    let measuring = job.steps.filter(\.measures).map(\.index)
    let others = job.steps.filter { !$0.measures }
    steps =
      others.map { Self.words($0, number: $0.index - measuring.count(below: $0.index)) }
      + job.caches.map { Self.words($0, step: $0.step - measuring.count(below: $0.step)) }
    outline = others.map(Self.outline) + ["\(job.caches.count) caches"]
  }

  static func text(_ runner: RunnerRequest) -> String {
    switch runner {
    case .labels(let labels, _): "labels \(labels)"
    case .group(let group, let labels, _): "group \(group) \(labels)"
    case .unresolved(let text, _, _): "unresolved \(text)"
    case .platformDefault: "default"
    }
  }

  private static func words(_ cache: DeclaredCache, step: Int) -> [String] {
    [cache.key, cache.name, "\(step)", "\(cache.isOutsideView)"] + cache.paths
      + cache.tools.map(\.rawValue).sorted()
  }

  private static func words(_ step: JobStep, number: Int) -> [String] {
    let work =
      switch step.work {
      case .run(let script): "run \(script)"
      case .use(let use): "use \(use.name)@\(use.version) \(JobVariant(use.inputs))"
      case .other: "other"
      }
    let origin = if case .packaged(let file, _) = step.origin { file } else { "" }
    return [
      "\(number)", step.name ?? "", work, step.workingDirectory ?? "?", step.condition ?? "",
      "\(JobVariant(step.environment))", "\(step.runsAlways)", origin,
    ]
  }

  private static func outline(_ step: JobStep) -> String {
    switch step.work {
    case .run(let script): "run \(script.utf8.count { $0 == 0x0A })"
    case .use(let use): "use \(use.name) \(use.inputs.keys.sorted())"
    case .other: "other"
    }
  }
}

extension [Int] {
  fileprivate func count(below limit: Int) -> Int { count { $0 < limit } }
}
