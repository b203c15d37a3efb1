internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job's surroundings say about caches and machines.
struct JobTraits {
  let keys: JobKeys
  /// The job's id in its file.
  let key: YAMLNode
  let site: CallSite
  let call: WorkflowCall

  /// The job's traits, each with what shows it where the files have a place for that.
  func signs(steps: [JobStep], rows: [RunnerRequest]) -> [JobTrait: TraitSign?] {
    var signs: [JobTrait: TraitSign?] = [:]
    func mark(_ trait: JobTrait, by sign: TraitSign?) { signs.updateValue(sign, forKey: trait) }
    if let sign = releaseSign(steps) { mark(.release, by: sign) }
    if let sign = call.top.triggers.ignoredTagsSign ?? site.file.triggers.ignoredTagsSign {
      mark(.auditedTrigger, by: sign)
    }
    if call.top.triggers.arePrivileged { mark(.privilegedTrigger, by: nil) }
    if rows.contains(where: Self.isSelfHosted) { mark(.selfHosted, by: nil) }
    if site.file.generatedHeader != nil || call.callers.contains(where: { $0.file.generatedHeader != nil }) {
      mark(.generated, by: nil)
    }
    return signs
  }

  private static func isSelfHosted(_ request: RunnerRequest) -> Bool {
    switch request {
    case .labels(let labels, _), .group(_, let labels, _):
      labels.contains { $0.lowercased() == "self-hosted" }
    case .unresolved(let text, _, _): text.containsBytes(ofAnyCase: "self-hosted")
    case .platformDefault: false
    }
  }

  // MARK: - Releases

  /// What tells that the job hands something to users.
  private func releaseSign(_ steps: [JobStep]) -> TraitSign? {
    if let trigger = call.top.triggers.releaseSign ?? site.file.triggers.releaseSign { return trigger }
    if let environment = keys.environment, !environment.isNull {
      return TraitSign("the job deploys to an `environment`", at: environment.place)
    }
    if let condition = keys.condition, let text = condition.scalarText, !text.contains("||"),
      JobCondition.isForReleases(text)
    {
      return TraitSign("the job's `if` lets releases only through", at: condition.place)
    }
    if let packages = grant("packages") {
      return TraitSign("the job may publish `packages`", at: packages.place)
    }
    if grant("id-token") != nil, let attestations = grant("attestations") {
      return TraitSign("the job may sign what it builds (`attestations`)", at: attestations.place)
    }
    return nameSign ?? steps.lazy.compactMap(PublishingStep.sign).first
  }

  private var nameSign: TraitSign? {
    if let sign = ReleaseName.sign(site.id, at: key.place) { return sign }
    if let name = keys.name, let text = name.scalarText, let sign = ReleaseName.sign(text, at: name.place) {
      return sign
    }
    for caller in call.callers {
      if let sign = ReleaseName.sign(caller.id, at: caller.node.place) { return sign }
    }
    let start = SourcePosition(file: call.top.path, line: 1, column: 1)
    return ReleaseName.sign(String(RepositoryPath.name(of: call.top.path)), at: start)
  }

  /// Where the job itself may write a permission's subject.
  private func grant(_ permission: String) -> YAMLNode? {
    guard let own = keys.permissions?.resolved, own.kind == .mapping, let given = own[permission],
      given.scalarText == "write"
    else { return nil }
    return given
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

  /// What shows that a step publishes; `nil` if nothing does.
  static func sign(_ step: JobStep) -> TraitSign? {
    let words: String? =
      switch step.work {
      case .use(let use): publishes(use) ? use.name : nil
      case .run(let script): publishingWords(in: script)
      case .other: nil
      }
    return words.map { TraitSign("`\($0)` publishes", at: step.position) }
  }

  private static func publishes(_ use: PackagedStep) -> Bool {
    if use.name == "docker/build-push-action" || use.name == "docker/bake-action" {
      let push = use.inputs["push"] ?? ""
      return !push.isEmpty && push != "false"
    }
    return actions.contains(use.name)
  }

  /// The first two words of a script that publish, such as `npm publish`.
  private static func publishingWords(in script: String) -> String? {
    guard mayPublish(script) else { return nil }
    // By bytes: over whole scripts, characters cost more than all the rest of reading a job.
    for line in script.utf8.split(whereSeparator: { (0x0A...0x0D).contains($0) }) {
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard words.first?.first != UInt8(ascii: "#"), !line.containsBytes(of: "--dry-run") else { continue }
      let pair = zip(words, words.dropFirst()).first {
        commands[Substring($1)]?.contains(Substring($0)) ?? false
      }
      if let pair { return "\(Substring(pair.0)) \(Substring(pair.1))" }
    }
    return nil
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
