internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested cache of a pipeline, as the steps of a plugin can keep it.
struct CacheWish: SuggestionWish {
  let suggestion: Suggestion
  let plan: CachePlan
  let job: InjectedJob
  /// Folders to keep, from the workspace.
  let folders: [String]
  /// Variables that move the tool's files there, by name, in order.
  let variables: [WorkspaceFolders.Variable]
  /// What the steps are modelled on.
  let model: CacheModel
  var pipeline: Pipeline { job.pipeline }

  /// `nil` if the pipeline keeps these folders already.
  init?(
    _ suggestion: Suggestion, _ plan: CachePlan, of job: InjectedJob, options: InjectionOptions
  ) throws(RefusedEdit) {
    self.suggestion = suggestion
    self.plan = plan
    self.job = job
    try Self.refuseUnfit(plan, job.pipeline, at: suggestion.position)
    let kept = try Self.folders(of: plan, job.pipeline, at: suggestion.position)
    folders = kept.folders
    variables = kept.variables
    let mounts = Set(CacheReader(job.pipeline).steps.filter { $0.role == .restore }.flatMap(\.mounts))
    if folders.allSatisfy(mounts.contains) { return nil }
    guard plan.step >= 0, plan.step < job.pipeline.stepItems.count else {
      throw .outdatedCache(at: suggestion.position)
    }
    let wording = try CacheWording(plan, job.pipeline, at: suggestion.position)
    if let found = try CacheModel(for: job) {
      model = found
    } else if let store = options.cacheStore {
      model = CacheModel(store)
    } else {
      throw RefusedEdit(
        "advice-only", Self.advice(plan, wording, kept), at: suggestion.position)
    }
  }

  private static func refuseUnfit(
    _ plan: CachePlan, _ pipeline: Pipeline, at position: SourcePosition
  ) throws(RefusedEdit) {
    guard plan.tool != .docker else {
      throw RefusedEdit(
        "advice-only",
        "layers are kept in a registry: give the plugin that builds the image `cache_from` and the tag of an earlier one",
        at: position)
    }
    guard pipeline.hasContainers else {
      throw RefusedEdit(
        "advice-only",
        "the steps of \(pipeline.type.short) pipelines run on the machine itself: keep the files in a folder of it",
        at: position)
    }
    guard pipeline.os == "linux" else {
      throw RefusedEdit(
        "advice-only",
        "whether a cache plugin works on \(pipeline.os.short) is not known; try it by hand first",
        at: position)
    }
  }

  private static func folders(
    of plan: CachePlan, _ pipeline: Pipeline, at position: SourcePosition
  ) throws(RefusedEdit) -> WorkspaceFolders {
    let kept = try WorkspaceFolders(plan, in: pipeline, at: position)
    guard kept.folders.allSatisfy(isPlain) else {
      throw RefusedEdit(
        "outside-workspace", "a plugin cannot be told the folders that hold the files of \(plan.tool)",
        at: position)
    }
    return kept
  }

  private static func isPlain(_ folder: String) -> Bool {
    !folder.isEmpty && !folder.split(separator: "/").contains("..")
      && folder.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/+@".contains($0)) }
  }

  /// The steps in words, for a file from which no store is known.
  private static func advice(_ plan: CachePlan, _ wording: CacheWording, _ kept: WorkspaceFolders) -> String {
    let mounts = "[" + kept.folders.joined(separator: ", ") + "]"
    let settings =
      "backend: s3, bucket: YOUR-BUCKET, region: YOUR-REGION, cache_key: '\(wording.key)', mount: \(mounts)"
    let secrets =
      "environment: {AWS_ACCESS_KEY_ID: {from_secret: aws_access_key_id}, "
      + "AWS_SECRET_ACCESS_KEY: {from_secret: aws_secret_access_key}}"
    func step(_ mode: String) -> String {
      "`- {name: \(mode)-\(plan.tool), image: meltwater/drone-cache, \(secrets), settings: {\(mode): true, \(settings)}}`"
    }
    let moved = kept.variables.map { "`\($0.name): \($0.value)`" }
    let variables =
      moved.isEmpty ? "" : ", and \(SentenceText.list(moved)) in the environment of the steps between"
    return
      "Drone has no cache of its own and the file names no store for one: put \(step("restore")) before the step and "
      + "\(step("rebuild")) behind it\(variables)"
  }
}

