internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A suggested cache of a stage, as the steps of a plugin can keep it.
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
  var stage: any Stage { job.stage }

  /// `nil` if the stage keeps these folders already.
  init?(
    _ suggestion: Suggestion, _ plan: CachePlan, of job: InjectedJob, options: InjectionOptions
  ) throws(RefusedEdit) {
    self.suggestion = suggestion
    self.plan = plan
    self.job = job
    try Self.refuseUnfit(plan, job.stage, at: suggestion.position)
    let kept = try Self.folders(of: plan, job.stage, at: suggestion.position)
    folders = kept.folders
    variables = kept.variables
    let mounts = Set(CacheReader(job.stage).steps.filter { $0.role == .restore }.flatMap(\.mounts))
    if folders.allSatisfy(mounts.contains) { return nil }
    guard plan.step >= 0, plan.step < job.stage.stepItems.count else {
      throw .outdatedCache(at: suggestion.position)
    }
    let wording = try CacheWording(plan, job.stage, at: suggestion.position)
    if let found = try CacheModel(for: job) {
      model = found
    } else if let store = options.cacheStore {
      model = CacheModel(store)
    } else {
      throw RefusedEdit(
        "advice-only", Self.advice(plan, wording, kept, job.stage), at: suggestion.position)
    }
  }

  private static func refuseUnfit(
    _ plan: CachePlan, _ stage: any Stage, at position: SourcePosition
  ) throws(RefusedEdit) {
    guard plan.tool != .docker else {
      throw RefusedEdit(
        "advice-only",
        "layers are kept in a registry: give the plugin that builds the image `cache_from` and the tag of an earlier one",
        at: position)
    }
    guard stage.hasContainers else {
      throw RefusedEdit(
        "advice-only", "the steps run on the machine itself: keep the files in a folder of it", at: position)
    }
    guard stage.os == "linux" else {
      throw RefusedEdit(
        "advice-only",
        "whether a cache plugin works on \(stage.os.short) is not known; try it by hand first",
        at: position)
    }
  }

  private static func folders(
    of plan: CachePlan, _ stage: any Stage, at position: SourcePosition
  ) throws(RefusedEdit) -> WorkspaceFolders {
    let kept = try WorkspaceFolders(plan, in: stage, at: position)
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
  private static func advice(
    _ plan: CachePlan, _ wording: CacheWording, _ kept: WorkspaceFolders, _ stage: any Stage
  ) -> String {
    let product = type(of: stage).product
    let secrets = stage.storeSecretsText
    let mounts = "[" + kept.folders.joined(separator: ", ") + "]"
    let settings =
      "backend: s3, \(secrets.settings)bucket: YOUR-BUCKET, region: YOUR-REGION, cache_key: '\(wording.key)', "
      + "mount: \(mounts)"
    func step(_ mode: String) -> String {
      "`- {name: \(mode)-\(plan.tool), image: meltwater/drone-cache, \(secrets.step)settings: {\(mode): true, \(settings)}}`"
    }
    let exported = kept.variables.filter { ExportedVariable.isNeeded(for: $0.value) }
      .map { "`\(ExportedVariable.command($0.name, $0.value))`" }
    let given = kept.variables.filter { !ExportedVariable.isNeeded(for: $0.value) }
      .map { "`\($0.name): \($0.value)`" }
    var variables =
      given.isEmpty ? "" : ", and \(SentenceText.list(given)) in the environment of the steps between"
    if !exported.isEmpty {
      variables += ", and \(SentenceText.list(exported)) first in the commands of the steps between"
    }
    return
      "\(product) has no cache of its own and the file names no store for one: put \(step("restore")) before the step and "
      + "\(step("rebuild")) behind it\(variables)"
  }
}

// What the steps of a stage share.
extension Stage {
  var limit: String { "steps share the workspace only" }

  func wholePath(of folder: String) -> String { "\(workspace ?? "")/\(folder)" }

  func folder(named value: String) -> String? {
    guard ["/", ExportedVariable.workspace + "/"].contains(where: value.hasPrefix) else { return nil }
    let folder = fromWorkspace(value)
    return folder.hasPrefix("/") || folder.contains("$") ? nil : folder
  }

  func given(_ mover: CacheMover, of tool: CacheTool) throws(RefusedEdit) -> GivenVariable? {
    let name = mover.variable
    guard workspace != nil else {
      throw RefusedEdit(
        "outside-workspace",
        "where the pipeline's own `workspace` puts the files is not known, and \(name) needs the whole path",
        at: root["workspace"]?.place ?? position)
    }
    if let script = place(settingInScript: name) {
      throw RefusedEdit(
        "variable-in-use", "a step's script itself sets \(name); keep that folder by hand", at: script)
    }
    let values = values(of: name)
    guard let last = values.last else {
      guard let script = place(readingInScript: name) else { return nil }
      throw RefusedEdit(
        "variable-in-use",
        "a step's script uses \(name), whose folder would be another; keep that folder by hand", at: script)
    }
    if let other = values.first(where: { $0.text != values[0].text }) {
      throw RefusedEdit(
        "variable-in-use", "steps set \(name) to different values; keep these folders by hand",
        at: other.place)
    }
    // Steps of the tool that lack the variable get the value that the others have.
    return GivenVariable(value: last.text, at: last.place)
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

  init(_ plan: CachePlan, _ stage: any Stage, at position: SourcePosition) throws(RefusedEdit) {
    self.plan = plan
    guard plan.keyFiles.count <= Self.mostFiles, plan.keyFiles.allSatisfy(Self.isFile) else {
      throw RefusedEdit(
        "advice-only",
        "the cache is keyed by \(plan.keyFiles.count) files, which no key of a plugin can name well; "
          + "choose the folders to keep by hand",
        at: position)
    }
    var parts = ["{{ .Repo.Name }}", plan.tool.rawValue]
    let axes = stage.keyAxes.filter(Self.isWord)
    if Self.outputs.contains(plan.tool) {
      // What a job builds is of use to the same row of its matrix only.
      parts += [Self.slug(stage.name)] + axes.map { "${\($0)}" }
    } else {
      parts += plan.keyParts.filter(axes.contains).map { "${\($0)}" }
    }
    parts += (plan.keyParts.filter { !axes.contains($0) } + plan.keyWords).filter(Self.isWord)
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
