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
  let variables: [(name: String, value: String)]
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
    let kept = try KeptFolders(plan, in: job.pipeline, at: suggestion.position)
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

  /// The steps in words, for a file from which no store is known.
  private static func advice(_ plan: CachePlan, _ wording: CacheWording, _ kept: KeptFolders) -> String {
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

/// The folders of the workspace in which a tool keeps its files, and how it is told so.
struct KeptFolders {
  private(set) var folders: [String] = []
  private(set) var variables: [(name: String, value: String)] = []

  init(_ plan: CachePlan, in pipeline: Pipeline, at position: SourcePosition) throws(RefusedEdit) {
    for path in plan.paths where path.os == nil || path.os == "linux" {
      guard path.path.hasPrefix("~") || path.path.hasPrefix("/") || path.mover != nil else {
        keep(pipeline.fromWorkspace(path.path))
        continue
      }
      try keep(path, of: plan.tool, in: pipeline, at: position)
    }
    guard !folders.isEmpty, folders.allSatisfy(Self.isPlain) else {
      throw RefusedEdit(
        "outside-workspace", "no folder of the workspace is known that would hold the files of \(plan.tool)",
        at: position)
    }
  }

  private static func isPlain(_ folder: String) -> Bool {
    !folder.isEmpty && !folder.hasPrefix("/") && !folder.hasPrefix("~")
      && !folder.split(separator: "/").contains("..")
      && folder.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/+@".contains($0)) }
  }

  private mutating func keep(_ folder: String) {
    if !folders.contains(folder) { folders.append(folder) }
  }

  private mutating func keep(
    _ path: CachePath, of tool: CacheTool, in pipeline: Pipeline, at position: SourcePosition
  ) throws(RefusedEdit) {
    guard let mover = path.mover else {
      throw RefusedEdit(
        "outside-workspace",
        "steps share the workspace only, and no variable moves `\(path.path)` of \(tool) there", at: position)
    }
    guard let workspace = pipeline.workspace else {
      throw RefusedEdit(
        "outside-workspace",
        "where the pipeline's own `workspace` puts the files is not known, and \(mover.variable) needs the whole path",
        at: pipeline.root["workspace"]?.place ?? position)
    }
    try refuseScriptsThatSet(mover.variable, in: pipeline)
    let given = try value(of: mover.variable, in: pipeline)
    guard let given else {
      let base = Self.base(of: path, mover)
      keep(RepositoryPath.appending(mover.kept, to: base))
      let value = "\(mover.prefix)\(workspace)/\(base)"
      if !variables.contains(where: { $0.name == mover.variable }) {
        variables.append((mover.variable, value))
      }
      return
    }
    guard let base = Self.base(in: given.text, mover, pipeline) else {
      throw RefusedEdit(
        "variable-in-use",
        "\(mover.variable) is set already, to a value that names no folder of the workspace; keep that folder by hand",
        at: given.place)
    }
    keep(RepositoryPath.appending(mover.kept, to: base))
    // Steps of the tool that lack the variable get the value that the others have.
    if !variables.contains(where: { $0.name == mover.variable }) {
      variables.append((mover.variable, given.text))
    }
  }

  private func refuseScriptsThatSet(_ variable: String, in pipeline: Pipeline) throws(RefusedEdit) {
    for item in pipeline.stepItems {
      guard let commands = item["commands"], commands.texts.contains(where: { $0.contains(variable + "=") })
      else { continue }
      throw RefusedEdit(
        "variable-in-use", "a step's script itself sets \(variable); keep that folder by hand",
        at: commands.place)
    }
  }

  /// What a variable is set to, by the pipeline or a step of it.
  private func value(
    of variable: String, in pipeline: Pipeline
  ) throws(RefusedEdit) -> (text: String, place: SourcePosition)? {
    var found: (text: String, place: SourcePosition)?
    for environment in [pipeline.root["environment"]] + pipeline.stepItems.map({ $0["environment"] }) {
      guard let node = environment?[variable], !node.isNull else { continue }
      let text = node.scalarText ?? ""
      if let found, found.text != text {
        throw RefusedEdit(
          "variable-in-use", "steps set \(variable) to different values; keep these folders by hand",
          at: node.place)
      }
      found = (text, node.place)
    }
    return found
  }

  /// The folder of the workspace that stands for one of the home folder.
  private static func base(of path: CachePath, _ mover: CacheMover) -> String {
    var parts = path.path.split(separator: "/").map(String.init)
    if parts.first == "~" { parts.removeFirst() }
    if !mover.kept.isEmpty { parts.removeLast(min(mover.kept.split(separator: "/").count, parts.count)) }
    if let hidden = parts.firstIndex(where: { $0.hasPrefix(".") && $0 != ".local" }) {
      parts = Array(parts[hidden...])
    } else if parts.contains("pnpm") {
      parts = [".pnpm-store"]
    } else if parts.starts(with: ["usr", "local"]) {
      parts = Array(parts.dropFirst(2))
    }
    guard let first = parts.first else { return ".cache" }
    if !first.hasPrefix(".") { parts[0] = "." + first }
    return parts.joined(separator: "/")
  }

  /// The folder of the workspace that a variable's value names; `nil` if it names none.
  private static func base(in value: String, _ mover: CacheMover, _ pipeline: Pipeline) -> String? {
    var text = value[...]
    if !mover.prefix.isEmpty {
      guard let start = text.firstRange(of: mover.prefix) else { return nil }
      text = text[start.upperBound...].prefix { $0 != " " }
    }
    guard text.hasPrefix("/"), !text.contains("$") else { return nil }
    let folder = pipeline.fromWorkspace(String(text))
    return folder.hasPrefix("/") ? nil : folder
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
