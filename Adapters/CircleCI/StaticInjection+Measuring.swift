internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The steps of our orb that measure a job: one before all others, one behind them.
struct MeasuringSteps {
  private let job: ReadJob
  private let config: ReadConfig

  /// The name of our orb, in whatever namespace it is published.
  private static let orb = "inframind"

  init(of job: ReadJob, in config: ReadConfig) {
    self.job = job
    self.config = config
  }

  /// - Throws: `no-orb`, `outdated-suggestion`, `shared-anchor`, `advice-only`.
  func outcome() throws(RefusedEdit) -> EditOutcome {
    guard !job.definition.isMeasured else { return .unchanged }
    let place = job.definition.position
    if let other = job.traces.first(where: { $0.system != "linux" }) {
      throw .adviceOnly("the job runs on \(other.system), and measuring works on Linux only", at: place)
    }
    guard let alias else {
      throw RefusedEdit(
        "no-orb",
        "the config does not import our orb yet, whose steps measure jobs: see docs/platforms/circleci.md",
        at: place)
    }
    let list = try list()
    let edits: [YAMLEdit] = [
      .insertItem(.string(alias + "/measure-start"), into: list.path, at: .first),
      .insertItem(.string(alias + "/measure-stop"), into: list.path, at: .last),
    ]
    return .edits([FileEdit(file: config.path, edits: edits, dialect: .circleCI)])
  }

  /// What our orb is called in the config.
  private var alias: String? {
    let aliases = job.namespace.orbs.keys.sorted()
    return aliases.first { alias in
      guard case .registry(let name, _)? = job.namespace.orbs[alias] else { return false }
      return name.split(separator: "/").last == Self.orb[...]
    }
  }

  private func list() throws(RefusedEdit) -> YAMLNode {
    guard let node = job.node?.resolved, let list = node["steps"], list.resolved.kind == .sequence else {
      throw RefusedEdit(
        "outdated-suggestion", "the job has no steps any more; ask for suggestions again",
        at: job.definition.position)
    }
    try list.refuseShared("the list of steps")
    return list
  }
}
