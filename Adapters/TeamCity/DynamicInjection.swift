public import AdapterKit
internal import HTTPTypes
internal import InfraMindCore

extension TeamCity: DynamicInjecting {
  /// By parameters of the build, or by parameters of build configurations that agent requirements refer to.
  ///
  /// Parameters that a build sets are seen by its later steps and by builds behind it in the chain. They never change the
  /// agent of this build, which is chosen before it starts; pipelines in YAML have no place that a size could reach at
  /// run time. Whether a requirement's value may refer to a parameter nobody could verify on a server: try it with one
  /// build configuration, and look at its compatible agents.
  ///
  /// - SeeAlso: TeamCity Docs, "Service messages" and "Agent requirements"; JetBrains/teamcity-rest.
  public static let injectionWays = [
    InjectionWay(
      .parameters,
      "Sets `inframind.size.<job>` for later steps and for builds behind this one; never the agent of this build."
    ),
    InjectionWay(
      .requirements,
      "Sets the parameter `inframind.size.<job>` of build configurations named in INFRAMIND_TEAMCITY_BUILD_TYPES, for "
        + "agent requirements that refer to it; takes a token that may edit them."),
  ]

  /// A message for each job that moves, or a request for each job whose build configuration is known.
  public func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch way {
    case .parameters:
      SizeParameters(plan).all.compactMap { parameter in
        parameter.size.map {
          ServiceMessage("setParameter", ["name": parameter.name, "value": $0]).instruction
        }
      }
    case .requirements: try requirements(plan, scene)
    default: throw AdapterError(.unknownWay, "TeamCity knows no way called \(way).")
    }
  }

  // MARK: - Requirements

  /// Every job that the plan moves gets its parameter; of jobs that stay it is taken away, so that the default of the
  /// project, which it covers, is in force again.
  private func requirements(_ plan: RunPlan, _ scene: RunScene) throws(AdapterError) -> [RuntimeInstruction] {
    guard let api = TeamCity.namedURL(scene.variables["TEAMCITY_URL"]) ?? scene.api else {
      throw AdapterError(
        .missingVariable, "BUILD_URL and TEAMCITY_URL name no server: this is no build of TeamCity.")
    }
    let ids = BuildTypeIDs(scene.variables["INFRAMIND_TEAMCITY_BUILD_TYPES"] ?? "")
    guard !ids.all.isEmpty else {
      throw AdapterError(
        .missingVariable,
        "Which build configurations the jobs are, nothing tells: set INFRAMIND_TEAMCITY_BUILD_TYPES to pairs such as "
          + "`backend=Shop_Backend,web=Shop_Web`.")
    }
    return SizeParameters(plan).all.compactMap { parameter in
      guard let id = ids.all[parameter.job] else { return nil }
      let path = ["app", "rest", "buildTypes", "id:\(id)", "parameters", parameter.name]
      guard let size = parameter.size else {
        return .send(RuntimeRequest(api: api, path: path, method: .delete, body: [], mayBeMissing: true))
      }
      let body = JSONText.object([
        .init("name", .string(parameter.name)), .init("value", .string(size)),
      ])
      return .send(RuntimeRequest(api: api, path: path, method: .put, body: body.bytes))
    }
  }
}

extension InjectionWay.ID {
  /// Parameters of the build.
  public static let parameters = InjectionWay.ID("parameters")
  /// Parameters of build configurations.
  public static let requirements = InjectionWay.ID("requirements")
}

/// The parameters that hold the sizes of jobs: `inframind.size.backend` for the job `backend`.
struct SizeParameters {
  /// A job's parameter, and the size that it is to have; `nil` if it stays.
  struct Parameter: Hashable {
    var job: String
    var name: String
    var size: String?
  }

  /// One for each job, in the order of the file.
  let all: [Parameter]

  /// Longest name and value.
  private static let longest = 255

  /// Of jobs whose names give the same parameter only the first has one.
  init(_ plan: RunPlan) {
    var seen: Set<String> = []
    all = plan.jobs.compactMap { job in
      let name = "inframind.size." + Self.word(job.key.job)
      guard name.utf8.count <= Self.longest, seen.insert(name).inserted else { return nil }
      return Parameter(job: job.key.job, name: name, size: job.isMoved ? Self.size(job.to) : nil)
    }
  }

  /// What asks for the machine, in one text without control characters.
  private static func size(_ labels: [String]) -> String? {
    let text = labels.joined(separator: ",")
    return !text.isEmpty && text.utf8.count <= longest && SentenceText.line(text) == text ? text : nil
  }

  /// Names of parameters are made of Latin letters, digits, `_`, `-` and dots.
  private static func word(_ job: String) -> String {
    String(job.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) ? $0 : "_" })
  }
}

/// The ids of build configurations by job, as `backend=Shop_Backend,web=Shop_Web`.
struct BuildTypeIDs {
  /// What is no pair with an id is left out.
  let all: [String: String]

  init(_ text: String) {
    var ids: [String: String] = [:]
    for pair in text.split(separator: ",") {
      guard let sign = pair.lastIndex(of: "=") else { continue }
      let job = pair[..<sign].drop { $0 == " " }
      let id = pair[pair.index(after: sign)...]
      guard !job.isEmpty, Self.isID(id) else { continue }
      ids[String(job)] = String(id)
    }
    all = ids
  }

  private static func isID(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.count <= 225
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
