public import AdapterKit
internal import HTTPTypes
internal import InfraMindCore
internal import LosslessYAML

extension CircleCI: DynamicInjecting {
  /// By going on from a setup workflow with the sizes written in, or by pipeline parameters, or as a file.
  public static let injectionWays = [
    InjectionWay(
      .continuation,
      "From a job of a setup workflow, the pipeline goes on with the config in which the sizes are written.",
      needsFile: true, isVital: true),
    InjectionWay(
      .parameters,
      "Values of the pipeline parameters `inframind-size-<job>` that the config declares, as `inframind-parameters.json`."
    ),
    InjectionWay(
      .config,
      "The config with the sizes written in, as `inframind-config.yml`, for a step that continues with it.",
      needsFile: true),
  ]

  /// The request that goes on from a setup workflow, or a file to be written.
  public func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch way {
    case .continuation: [.send(try continuation(plan, scene))]
    case .parameters: [try parameters(plan, scene)]
    case .config:
      [.write(file: scene.output ?? "inframind-config.yml", bytes: try Self.file(of: plan).after)]
    default: throw AdapterError(.unknownWay, "CircleCI knows no way called \(way).")
    }
  }

  private func parameters(_ plan: RunPlan, _ scene: RunScene) throws(AdapterError) -> RuntimeInstruction {
    let parameters = SizeParameters(plan, declaredIn: plan.file?.before)
    guard plan.moved.isEmpty || !parameters.values.isEmpty else {
      throw AdapterError(
        .notFound,
        "The config declares no pipeline parameter such as `\(SizeParameters.name(of: plan.moved[0].key.job))` that allows "
          + "the class that the job is to get.")
    }
    return .write(file: scene.output ?? "inframind-parameters.json", bytes: parameters.json.bytes)
  }

  private static func file(of plan: RunPlan) throws(AdapterError) -> RunPlan.File {
    guard let file = plan.file else {
      throw AdapterError(
        .notFound, "Which config the pipeline goes on with, nothing tells: give its path.")
    }
    return file
  }

  // MARK: - Continuing

  /// The request needs no token: the key, which only jobs of a setup workflow have, is in the body.
  ///
  /// Parameters are passed where the config's own defaults would say something else, since one that was set when the
  /// pipeline was triggered may not be passed again.
  private func continuation(_ plan: RunPlan, _ scene: RunScene) throws(AdapterError) -> RuntimeRequest {
    guard let key = scene.variables["CIRCLE_CONTINUATION_KEY"] else {
      throw AdapterError(
        .missingVariable,
        "CIRCLE_CONTINUATION_KEY is missing: this is no job of a setup workflow (`setup: true`).")
    }
    let file = try Self.file(of: plan)
    guard let text = String(validating: file.after, as: UTF8.self) else {
      throw AdapterError(.notFound, "\(SentenceText.word(file.path)) is not written in UTF-8.")
    }
    guard !Self.isSetup(file) else {
      throw AdapterError(
        .notFound,
        "\(SentenceText.word(file.path)) says `setup: true`, and a pipeline goes on with another config than that."
      )
    }
    let parameters = SizeParameters(plan, declaredIn: file.after, unlessDefault: true)
    let body = JSONText.object([
      .init("continuation-key", .string(key)), .init("configuration", .string(text)),
      .init("parameters", parameters.json),
    ])
    return RuntimeRequest(
      api: scene.variables["INFRAMIND_CIRCLECI_API"] ?? scene.api ?? "https://circleci.com/api/v2",
      path: ["pipeline", "continue"], method: .post, body: body.bytes, needsToken: false)
  }

  private static func isSetup(_ file: RunPlan.File) -> Bool {
    let stream = YAMLStream(reading: file.after, file: file.path, dialect: .circleCI)
    return stream.documents.first?.root?.resolved["setup"]?.scalar == .bool(true)
  }
}

extension InjectionWay.ID {
  /// Going on from a setup workflow.
  public static let continuation = InjectionWay.ID("continue")
  /// Pipeline parameters.
  public static let parameters = InjectionWay.ID("parameters")
  /// A config as a file.
  public static let config = InjectionWay.ID("config")
}

/// The pipeline parameters that give jobs their class: `inframind-size-build` for the job `build`.
struct SizeParameters {
  /// Class by parameter, in the order of the jobs.
  let values: [(name: String, value: String)]

  /// Most parameters of a request, and most characters of their names and values.
  ///
  /// - SeeAlso: CircleCI Docs, "Pipeline values and parameters".
  private static let most = 100
  private static let longestName = 128
  private static let longestValue = 512

  /// - Parameters:
  ///   - config: Only parameters that it declares, and values that it allows, are taken.
  ///   - unlessDefault: Whether those are left out whose default there is the same.
  init(_ plan: RunPlan, declaredIn config: [UInt8]?, unlessDefault: Bool = false) {
    let stream = YAMLStream(reading: config ?? [], dialect: .circleCI)
    let declared =
      stream.problem == nil ? stream.documents.first?.root?.resolved["parameters"]?.resolved : nil
    var found: [(name: String, value: String)] = []
    for (name, rows) in Self.rows(of: plan) where found.count < Self.most {
      guard let value = Self.resourceClass(of: rows), name.utf8.count <= Self.longestName,
        value.utf8.count <= Self.longestValue, let parameter = declared?[name]?.resolved,
        Self.allows(parameter, value)
      else { continue }
      guard !unlessDefault || parameter["default"]?.scalarText != value else { continue }
      found.append((name, value))
    }
    values = found
  }

  /// As an object.
  var json: JSONText { .object(values.map { .init($0.name, .string($0.value)) }) }

  private static func rows(of plan: RunPlan) -> [(name: String, rows: [RunPlan.Job])] {
    var order: [String] = []
    var rows: [String: [RunPlan.Job]] = [:]
    for job in plan.jobs {
      let name = name(of: job.key.job)
      if rows[name] == nil { order.append(name) }
      rows[name, default: []].append(job)
    }
    return order.map { ($0, rows[$0] ?? []) }
  }

  /// The parameter of a job.
  static func name(of job: String) -> String { "inframind-size-" + word(job) }

  /// Parameters are named by lower-case letters, digits, `_` and `-`.
  private static func word(_ job: String) -> String {
    String(
      job.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
  }

  /// The class that all rows get, if it is another one for any of them.
  private static func resourceClass(of rows: [RunPlan.Job]) -> String? {
    let classes = Set(rows.map { MachineLabels.resourceClass(of: $0.to)?.name })
    guard classes.count == 1, let name = classes.first, rows.contains(where: \.isMoved) else { return nil }
    return name
  }

  private static func allows(_ parameter: YAMLNode, _ value: String) -> Bool {
    switch parameter["type"]?.scalarText {
    case "string": true
    case "enum": parameter["enum"]?.texts.contains(value) ?? false
    default: false
    }
  }
}
