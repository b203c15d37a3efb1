internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The step that measures a job: before all others, since what runs before it is not seen. Its action notes the job's end
/// by itself.
struct MeasuringStep {
  private let steps: InjectedSteps

  /// What the step uses; its last release of this kind.
  static let action = "inframind/inframind/action@v1"

  init(_ job: InjectedJob) throws(RefusedEdit) { steps = try InjectedSteps(job) }

  var outcome: EditOutcome {
    guard !steps.job.isMeasured else { return .unchanged }
    let step = YAMLFragment.mapping([("uses", .string(Self.action))])
    let edit = YAMLEdit.insertItem(step, into: steps.list.node.path, at: .before(0))
    return .edits([FileEdit(file: steps.list.site.file, edits: [edit], dialect: .gitHubActions)])
  }
}
