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
    if let header = file.generatedHeader {
      signs[.generated] = TraitSign(
        "a comment says that the file is generated",
        at: SourcePosition(file: file.path, line: header.line, column: 1))
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
    for step in steps {
      guard case .use(let plugin) = step.work, publishes(plugin) else { continue }
      return TraitSign("`\(plugin.name.short)` publishes what the pipeline builds", at: step.position)
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
    let word = last.hasPrefix("drone-") ? last.dropFirst("drone-".count) : last
    let isDry =
      plugin.inputs["dry_run"]?.lowercased() == "true" || plugin.inputs["no_push"]?.lowercased() == "true"
    guard !isDry else { return false }
    let isPlugin =
      plugin.name.hasPrefix("plugins/") || last.hasPrefix("drone-") || plugin.name.contains("/drone-")
    return isPlugin && publishers.contains(String(word))
  }

  private static let publishers: Set<String> = [
    "docker", "docker-buildx", "buildx", "ecr", "gcr", "gar", "acr", "heroku", "kaniko", "kaniko-ecr",
    "kaniko-gcr",
    "kaniko-gar", "kaniko-acr", "npm", "pypi", "github-release", "gitea-release", "gitlab-release", "s3",
    "s3-sync",
    "gcs", "helm", "helm3", "gh-pages", "ssh", "scp", "rsync", "ftps", "manifest", "hugo", "netlify", "gae",
    "kubernetes", "k8s", "ansible", "terraform", "webdav", "chart-museum", "artifactory",
  ]
}
