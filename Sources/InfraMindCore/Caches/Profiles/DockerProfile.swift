/// BuildKit: layers, kept in the platform's cache by the step that builds.
struct DockerProfile: CacheProfile {
  let tool = CacheTool.docker
  let title = "Docker"
  let keeps = "the layers that BuildKit builds"
  let weight = 100
  let needsCheckout = false
  let packagedCaches = [
    PackagedCache(name: "depot/build-push-action"), PackagedCache(name: "depot/bake-action"),
    PackagedCache(name: "useblacksmith/build-push-action"),
    PackagedCache(name: "useblacksmith/setup-docker-builder"),

    PackagedCache(name: "namespacelabs/nscloud-setup-buildx-action"),
    PackagedCache(name: "warpbuilds/build-push-action"), PackagedCache(name: "warpbuilds/bake-action"),
    PackagedCache(name: "satackey/action-docker-layer-caching"),
    PackagedCache(name: "whoan/docker-build-with-cache-action"),
    PackagedCache(name: "jpribyl/action-docker-layer-caching"), PackagedCache(name: "scribemd/docker-cache"),
    PackagedCache(name: "dagger/dagger-for-github"),
  ]
  let pathMarks = [".buildx-cache", "buildx-cache", "docker-cache", "/var/lib/docker", "buildkit"]
  let keyMarks = ["buildx", "docker-layer"]
  let setupWords = ["docker", "buildx", "buildkit"]
  let programs: Set = ["docker", "podman", "nerdctl", "docker-compose", "podman-compose", "buildah"]

  func use(of packaged: PackagedStep, at place: Int, in job: JobScan) -> ToolUse? {
    guard Self.builders.contains(packaged.name) else { return nil }
    return ToolUse(place: place, directory: imageName(of: packaged), text: packaged.name)
  }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard DockerCommand.builds(command) else { return nil }
    return ToolUse(place: place, directory: command.directory ?? "", text: command.text, command: command)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let packaged = uses.first(where: { $0.command == nil }) else {
      return DockerCommand.finding(for: uses, in: job)
    }
    guard case .use(let step) = job.step(packaged.place).work else {
      return .unknown("the step is not in view")
    }
    let isBake = step.name == "docker/bake-action"
    if keeps(step) { return .cached("\(step.name) is told where its layers are kept") }
    if let value = step.inputs["no-cache"], value.lowercasedASCII == "true" {
      return .unwise("`no-cache: true` asks for a build from nothing")
    }
    if let reason = Dockerfile(of: step, in: job)?.isTrivial { return .unwise(reason) }
    if !isBake, let major = step.majorVersion, major < 2 {
      return .unwise("version \(major) of \(step.name) cannot use the cache service; update it first")
    }
    var cache = MissingCache(keyFiles: [], paths: [])
    let isPushed = step.inputs["outputs"]?.containsBytes(of: "push=true") == true
    if DockerCommand.publishes(job, push: isPushed ? "true" : step.inputs["push"]) {
      cache.adviceOnly = DockerCommand.registryAdvice
      cache.doubt = 0.1
      return .missing(cache)
    }
    cache.keyParts = Self.partInputs.compactMap { step.inputs[$0] }.flatMap(job.axes).uniqued
    guard let builder = job.lastStep(named: ["docker/setup-buildx-action"], before: packaged.place) else {
      cache.adviceOnly =
        "The builder that comes with the machine cannot write to the cache service; "
        + "add docker/setup-buildx-action first."
      return .missing(cache)
    }
    if ["remote", "cloud", "kubernetes"].contains(builder.step.inputs["driver"] ?? "") {
      return .cached("its builder runs elsewhere and keeps its own layers")
    }
    if isBake {
      cache.adviceOnly = "Where the layers of a bake build are kept is said for each of its targets."
    }
    cache.setup = packaged.place
    return .missing(cache)
  }

  private static let builders = ["docker/build-push-action", "docker/bake-action"]
  private static let partInputs = [
    "context", "file", "target", "platforms", "tags", "build-args", "workdir", "targets",
  ]

  private func keeps(_ step: PackagedStep) -> Bool {
    let texts = ["cache-from", "cache-to", "cache_froms"].compactMap { step.inputs[$0] }
    if texts.contains(where: { !$0.isEmpty }) { return true }
    return ["set", "build-args", "outputs"].contains { input in
      step.inputs[input].map { $0.containsBytes(of: "cache-from") || $0.containsBytes(of: "cache-to") }
        ?? false
    }
  }

  /// What tells one image of a job from another: its Dockerfile or folder, and its target.
  private func imageName(of step: PackagedStep) -> String {
    let folder = step.inputs["context"] ?? step.inputs["workdir"] ?? ""
    let place = step.inputs["file"] ?? (folder == "." || folder == "./" ? "" : folder)
    let target = (step.inputs["target"] ?? step.inputs["targets"]).map { "#\($0)" } ?? ""
    return (place.hasPrefix("./") ? String(place.dropFirst(2)) : place) + target
  }
}
