internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job's surroundings say about caches and machines.
struct JobTraits {
  let keys: JobKeys
  let site: CallSite
  let call: WorkflowCall

  func traits(steps: [JobStep], rows: [RunnerRequest]) -> Set<JobTrait> {
    var traits: Set<JobTrait> = []
    if releaseSign(steps) != nil { traits.insert(.release) }
    if call.top.triggers.arePrivileged { traits.insert(.privilegedTrigger) }
    if rows.contains(where: Self.isSelfHosted) { traits.insert(.selfHosted) }
    if site.file.generatedHeader != nil || call.callers.contains(where: { $0.file.generatedHeader != nil }) {
      traits.insert(.generated)
    }
    return traits
  }

  private static func isSelfHosted(_ request: RunnerRequest) -> Bool {
    switch request {
    case .labels(let labels, _), .group(_, let labels, _):
      labels.contains { $0.lowercased() == "self-hosted" }
    case .unresolved(let text, _, _): text.holds("self-hosted")
    case .platformDefault: false
    }
  }

  // MARK: - Releases

  /// What tells that the job hands something to users.
  enum ReleaseSign: String {
    case trigger, environment, permission, name, step
  }

  private func releaseSign(_ steps: [JobStep]) -> ReleaseSign? {
    if call.top.triggers.areForReleases || site.file.triggers.areForReleases { return .trigger }
    if let environment = keys.environment, !environment.isNull { return .environment }
    if grants("packages") || grants("id-token") && grants("attestations") { return .permission }
    if Self.speaksOfRelease(site.id) || Self.speaksOfRelease(keys.name?.scalarText ?? "") { return .name }
    if call.callers.contains(where: { Self.speaksOfRelease($0.id) }) { return .name }
    if Self.speaksOfRelease(String(RepositoryPath.name(of: call.top.path))) { return .name }
    return steps.contains { PublishingStep.publishes($0) } ? .step : nil
  }

  /// Whether the job itself may write a permission's subject.
  private func grants(_ permission: String) -> Bool {
    guard let own = keys.permissions?.resolved, own.kind == .mapping else { return false }
    return own[permission]?.scalarText == "write"
  }

  private static let leading: Set<Substring> = ["release", "releases", "releasing", "deployment"]
  private static let harmless: Set<Substring> = [
    "build", "test", "tests", "check", "checks", "lint", "validation", "mode",
  ]

  /// Whether a name begins with a word for releasing, or holds one that means nothing else.
  private static func speaksOfRelease(_ name: String) -> Bool {
    guard name.holds("release") || name.holds("releasing") || name.holds("deploy") || name.holds("publish")
    else {
      return false
    }
    guard name.holds("publish") || name.holds("deploy") || name.holds("releas") else { return false }
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first else { return false }
    if words.contains(where: { $0 == "publish" || $0 == "deploy" }) { return true }
    return leading.contains(first) && harmless.isDisjoint(with: words)
  }
}

/// Steps that hand something to users.
enum PublishingStep {
  /// Actions that publish, by name; the list of zizmor's `cache-poisoning` audit and some more.
  private static let actions: Set<String> = [
    "pypa/gh-action-pypi-publish", "rubygems/release-gem", "jreleaser/release-action",
    "goreleaser/goreleaser-action", "softprops/action-gh-release", "release-drafter/release-drafter",
    "googleapis/release-please-action", "google-github-actions/release-please-action",
    "redhat-actions/push-to-registry", "aws-actions/amazon-ecs-deploy-task-definition",
    "aws-actions/aws-cloudformation-github-deploy", "azure/aci-deploy", "azure/container-apps-deploy-action",
    "azure/functions-action", "azure/sql-action", "azure/webapps-deploy", "azure/static-web-apps-deploy",
    "cloudflare/wrangler-action", "cloudflare/pages-action", "google-github-actions/deploy-appengine",
    "google-github-actions/deploy-cloudrun", "google-github-actions/deploy-cloud-functions",
    "actions/deploy-pages", "peaceiris/actions-gh-pages", "jamesives/github-pages-deploy-action",
    "actions/create-release", "actions/upload-release-asset", "ncipollo/release-action",
    "svenstaro/upload-release-action", "changesets/action", "js-devtools/npm-publish",
    "nuget/setup-nuget-push",
    "cycjimmy/semantic-release-action", "superfly/flyctl-actions", "appleboy/ssh-action",
    "firebaseextended/action-hosting-deploy", "nwtgck/actions-netlify", "amondnet/vercel-action",
    "katyo/publish-crates", "marcoieni/release-plz-action", "release-plz/action",
    "helm/chart-releaser-action",
    "actions/attest-build-provenance", "sigstore/gh-action-sigstore-python",
  ]

  /// Pairs of neighbouring words in scripts that publish.
  private static let commands: [Substring: Set<Substring>] = [
    "publish": [
      "npm", "yarn", "pnpm", "cargo", "poetry", "uv", "hatch", "flit", "lerna", "vsce", "ovsx", "bun", "pdm",
    ],
    "push": ["docker", "gem", "podman", "helm", "nuget", "buildah"],
    "upload": ["twine", "release"],
    "create": ["release"],
    "release": ["goreleaser"],
    "semantic-release": ["npx"],
    "apply": ["terraform", "kubectl"],
    "deploy": [
      "mvn", "wrangler", "firebase", "flyctl", "fly", "netlify", "serverless", "cdk", "sam", "gcloud",
    ],
  ]

  static func publishes(_ step: JobStep) -> Bool {
    switch step.work {
    case .use(let use): publishes(use)
    case .run(let script): publishes(script)
    case .other: false
    }
  }

  private static func publishes(_ use: PackagedStep) -> Bool {
    if use.name == "docker/build-push-action" || use.name == "docker/bake-action" {
      let push = use.inputs["push"] ?? ""
      return !push.isEmpty && push != "false"
    }
    return actions.contains(use.name)
  }

  private static func publishes(_ script: String) -> Bool {
    guard mayPublish(script) else { return false }
    return script.split(whereSeparator: \.isNewline).contains { line in
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.first?.first != "#", !line.contains("--dry-run") else { return false }
      return zip(words, words.dropFirst()).contains { commands[$1]?.contains($0) ?? false }
    }
  }

  /// A quick look for any of the second words, before the script is taken apart.
  private static func mayPublish(_ script: String) -> Bool {
    let heads: [StaticString] = ["publish", "push", "upload", "create", "release", "apply", "deploy"]
    var script = script
    return script.withUTF8 { bytes in
      var place = 0
      while place < bytes.count {
        if place == 0 || bytes[place - 1] == 0x20 || bytes[place - 1] == 0x09 || bytes[place - 1] == 0x2D {
          let rest = UnsafeBufferPointer(rebasing: bytes[place...])
          for head in heads
          where rest.starts(with: UnsafeBufferPointer(start: head.utf8Start, count: head.utf8CodeUnitCount)) {
            return true
          }
        }
        place += 1
      }
      return false
    }
  }
}
