/// Packaged steps of the JavaScript world that cache for npm, Yarn and pnpm alike.
enum NodeSteps {
  /// The steps, for one package manager.
  static func caches(for manager: String) -> [PackagedCache] {
    [
      PackagedCache(
        name: "actions/setup-node", input: "cache", values: [manager], since: 2, isPreferred: true,
        beforeCheckout: "finds no lockfile and fails the job"),
      PackagedCache(name: "bahmutov/npm-install"),
      PackagedCache(name: "cypress-io/github-action"),
      PackagedCache(name: "useblacksmith/setup-node", input: "cache", values: [manager]),
      PackagedCache(name: "buildjet/setup-node", input: "cache", values: [manager]),

      PackagedCache(name: "wyvox/action-setup-pnpm"),
      PackagedCache(name: "wyvox/action", input: "package-manager-cache", onSince: 0),
      PackagedCache(name: "angular/dev-infra/github-actions/npm/checkout-and-setup-node"),
    ]
  }

  /// The automatic cache of setup-node: from version 5 for the package manager that the root's package.json
  /// names, from version 6 for npm alone.
  static func automaticCache(for manager: String, uses: [ToolUse], in job: JobScan) -> String? {
    let last = uses.map(\.place).max() ?? 0
    guard let (place, step) = job.lastStep(named: ["actions/setup-node"], before: last) else { return nil }
    let first = manager == "npm" ? 5 ... .max : 5...5
    guard first.contains(step.majorVersion ?? .max), step.inputs["cache"] == nil,
      step.inputs["package-manager-cache"]?.lowercasedASCII != "false", (job.checkout.place ?? .max) < place,
      let manifest = PackageManifest(in: "", of: job.repository), manifest.managers.contains(manager)
    else { return nil }
    return "\(step.name) caches by itself, since package.json names \(manager) as its package manager"
  }
}
