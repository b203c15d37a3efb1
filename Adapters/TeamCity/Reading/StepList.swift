internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Where a job finds the pipeline's repository.
struct Workspace {
  /// Whether it is checked out at all.
  let hasRepository: Bool
  /// Its folder in the checkout directory; empty for that itself, `nil` if only a run knows.
  private let folder: String?

  /// Reads a job's `repositories`.
  init(_ node: YAMLNode?) {
    var hasRepository = true
    var folder: String? = ""
    if let list = node?.resolved, list.kind == .sequence {
      for item in list.items {
        guard let main = item.resolved["main"]?.resolved, main.kind == .mapping else { continue }
        if main["enabled"]?.resolved.scalar == .bool(false) { hasRepository = false }
        if let path = main["path"]?.scalarText { folder = RepositoryPath.joining("", path) }
      }
    }
    self.hasRepository = hasRepository
    self.folder = folder
  }

  /// A step's folder from the repository's root; `nil` if it lies outside, or only a run knows.
  func repositoryFolder(_ directory: String?) -> String? {
    guard let folder, let place = RepositoryPath.joining("", directory ?? "") else { return nil }
    return RepositoryPath.relative(place, to: folder)
  }
}

/// The steps of a job.
struct StepList {
  private(set) var steps: [JobStep] = []
  /// Tools of Maven and Gradle steps, which the dependency cache serves.
  private(set) var cachedTools: Set<CacheTool> = []
  /// The image that all steps run in; `nil` if there is none, or several.
  private(set) var container: String?

  init(_ node: YAMLNode?, environment: [String: String], workspace: Workspace, owner: SourcePosition) {
    guard let list = node?.resolved, list.kind == .sequence else { return }
    var images: Set<String?> = []
    var allowance = ReadingAllowance()
    for (index, item) in list.items.enumerated() {
      let step = StepKeys(item)
      let directory = workspace.repositoryFolder(step.texts["working-directory"])
      steps.append(
        JobStep(
          index: index, position: step.node.place, name: step.texts["name"], work: step.work,
          workingDirectory: directory, condition: step.isDisabled ? "disabled" : nil,
          environment: environment,
          runsAlways: !step.isDisabled))
      // Whoever asks for the job finds it too heavy then.
      guard allowance.take(steps[steps.count - 1].weight) else { return }
      guard !step.isDisabled else { continue }
      if let tool = PipelineSchema.cachedTool(ofStep: step.type) { cachedTools.insert(tool) }
      images.insert(step.image)
    }
    container = images.count == 1 ? images.first ?? nil : nil
  }
}

/// The keys of one step; those of the runners are open in the newer schema, so all are read defensively.
struct StepKeys {
  let node: YAMLNode
  let texts: [String: String]

  init(_ item: YAMLNode) {
    node = item.resolved
    let pairs = node.effectiveEntries.compactMap { entry in
      entry.value.scalarText.map { (entry.key.text, $0) }
    }
    texts = Dictionary(pairs) { _, last in last }
  }

  var type: String { texts["type"] ?? "" }

  /// Whether the step is switched off, as the web pages write it.
  var isDisabled: Bool { texts["disabled"] == "true" }

  /// The image of the container that the step runs in.
  var image: String? {
    if let image = texts["docker-image"], !image.isEmpty { return image }
    return texts["dockerfile-source"].map { "built from \($0)" }
  }

  /// What the step does. The runners of Maven and Gradle are given as the commands that they run.
  var work: JobStep.Work {
    guard !isDisabled else { return .other }
    switch type {
    case "script": return script("script-content")
    case "node-js": return script("shell-script")
    case "maven": return maven
    case "gradle": return gradle
    default: return .other
    }
  }

  private func script(_ key: String) -> JobStep.Work {
    guard let text = texts[key], !text.isEmpty else { return .other }
    return .run(script: text)
  }

  private var maven: JobStep.Work {
    guard let goals = words("goals") else { return .other }
    let file = words("pom-location").map { "-f \($0)" }
    return .run(script: ["mvn", words("runner-arguments"), file, goals].joinedWords)
  }

  private var gradle: JobStep.Work {
    guard let tasks = words("tasks") else { return .other }
    let program = texts["use-gradle-wrapper"] == "true" ? "./gradlew" : "gradle"
    return .run(script: [program, words("gradle-params"), tasks].joinedWords)
  }

  /// The words of a key on one line; `nil` if there are none.
  private func words(_ key: String) -> String? {
    let words = (texts[key] ?? "").split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

extension [String?] {
  fileprivate var joinedWords: String { compactMap(\.self).joined(separator: " ") }
}
