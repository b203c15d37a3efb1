internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Turns a file of Woodpecker's into a job, with a row for each combination of its matrix.
struct WorkflowReader {
  private(set) var job: JobDefinition?
  private(set) var problems: [PipelineProblem]

  /// - Parameter siblings: Names of the workflows that Woodpecker runs beside this one.
  init(_ file: WorkflowFile, repository: String, siblings: Set<String>) {
    problems = file.problems
    guard let workflow = file.workflow else { return }
    for need in workflow.dependencies where !need.isOptional && !siblings.contains(need.name) {
      problems.append(
        .at(
          need.node, in: file.path, .warning, "unknown-dependency",
          "`depends_on` names '\(need.name.short)', which no file here is called; Woodpecker then leaves this workflow "
            + "out"))
    }
    let machine = WorkflowMachine(of: workflow)
    var allowance = ReadingAllowance()
    let steps = StepReader(workflow, &allowance)
    problems += machine.problems + steps.problems
    guard !steps.isIncomplete else {
      problems.append(.tooMuch(at: workflow.position))
      return
    }
    let signs = JobSigns(of: workflow, steps: steps.steps, in: file)
    let rows = workflow.matrix.rows.enumerated().map { number, row in
      JobRow(
        matrix: row.values, variant: workflow.identity.variants[number], name: workflow.name,
        runner: machine.requests[number])
    }
    var job = JobDefinition(
      key: JobKey(platform: .drone, repository: repository, pipeline: file.path, job: workflow.name),
      name: workflow.name, position: workflow.position, rows: rows, steps: steps.steps,
      container: steps.image, needs: workflow.dependencies.map(\.name), events: workflow.events,
      traits: signs.traits, signs: signs.signs)
    job.checkout = workflow.root["skip_clone"]?.resolved.scalar == .bool(true) ? .steps : .platform
    job.cacheReach = workflow.hasContainers ? .workspace : .machine
    job.caches = CacheReader(workflow).declared
    self.job = job
  }
}

/// The files of a checkout that Woodpecker reads, by its default settings.
struct WorkflowFolder {
  private let repository: any RepositoryFiles
  private var found: [String: [String]] = [:]

  init(_ repository: any RepositoryFiles) { self.repository = repository }

  /// Paths of the workflows that run beside one, itself among them.
  mutating func siblings(of path: String) -> [String] {
    let folder = RepositoryPath.parent(of: path) ?? ""
    guard !folder.isEmpty else { return [path] }
    return files(in: folder)
  }

  /// What Woodpecker reads in place of a file: of several it takes the first. `nil` if it reads the file.
  ///
  /// - SeeAlso: woodpecker-ci/woodpecker, `shared/constant/constant.go`, `DefaultConfigOrder`.
  mutating func whatCounts(insteadOf path: String) -> String? {
    guard path == ".woodpecker.yml" || path == ".woodpecker.yaml" else { return nil }
    if !files(in: ".woodpecker").isEmpty { return ".woodpecker/" }
    let first = ".woodpecker.yaml"
    return path != first && repository.exists(first) ? first : nil
  }

  private mutating func files(in folder: String) -> [String] {
    if let known = found[folder] { return known }
    let files = Set(["yml", "yaml"].flatMap { repository.paths(matching: "\(folder)/*.\($0)") }).sorted()
    found[folder] = files
    return files
  }
}
