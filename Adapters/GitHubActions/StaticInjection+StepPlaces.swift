internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A step as it stands in the job's file.
struct StepPlace: Hashable {
  /// Its number in the job's list, from 0; of a step within a `parallel` block, that of the block.
  var number: Int
  /// The step's mapping.
  var node: YAMLNode
  /// Whether the job's list holds an alias of it.
  var isAliased: Bool
}

/// The list of a job's steps in its file.
struct InjectedStepList {
  let site: JobSite
  let node: YAMLNode

  /// - Throws: `shared-anchor` if other jobs share the list; `outdated-suggestion` if there is none.
  init(of site: JobSite) throws(RefusedEdit) {
    guard let steps = site.job["steps"], steps.resolved.kind == .sequence else {
      throw RefusedEdit(
        "outdated-suggestion", "the job '\(site.id)' has no steps any more; ask for suggestions again",
        at: site.position(of: site.key))
    }
    self.site = site
    node = steps
    try steps.refuseShared("the list of steps")
  }

  /// The step that begins at a position, also within `parallel` blocks; `nil` if none does.
  func place(at position: SourcePosition) -> StepPlace? {
    guard position.file == site.file else { return nil }
    for (number, item) in node.items.enumerated() {
      if let found = Self.mapping(in: item.resolved, at: position, depth: 0) {
        return StepPlace(number: number, node: found, isAliased: item.kind == .alias)
      }
    }
    return nil
  }

  private static func mapping(in node: YAMLNode, at position: SourcePosition, depth: Int) -> YAMLNode? {
    guard depth < 20, node.kind == .mapping else { return nil }
    let starts = [node.position, node.contentPosition, node.entries.first?.key.position].compactMap { $0 }
    if starts.contains(where: { $0.line == position.line && $0.column == position.column }) { return node }
    guard let nested = node["parallel"]?.resolved, nested.kind == .sequence else { return nil }
    for item in nested.items {
      if let found = mapping(in: item.resolved, at: position, depth: depth + 1) { return found }
    }
    return nil
  }
}

/// The steps of a composite action in its file.
struct ActionSteps {
  private let steps: YAMLNode?

  init(_ stream: YAMLStream) { steps = stream.documents.first?.root?["runs"]?["steps"] }

  /// The step that begins at a position; `nil` if none does.
  func step(at position: SourcePosition) -> YAMLNode? {
    steps?.items.first { item in
      item.kind == .mapping
        && [item.position, item.contentPosition].contains {
          $0.line == position.line && $0.column == position.column
        }
    }
  }
}

/// The steps of a job as the reader lists them, joined with their places in the job's file.
struct InjectedSteps {
  let job: JobDefinition
  let list: InjectedStepList

  init(_ job: InjectedJob) throws(RefusedEdit) {
    self.job = job.definition
    list = try InjectedStepList(of: job.site)
  }

  /// The reader's step of a number.
  subscript(index: Int) -> JobStep? { job.steps.first { $0.index == index } }

  /// The step's own place, if the job's file holds it and it is the step that the reader saw there.
  func place(of step: JobStep) -> StepPlace? {
    guard case .job = step.origin, let place = list.place(at: step.position) else { return nil }
    switch step.work {
    case .run: return place.node["run"] == nil ? nil : place
    case .use(let packaged):
      guard let uses = place.node["uses"]?.scalarText else { return nil }
      return uses.lowercased().hasPrefix(packaged.name) ? place : nil
    case .other: return place
    }
  }

  /// The number in the job's list of the step, or of the step of the job that runs it.
  func number(of step: JobStep) -> Int? {
    switch step.origin {
    case .job: place(of: step)?.number
    case .packaged(_, let caller): list.place(at: caller)?.number
    }
  }

  /// The folder of the workspace that the repository is checked out in by a step before a number of the list;
  /// `nil` if no step before it brings the files.
  func checkoutFolder(before number: Int) -> String? {
    var folder: String?
    for step in job.steps {
      guard let place = self.number(of: step), place < number, let found = Self.checkoutFolder(of: step)
      else { continue }
      if folder == nil || found.isOwn { folder = found.folder }
      if found.isOwn { break }
    }
    return folder
  }

  private static func checkoutFolder(of step: JobStep) -> (folder: String, isOwn: Bool)? {
    switch step.work {
    case .other: return nil
    case .run(let script):
      let brings = ["git clone", "git fetch", "git init", "gh repo clone"].contains { script.contains($0) }
      return brings ? ("", true) : nil
    case .use(let packaged):
      guard packaged.name.contains("checkout") else { return nil }
      guard packaged.name == "actions/checkout" else { return ("", true) }
      let repository = packaged.inputs["repository"] ?? ""
      let isOwn =
        repository.isEmpty
        || ["github.repository", "head.repo", "inputs."].contains { repository.contains($0) }
      let path = packaged.inputs["path"] ?? ""
      guard isOwn, !RunnerExpression.isIn(path) else { return ("", isOwn && path.isEmpty) }
      return (RepositoryPath.normalised(path) ?? "", true)
    }
  }
}
