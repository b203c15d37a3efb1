/// Images built by a command of a script, whose step cannot reach the platform's cache service.
enum DockerCommand {
  /// Whether a command builds an image from a folder of the checkout.
  static func builds(_ command: ShellCommand) -> Bool {
    let builds =
      switch command.name {
      case "docker", "podman", "nerdctl": buildsImage(command)
      case "docker-compose", "podman-compose":
        composeBuilds(command.operands(valued: composeOptions), command)
      case "buildah": ["bud", "build"].contains(command.arguments.first ?? "")
      default: false
      }
    return builds && !command.has("--help", "--print")
  }

  /// Advice in words for images built by commands.
  static func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    let commands = uses.compactMap(\.command)
    if let kept = commands.first(where: keepsLayers) {
      return .cached("`\(kept.text)` says where its layers are kept")
    }
    if let asked = commands.first(where: { $0.has("--no-cache") }) {
      return .unwise("`\(asked.text)` asks for a build from nothing")
    }
    if publishes(job, push: commands.contains { $0.has("--push") } ? "true" : nil) {
      var cache = MissingCache(keyFiles: [], paths: [])
      cache.adviceOnly = registryAdvice
      cache.doubt = 0.1
      return .missing(cache)
    }
    let isComposed = commands.contains { $0.name.hasSuffix("compose") || $0.arguments.first == "compose" }
    var cache = MissingCache(keyFiles: [], paths: [])
    cache.adviceOnly = advice(on: job.definition.key.platform, isComposed: isComposed)
    return .missing(cache)
  }

  private static func advice(on platform: Platform, isComposed: Bool) -> String {
    switch platform {
    case .gitHubActions where isComposed:
      "A script cannot reach the cache service: build the images with docker/bake-action, then start them."
    case .gitHubActions:
      "A script cannot reach the cache service: build with docker/build-push-action and its "
        + "`cache-from` and `cache-to`."
    case .circleCI:
      "`docker_layer_caching: true` keeps the layers and costs 200 credits for every run; a registry's reference in "
        + "`--cache-from` and `--cache-to` keeps them for the price of its storage."
    default:
      "Keep the layers by `docker buildx build` with `--cache-from` and `--cache-to` of a reference in your registry."
    }
  }

  /// What to do where images reach users: entries of the shared cache could have been written by other jobs.
  static let registryAdvice =
    "What this job builds reaches users, so keep its layers where only it can write: a reference of its "
    + "registry (`cache-from` and `cache-to` with `type=registry,ref=…,mode=max`), not the shared cache."

  /// Whether a job's images reach users.
  static func publishes(_ job: JobScan, push: String?) -> Bool {
    if job.definition.traits.contains(.release) { return true }
    if let push, !push.isEmpty, push.lowercasedASCII != "false" { return true }
    return job.commands.contains { Publishers.publishes($0.command) }
      || job.packaged.contains { $0.step.name != "docker/build-push-action" && Publishers.publishes($0.step) }
  }

  private static let composeOptions: Set<String> = [
    "-f", "--file", "-p", "--project-name", "--profile", "--env-file",
  ]

  private static func buildsImage(_ command: ShellCommand) -> Bool {
    let operands = command.operands(
      valued: composeOptions.union(["--context", "-H", "--log-level", "-t", "--tag"]))
    switch operands.first {
    case "build": return !isRemote(command)
    case "buildx":
      return ["build", "bake", "b"].contains(operands.dropFirst().first ?? "") && !isRemote(command)
    case "image", "builder": return operands.dropFirst().first == "build" && !isRemote(command)
    case "compose": return composeBuilds(Array(operands.dropFirst()), command)
    default: return false
    }
  }

  private static func composeBuilds(_ operands: [String], _ command: ShellCommand) -> Bool {
    operands.first == "build"
      || ["up", "run", "create"].contains(operands.first ?? "") && command.has("--build")
  }

  private static func isRemote(_ command: ShellCommand) -> Bool {
    guard let context = command.arguments.last else { return true }
    return context.hasPrefix("http") || context.hasPrefix("git@") || context.containsBytes(of: "github.com")
  }

  private static func keepsLayers(_ command: ShellCommand) -> Bool {
    command.arguments.contains {
      $0.hasPrefix("--cache-from") || $0.hasPrefix("--cache-to")
        || $0.containsBytes(of: "BUILDKIT_INLINE_CACHE")
        || $0.containsBytes(of: ".cache-from=") || $0.containsBytes(of: ".cache-to=")
    }
  }
}

/// The recipe of an image, as far as it tells whether layers are worth keeping.
struct Dockerfile: Sendable {
  private let text: String

  /// The recipe that a packaged build names; `nil` if it is not in view.
  init?(of step: PackagedStep, in job: JobScan) {
    let context = step.inputs["context"] ?? ""
    guard !context.containsBytes(of: "://"), let folder = RepositoryPath.joining("", context) else {
      return nil
    }
    let path = step.inputs["file"].flatMap { RepositoryPath.joining("", $0) }
    guard let text = job.text(of: path ?? RepositoryPath.appending("Dockerfile", to: folder)) else {
      return nil
    }
    self.text = text
  }

  /// Why its layers are not worth keeping; `nil` if they are.
  var isTrivial: String? {
    let runs = text.split(whereSeparator: \.isNewline).contains { line in
      let start = line.drop { $0 == " " || $0 == "\t" }.prefix(4)
      return String(start).lowercasedASCII == "run " || start == "RUN\t"
    }
    return runs ? nil : "its Dockerfile runs nothing: there is no layer worth keeping"
  }
}
