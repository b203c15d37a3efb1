internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a pipeline's surroundings say about caches.
struct JobSigns {
  /// What shows each trait.
  private(set) var signs: [JobTrait: TraitSign] = [:]
  var traits: Set<JobTrait> { Set(signs.keys) }

  init(of pipeline: Pipeline, steps: [JobStep], in file: DroneFile) {
    signs[.release] = Self.release(pipeline, steps)
    if ["exec", "ssh"].contains(pipeline.type) {
      signs[.selfHosted] = TraitSign(
        "the steps of an \(pipeline.type) pipeline run on a machine of your own", at: pipeline.position)
    }
    signs[.generated] = Self.generated(file.generatedHeader, in: file.path)
  }

  init(of workflow: Workflow, steps: [JobStep], in file: WorkflowFile) {
    signs[.release] = Self.release(workflow, steps)
    if let backend = workflow.labels["backend"], !workflow.hasContainers {
      signs[.selfHosted] = TraitSign(
        "an agent with the backend `local` runs steps on its own machine", at: backend.node.place)
    }
    signs[.generated] = Self.generated(file.generatedHeader, in: file.path)
  }

  private static func generated(_ header: GeneratedHeader?, in path: String) -> TraitSign? {
    header.map {
      TraitSign(
        "a comment says that the file is generated",
        at: SourcePosition(file: path, line: $0.line, column: 1))
    }
  }

  // MARK: - Releases

  private static func release(_ pipeline: Pipeline, _ steps: [JobStep]) -> TraitSign? {
    if let sign = ReleaseName.sign(pipeline.name, at: pipeline.position) { return sign }
    let trigger = pipeline.root["trigger"]
    if isForReleases(trigger) {
      return TraitSign(
        "the pipeline runs for tags or promotions only", at: trigger?.place ?? pipeline.position)
    }
    return publisher(among: steps, of: "pipeline")
  }

  private static func release(_ workflow: Workflow, _ steps: [JobStep]) -> TraitSign? {
    if let sign = ReleaseName.sign(workflow.name, at: workflow.position) { return sign }
    if WorkflowCondition.areForReleases(workflow.events) {
      return TraitSign(
        "the workflow runs for tags, releases or deployments only",
        at: workflow.root["when"]?.place ?? workflow.position)
    }
    return publisher(among: steps, of: "workflow")
  }

  /// The first plugin that brings something to users.
  private static func publisher(among steps: [JobStep], of stage: String) -> TraitSign? {
    for step in steps {
      guard case .use(let plugin) = step.work, publishes(plugin) else { continue }
      return TraitSign("`\(plugin.name.short)` publishes what the \(stage) builds", at: step.position)
    }
    return nil
  }

  /// Whether a `trigger` or `when` lets tags, promotions and rollbacks only through.
  static func isForReleases(_ condition: YAMLNode?) -> Bool {
    guard let condition, !condition.isNull else { return false }
    let events = TriggerEvents(condition).names
    if !events.isEmpty, events.allSatisfy(["tag", "promote", "rollback"].contains) { return true }
    return isForTags(condition["ref"])
  }

  private static func isForTags(_ ref: YAMLNode?) -> Bool {
    guard let ref, !ref.isNull else { return false }
    let included = ref.resolved.kind == .mapping ? ref["include"]?.texts ?? [] : ref.texts
    return !included.isEmpty && included.allSatisfy { $0.hasPrefix("refs/tags") }
  }

  /// Whether a plugin brings something to users.
  private static func publishes(_ plugin: PackagedStep) -> Bool {
    let last = ImageName(plugin.name).last
    let maker = ["drone-", "plugin-"].first { last.hasPrefix($0) } ?? ""
    let word = last.dropFirst(maker.count)
    let isDry =
      ["dry_run", "dry-run", "no_push"].contains { plugin.inputs[$0]?.lowercased() == "true" }
    guard !isDry else { return false }
    let isPlugin =
      plugin.name.hasPrefix("plugins/") || !maker.isEmpty || plugin.name.contains("/drone-")
      || plugin.name.contains("woodpecker")
    return isPlugin && publishers.contains(String(word))
  }

  private static let publishers: Set<String> = [
    "docker", "docker-buildx", "buildx", "ecr", "gcr", "gar", "acr", "heroku", "kaniko", "kaniko-ecr",
    "kaniko-gcr",
    "kaniko-gar", "kaniko-acr", "npm", "pypi", "github-release", "gitea-release", "gitlab-release", "s3",
    "s3-sync",
    "gcs", "helm", "helm3", "gh-pages", "ssh", "scp", "rsync", "ftps", "manifest", "hugo", "netlify", "gae",
    "kubernetes", "k8s", "ansible", "terraform", "webdav", "chart-museum", "artifactory", "release",
    "gitea-package", "surge-preview",
  ]
}
