public import AdapterKit
internal import HTTPTypes
internal import InfraMindCore

extension GitHubActions: DynamicInjecting {
  /// As outputs of a job that others need, or as variables of the repository, which cost no job.
  public static let injectionWays = [
    InjectionWay(
      .outputs,
      "Outputs `runners` and `matrices` of the job, for `runs-on: ${{ fromJSON(needs.inframind.outputs.runners).build }}`."
    ),
    InjectionWay(
      .variables,
      "Variables of the repository, for `runs-on: ${{ vars.INFRAMIND_BUILD || 'ubuntu-latest' }}`; takes a token that may "
        + "write variables."),
  ]

  /// One file that grows by the outputs, or a request for each variable.
  ///
  /// - SeeAlso: GitHub Docs, "Passing information between jobs" and "REST API endpoints for GitHub Actions variables".
  public func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch way {
    case .outputs: [try outputs(plan, scene)]
    case .variables: try variables(plan, scene)
    default: throw AdapterError(.unknownWay, "GitHub Actions knows no way called \(way).")
    }
  }

  // MARK: - Outputs

  private func outputs(_ plan: RunPlan, _ scene: RunScene) throws(AdapterError) -> RuntimeInstruction {
    let file = scene.output ?? scene.job?.files["output"]
    guard let file else {
      throw AdapterError(.missingVariable, "GITHUB_OUTPUT names no file: this is no step of a job.")
    }
    let outputs = RunnerOutputs(plan)
    return .append(
      file: file,
      text: EnvironmentFile.entry("runners", outputs.runners.text)
        + EnvironmentFile.entry("matrices", outputs.matrices.text)
        + EnvironmentFile.entry("moved", "\(plan.moved.count)"))
  }

  // MARK: - Variables

  /// Every job that the plan moves gets its variable; those of jobs that stay are set back where they exist.
  private func variables(_ plan: RunPlan, _ scene: RunScene) throws(AdapterError) -> [RuntimeInstruction] {
    guard let api = scene.api, let repository = scene.job?.run.repository else {
      throw AdapterError(.missingVariable, "GITHUB_REPOSITORY names no repository: this is no step of a job.")
    }
    let root = ["repos"] + repository.split(separator: "/").map(String.init) + ["actions", "variables"]
    return RunnerOutputs(plan).variables.map { variable in
      let body = JSONText.members(["name": .string(variable.name), "value": .string(variable.label)]).bytes
      let creation = RuntimeRequest(api: api, path: root, method: .post, body: body)
      return .send(
        RuntimeRequest(
          api: api, path: root + [variable.name], method: .patch, body: body,
          ifMissing: variable.isMoved ? [creation] : [], mayBeMissing: true))
    }
  }
}

extension InjectionWay.ID {
  /// Outputs of a job.
  public static let outputs = InjectionWay.ID("outputs")
  /// Variables of the repository.
  public static let variables = InjectionWay.ID("variables")
}

/// The machines of a plan's jobs, in the forms that workflows take.
struct RunnerOutputs {
  /// A variable of the repository.
  struct Variable: Hashable {
    var name: String
    var label: String
    var isMoved: Bool
  }

  private let jobs: [(id: String, rows: [RunPlan.Job])]

  init(_ plan: RunPlan) {
    var order: [String] = []
    var rows: [String: [RunPlan.Job]] = [:]
    for job in plan.jobs {
      if rows[job.key.job] == nil { order.append(job.key.job) }
      rows[job.key.job, default: []].append(job)
    }
    jobs = order.map { ($0, rows[$0] ?? []) }
  }

  /// Labels by job: under its id where all rows have the same, else under the id and the row's values, in the alphabetical
  /// order of their axes, with slashes between: `test/20/linux`.
  var runners: JSONText {
    .object(
      jobs.flatMap { id, rows -> [JSONText.Member] in
        if Set(rows.map(\.to)).count == 1, let first = rows.first {
          return [.init(id, Self.labels(first.to))]
        }
        return rows.map { row in
          let values = row.matrix.sorted { $0.key < $1.key }.map(\.value)
          return .init(([id] + values).joined(separator: "/"), Self.labels(row.to))
        }
      })
  }

  /// Whole matrices by job, their rows written out, each with its machine as `runner`.
  var matrices: JSONText {
    .object(
      jobs.filter { !($0.rows.first?.matrix.isEmpty ?? true) }.map { id, rows in
        let include = rows.map { row in
          JSONText.object(
            row.matrix.filter { $0.key != "runner" }.sorted { $0.key < $1.key }
              .map { .init($0.key, .string($0.value)) } + [.init("runner", Self.labels(row.to))])
        }
        return .init(id, .object([.init("include", .list(include))]))
      })
  }

  /// One for each job whose rows all get one label; none for jobs whose variables would have the same name, or that of one of our
  /// own settings.
  var variables: [Variable] {
    let names = Dictionary(grouping: jobs, by: { Self.variable(of: $0.id) })
    return jobs.compactMap { id, rows in
      let name = Self.variable(of: id)
      guard names[name]?.count == 1, !Self.reserved.contains(name), name.utf8.count <= Self.longestName,
        Set(rows.map(\.to)).count == 1, let first = rows.first, first.to.count == 1
      else { return nil }
      return Variable(name: name, label: first.to[0], isMoved: first.isMoved)
    }
  }

  /// Variables that mean something to us.
  private static let reserved = Set(
    [
      "API_URL", "BASE_URL", "BINARY", "DISABLE", "GITHUB_TOKEN", "HEAD_SHA", "LABELS", "LIBCURL",
      "RECORD_TOKEN",
      "REPORT_DIR", "SERVER", "TOKEN", "VERSION",
    ].map { "INFRAMIND_" + $0 })

  private static let longestName = 255

  /// `INFRAMIND_BUILD_ALL` of `build-all`.
  static func variable(of job: String) -> String {
    "INFRAMIND_"
      + String(job.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// A single label as a string, several as a list: `runs-on` takes both.
  private static func labels(_ labels: [String]) -> JSONText {
    labels.count == 1 ? .string(labels[0]) : .list(labels.map(JSONText.string))
  }
}

/// The form of the files through which steps set outputs and variables.
///
/// - SeeAlso: GitHub Docs, "Workflow commands for GitHub Actions", "Multiline strings".
enum EnvironmentFile {
  /// A name and its value, with line breaks kept. The delimiter is made from the value, so that equal input gives equal output,
  /// and is no line of it.
  static func entry(_ name: String, _ value: String) -> String {
    let lines = Set(value.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init))
    var delimiter = "inframind_\(Digest.sha256(Array(value.utf8)).prefix(8).hexadecimal)"
    while lines.contains(delimiter) { delimiter += "_" }
    return "\(name)<<\(delimiter)\n\(value)\n\(delimiter)\n"
  }
}
