/// What makes any cache of a job wrong or worthless, whatever the tool.
enum CacheHazard {
  /// The reason in one sentence; `nil` if nothing speaks against it.
  static func found(in job: JobScan, for profile: some CacheProfile, uses: [ToolUse]) -> String? {
    let traits = job.definition.traits
    if traits.contains(.release), profile.tool != .docker {
      let sign = job.definition.signs[.release].map(Self.clause) ?? "the job publishes"
      return "\(sign), and a poisoned cache would reach users"
    }
    if traits.contains(.auditedTrigger), profile.tool != .docker {
      let sign = job.definition.signs[.auditedTrigger].map(Self.clause) ?? "a trigger of the pipeline"
      return
        "\(sign) is taken for a sign of releases by zizmor, which would report any cache as `cache-poisoning`"
    }
    if traits.contains(.privilegedTrigger) {
      return
        "the job runs for untrusted code with the repository's rights: a cache could carry one into the other"
    }
    if traits.contains(.selfHosted), job.definition.container != nil {
      return
        "the job runs in a container on a self-hosted machine: mount a folder of that machine as a volume instead"
    }
    if traits.contains(.selfHosted) {
      return "self-hosted machines keep their disks between jobs, so the files are usually there already"
    }
    if profile.tool != .docker, let publisher = Publishers.first(in: job) {
      return "\(clause(publisher)), and a poisoned cache would reach users"
    }
    if profile.tool != .docker, uses.allSatisfy({ job.step($0.place).isForReleases }) {
      return "the steps run for releases only: a poisoned cache would reach users"
    }
    return nil
  }

  /// A sign with its place.
  private static func clause(_ sign: TraitSign) -> String {
    "\(sign.words) (\(sign.position.file):\(sign.position.line))"
  }
}

/// Steps that bring something to users.
enum Publishers {
  /// The first packaged step or command of a job that publishes what it builds.
  static func first(in job: JobScan) -> TraitSign? {
    for (place, step) in job.packaged where publishes(step) {
      return TraitSign("`\(step.name)` publishes what the job builds", at: job.step(place).position)
    }
    for (place, command) in job.commands where publishes(command) {
      return TraitSign("`\(command.text)` publishes what the job builds", at: job.step(place).position)
    }
    return nil
  }

  /// Whether a packaged step publishes. At least as strict as zizmor's rule `cache-poisoning`.
  static func publishes(_ step: PackagedStep) -> Bool {
    if step.name == "docker/build-push-action" || step.name == "docker/bake-action" {
      if step.inputs["outputs"]?.containsBytes(of: "push=true") == true { return true }
      return step.inputs["push"]?.lowercasedASCII != "false"
        && (step.name != "docker/bake-action" || step.inputs["push"] != nil)
    }
    return packaged.contains(step.name) || prefixes.contains { step.name.hasPrefix($0) }
  }

  /// Whether a command publishes.
  static func publishes(_ command: ShellCommand) -> Bool {
    if command.has("--dry-run", "--dryrun") { return false }
    return commands.contains { command.begins($0) } || pushesImage(command)
      || ["mvn", "mvnw"].contains(command.name) && command.arguments.contains("deploy")
      || ["gradle", "gradlew"].contains(command.name) && command.arguments.contains(where: isPublishTask)
  }

  private static func pushesImage(_ command: ShellCommand) -> Bool {
    guard command.name == "docker", command.has("build", "bake") else { return false }
    return command.has("--push")
      || command.values(of: "--output", "-o").contains { $0.containsBytes(of: "push=true") }
  }

  private static func isPublishTask(_ word: String) -> Bool {
    let task = word.split(separator: ":").last ?? ""
    return task.hasPrefix("publish") && !task.hasSuffix("ToMavenLocal")
  }

  private static let commands: [[String]] = [
    ["npm", "publish"], ["yarn", "publish"], ["yarn", "npm", "publish"], ["pnpm", "publish"],
    ["lerna", "publish"],
    ["twine", "upload"], ["poetry", "publish"], ["uv", "publish"], ["flit", "publish"], ["hatch", "publish"],
    ["cargo", "publish"], ["gem", "push"], ["gh", "release", "create"], ["gh", "release", "upload"],
    ["dotnet", "nuget", "push"], ["nuget", "push"], ["goreleaser", "release"], ["semantic-release"],
    ["npx", "semantic-release"], ["docker", "push"], ["helm", "push"], ["ko", "publish"],
    ["vsce", "publish"],
    ["npx", "vsce", "publish"], ["changeset", "publish"], ["firebase", "deploy"], ["wrangler", "deploy"],
    ["wrangler", "publish"], ["serverless", "deploy"], ["kubectl", "apply"], ["helm", "upgrade"],
    ["terraform", "apply"], ["fly", "deploy"], ["flyctl", "deploy"], ["vercel", "deploy"],
    ["netlify", "deploy"],
    ["maturin", "publish"], ["maturin", "upload"], ["cosign", "sign"], ["gcloud", "app", "deploy"],
    ["gcloud", "run", "deploy"], ["sam", "deploy"], ["cdk", "deploy"],
  ]

  private static let packaged: Set<String> = [
    "pypa/gh-action-pypi-publish", "rubygems/release-gem", "jreleaser/release-action",
    "goreleaser/goreleaser-action", "softprops/action-gh-release", "release-drafter/release-drafter",
    "googleapis/release-please-action", "google-github-actions/release-please-action",
    "redhat-actions/push-to-registry", "aws-actions/amazon-ecs-deploy-task-definition",
    "aws-actions/aws-cloudformation-github-deploy", "azure/aci-deploy", "azure/container-apps-deploy-action",
    "azure/functions-action", "azure/sql-action", "azure/webapps-deploy", "cloudflare/wrangler-action",
    "google-github-actions/deploy-appengine", "google-github-actions/deploy-cloudrun",
    "google-github-actions/deploy-cloud-functions", "actions/create-release", "actions/upload-release-asset",
    "ncipollo/release-action", "svenstaro/upload-release-action", "changesets/action",
    "cycjimmy/semantic-release-action", "js-devtools/npm-publish", "marvinpinto/action-automatic-releases",
    "jamesives/github-pages-deploy-action", "peaceiris/actions-gh-pages", "actions/deploy-pages",
    "helm/chart-releaser-action", "sigstore/gh-action-sigstore-python", "actions/attest-build-provenance",
    "firebaseextended/action-hosting-deploy", "nwtgck/actions-netlify", "amondnet/vercel-action",
    "home-assistant/builder", "tauri-apps/tauri-action", "katyo/publish-crates",
    "rust-lang/crates-io-auth-action",
    "appleboy/scp-action", "easingthemes/ssh-deploy", "samkirkland/ftp-deploy-action",
    "burnett01/rsync-deployments", "crazy-max/ghaction-github-pages", "akhileshns/heroku-deploy",
    "superfly/flyctl-actions",
    "hashicorp/actions-set-product-version", "taiki-e/upload-rust-binary-action",
  ]

  private static let prefixes = ["slsa-framework/slsa-github-generator", "home-assistant/builder/"]
}
