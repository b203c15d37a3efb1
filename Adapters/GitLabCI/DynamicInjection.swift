public import AdapterKit
internal import HTTPTypes
internal import InfraMindCore

extension GitLabCI: DynamicInjecting {
  /// As a child pipeline, as variables of the project, which cost no job, or told to the scripts of later jobs.
  public static let injectionWays = [
    InjectionWay(
      .child,
      "The pipeline file with the sizes written in, as `inframind-child.yml`, for a job that triggers it as a child pipeline.",
      needsFile: true),
    InjectionWay(
      .variables,
      "Variables of the project, for `tags: [\"$INFRAMIND_TAG_BUILD\"]` with a default in `variables:`; takes a token that "
        + "may write variables."),
    InjectionWay(
      .dotenv,
      "What was chosen, as `inframind.env`, for `artifacts:reports:dotenv`: scripts of later jobs see it, and tags never do."
    ),
  ]

  /// A file to be written, or requests that set and delete variables of the project.
  public func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch way {
    case .child: [try child(plan, scene)]
    case .variables: try variables(plan, scene)
    case .dotenv:
      [.write(file: scene.output ?? "inframind.env", bytes: Array(Dotenv(plan).text.utf8))]
    default: throw AdapterError(.unknownWay, "GitLab CI knows no way called \(way).")
    }
  }

  // MARK: - Child pipelines

  /// The pipeline's own text, or the one with the sizes.
  ///
  /// A child pipeline takes files that it includes from the repository, so sizes that are written in those only would not
  /// be in force.
  private func child(_ plan: RunPlan, _ scene: RunScene) throws(AdapterError) -> RuntimeInstruction {
    guard let file = plan.file else {
      throw AdapterError(
        .notFound,
        "Which pipeline file the child pipeline is to be made of, nothing tells: give its path.")
    }
    guard file.path != scene.job?.details.pipeline else {
      throw AdapterError(
        .notFound,
        "\(SentenceText.word(file.path)) is the pipeline of this very job, and a child of it would start itself again: name the "
          + "file that the child is to be made of.")
    }
    guard file.after.count <= Self.largestChild else {
      throw AdapterError(
        .notFound, "\(SentenceText.word(file.path)) has more than the 5 MB that a child pipeline may have.")
    }
    guard plan.moved.isEmpty || file.after != file.before else {
      throw AdapterError(
        .notFound,
        "The sizes stand in files that \(SentenceText.word(file.path)) includes, and a child pipeline takes those from the "
          + "repository.")
    }
    return .write(file: scene.output ?? "inframind-child.yml", bytes: file.after)
  }

  /// Most bytes of an artifact that is run as a pipeline.
  ///
  /// - SeeAlso: GitLab Docs, "Downstream pipelines", "Dynamic child pipelines".
  private static let largestChild = 5 << 20

  // MARK: - Variables

  /// Every job that the plan moves gets its variable; those of jobs that stay are taken away where they exist, so that the
  /// default in the file is in force.
  private func variables(_ plan: RunPlan, _ scene: RunScene) throws(AdapterError) -> [RuntimeInstruction] {
    guard let api = scene.api, let project = scene.job?.run.repository else {
      throw AdapterError(.missingVariable, "CI_PROJECT_PATH names no project: this is no job of GitLab CI.")
    }
    let root = ["projects", project, "variables"]
    return TagVariables(plan).all.map { variable in
      guard let tag = variable.tag else {
        return .send(
          RuntimeRequest(
            api: api, path: root + [variable.name], method: .delete, body: [], mayBeMissing: true))
      }
      // Variables that are protected are not seen on most branches, and `$` in a tag is no variable.
      let settings: [JSONText.Member] = [
        .init("value", .string(tag)), .init("protected", false), .init("masked", false), .init("raw", true),
      ]
      let creation = RuntimeRequest(
        api: api, path: root, method: .post,
        body: JSONText.object([.init("key", .string(variable.name))] + settings).bytes)
      return .send(
        RuntimeRequest(
          api: api, path: root + [variable.name], method: .put, body: JSONText.object(settings).bytes,
          ifMissing: [creation]))
    }
  }
}

extension InjectionWay.ID {
  /// A child pipeline.
  public static let child = InjectionWay.ID("child")
  /// Variables of the project.
  public static let variables = InjectionWay.ID("variables")
  /// Variables that a job hands on to the scripts of later ones.
  public static let dotenv = InjectionWay.ID("dotenv")
}

/// The variables through which a project's jobs can be given a tag: `INFRAMIND_TAG_BUILD_ALL` for the job `build-all`.
struct TagVariables {
  /// A variable, and the tag that it is to hold; `nil` where it is to go.
  struct Variable: Hashable {
    var name: String
    var tag: String?
  }

  /// One for each name, in the order of the jobs.
  let all: [Variable]

  init(_ plan: RunPlan) {
    var order: [String] = []
    var rows: [String: [RunPlan.Job]] = [:]
    for job in plan.jobs {
      let name = "INFRAMIND_TAG_" + Self.word(job.key.job)
      if rows[name] == nil { order.append(name) }
      rows[name, default: []].append(job)
    }
    all = order.filter { $0.utf8.count <= Self.longest }.map { name in
      Variable(name: name, tag: Self.tag(of: rows[name] ?? []))
    }
  }

  /// Most characters of a variable's name.
  private static let longest = 255

  /// The one tag that changes, where all rows of all jobs of that name change to it.
  private static func tag(of rows: [RunPlan.Job]) -> String? {
    guard let first = rows.first, rows.allSatisfy(\.isMoved), Set(rows.map(\.to)).count == 1 else {
      return nil
    }
    let coming = first.to.filter { !first.from.contains($0) }
    let isOne = rows.allSatisfy { row in
      row.from.count(where: { !row.to.contains($0) }) <= 1
        && row.to.filter { !row.from.contains($0) } == coming
    }
    return coming.count == 1 && isOne ? coming[0] : nil
  }

  /// `BUILD_ALL` of `build-all`.
  static func word(_ job: String) -> String {
    String(job.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}

/// What a job hands on to the scripts of later jobs: how many jobs have another machine, and which.
///
/// - SeeAlso: GitLab Docs, "GitLab CI/CD artifacts reports types", `artifacts:reports:dotenv`.
struct Dotenv {
  /// Lines `NAME=value`, within what the smallest servers take.
  let text: String

  /// Most variables of a job, where the server's owner set no other number.
  private static let most = 20
  /// Most bytes of the file.
  private static let largest = 5_000

  init(_ plan: RunPlan) {
    var lines = ["INFRAMIND_MOVED=\(plan.moved.count)\n"]
    var size = lines[0].utf8.count
    var names: Set<String> = []
    for job in plan.moved {
      let row = job.matrix.sorted { $0.key < $1.key }.map(\.value)
      let name = "INFRAMIND_RUNNER_" + ([job.key.job] + row).map(TagVariables.word).joined(separator: "_")
      let line = "\(name)=\(job.to.joined(separator: ","))\n"
      guard job.to.allSatisfy(Self.isPlain), !names.contains(name), lines.count < Self.most,
        size + line.utf8.count <= Self.largest
      else { continue }
      names.insert(name)
      lines.append(line)
      size += line.utf8.count
    }
    text = lines.joined()
  }

  /// Values are taken as they stand: no blanks, quotes or line breaks.
  private static func isPlain(_ tag: String) -> Bool {
    !tag.isEmpty && tag.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:/+@".contains($0)) }
  }
}