/// What the steps of a pipeline share.
extension Pipeline: CacheWorkspace {
  var limit: String { "steps share the workspace only" }

  func wholePath(of folder: String) -> String { "\(workspace ?? "")/\(folder)" }

  func folder(named value: String) -> String? {
    guard value.hasPrefix("/"), !value.contains("$") else { return nil }
    let folder = fromWorkspace(value)
    return folder.hasPrefix("/") ? nil : folder
  }

  func given(_ mover: CacheMover, of tool: CacheTool) throws(RefusedEdit) -> GivenVariable? {
    guard workspace != nil else {
      throw RefusedEdit(
        "outside-workspace",
        "where the pipeline's own `workspace` puts the files is not known, and \(mover.variable) needs the whole path",
        at: root["workspace"]?.place ?? position)
    }
    for item in stepItems {
      guard let commands = item["commands"],
        commands.texts.contains(where: { $0.contains(mover.variable + "=") })
      else { continue }
      throw RefusedEdit(
        "variable-in-use", "a step's script itself sets \(mover.variable); keep that folder by hand",
        at: commands.place)
    }
    return try value(of: mover.variable)
  }

  /// What a variable is set to, by the pipeline or a step of it.
  private func value(of variable: String) throws(RefusedEdit) -> GivenVariable? {
    var found: GivenVariable?
    for environment in [root["environment"]] + stepItems.map({ $0["environment"] }) {
      guard let node = environment?[variable], !node.isNull else { continue }
      let text = node.scalarText ?? ""
      guard found == nil || found?.value == text else {
        throw RefusedEdit(
          "variable-in-use", "steps set \(variable) to different values; keep these folders by hand",
          at: node.place)
      }
      found = GivenVariable(value: text, at: node.place)
    }
    return found
  }
}

/// A plan's key in the words of a plugin.
struct CacheWording {
  let plan: CachePlan
  /// A template of meltwater/drone-cache.
  let key: String

  /// Tools whose cache holds what a job built, so that it is written again by every build.
  static let outputs: Set<CacheTool> = [.go, .cargo, .bazel, .ccache, .sccache]
  private static let mostFiles = 6

  init(_ plan: CachePlan, _ pipeline: Pipeline, at position: SourcePosition) throws(RefusedEdit) {
    self.plan = plan
    guard plan.keyFiles.count <= Self.mostFiles, plan.keyFiles.allSatisfy(Self.isFile) else {
      throw RefusedEdit(
        "advice-only",
        "the cache is keyed by \(plan.keyFiles.count) files, which no key of a plugin can name well; "
          + "choose the folders to keep by hand",
        at: position)
    }
    var parts = ["{{ .Repo.Name }}", plan.tool.rawValue]
    if Self.outputs.contains(plan.tool) { parts.append(Self.slug(pipeline.name)) }
    parts += (plan.keyParts + plan.keyWords).filter(Self.isWord)
    parts += ["{{ os }}", "{{ arch }}"]
    parts += plan.keyFiles.map { "{{ checksum \"\($0)\" }}" }
    key = parts.joined(separator: "-")
  }

  /// Whether an entry under the same key is worth writing again.
  var isRewritten: Bool { Self.outputs.contains(plan.tool) || plan.keyFiles.isEmpty }

  private static func slug(_ name: String) -> String {
    let words = name.lowercased().split {
      !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "."))
    }
    return words.isEmpty ? "pipeline" : words.joined(separator: "-")
  }

  private static func isWord(_ word: String) -> Bool {
    !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
  }

  private static func isFile(_ path: String) -> Bool {
    !path.isEmpty && path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/+@".contains($0)) }
  }
}
