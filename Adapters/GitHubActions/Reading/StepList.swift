internal import InfraMindCore
internal import LosslessYAML

/// Where steps stand: in a job, or in a composite action that a step of it uses.
struct StepSite {
  /// The bytes of the file that holds the steps.
  let source: [UInt8]
  /// What is known in every row.
  let scope: ExpressionScope
  /// What is known in each row; empty if the rows are not known.
  let rowScopes: [ExpressionScope]
  /// What is given to the inputs of the action that holds the steps.
  var inputs = InputTexts()
  /// The environment around the steps, as written.
  let environment: [String: String]
  /// Folder of scripts without one of their own, as written.
  let workingDirectory: String?
  /// Which file holds the steps.
  var origin = JobStep.Origin.job
  /// Where a step of the job begins that uses the action which holds these steps.
  var caller: SourcePosition?
  /// The conditions of the steps around these, joined.
  var condition: String?
  /// Whether those conditions hold in all rows.
  var runsAlways = true
  /// Folders of the actions around these steps.
  var actionFolders: [String] = []
}

/// The steps of a job as they are collected.
struct StepList {
  /// Most steps of one job, those of followed actions included.
  static let most = 2_000

  private(set) var steps: [JobStep] = []
  /// Most uses of composite actions that are followed in one job.
  static let mostActions = 500

  /// Composite actions that were followed, once each.
  private(set) var actions: [ActionFile] = []
  private var followed = 0
  /// Folder in the workspace that holds the repository: where its first `actions/checkout` puts it.
  private(set) var checkoutFolder = ""
  private var hasCheckout = false

  var isFull: Bool { steps.count >= Self.most || followed >= Self.mostActions }

  /// Takes note of an action whose steps follow.
  mutating func follow(_ action: ActionFile) {
    followed += 1
    if !actions.contains(where: { $0.path == action.path }) { actions.append(action) }
  }

  mutating func append(_ step: JobStep) {
    var step = step
    step.index = steps.count
    steps.append(step)
  }

  /// Takes note of where the repository is put.
  mutating func notice(_ step: JobStep) {
    guard !hasCheckout, case .use(let use) = step.work, use.name == "actions/checkout" else { return }
    let repository = use.inputs["repository"] ?? ""
    guard repository.isEmpty || repository.containsBytes(ofAnyCase: "github.repository") else { return }
    hasCheckout = true
    checkoutFolder = RepositoryPath.normalised(use.inputs["path"] ?? "") ?? ""
  }
}

/// The keys of a step that are of interest; values as they stand in the file.
struct StepKeys {
  var name, uses, run, inputs, condition, environment, workingDirectory, parallel: YAMLNode?

  init(_ step: YAMLNode) {
    for entry in step.entries where entry.isInForce {
      switch entry.key.resolved.text {
      case "name": name = entry.value
      case "uses": uses = entry.value
      case "run": run = entry.value
      case "with": inputs = entry.value
      case "if": condition = entry.value
      case "env": environment = entry.value
      case "working-directory": workingDirectory = entry.value
      case "parallel": parallel = entry.value
      default: break
      }
    }
  }
}
