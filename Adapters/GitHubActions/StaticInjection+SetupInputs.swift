internal import InfraMindCore

/// The inputs by which a set-up action caches for a tool by itself.
///
/// Each rule answers `nil` where the action would not do it in this job: a version that knows no such input, a
/// lockfile that its glob would not find (then the job would fail), a tool that it asks before it is installed.
struct SetupInputs {
  let plan: CachePlan
  let job: JobDefinition
  let step: JobStep
  let packaged: PackagedStep
  /// Folder of the workspace that the repository is checked out in.
  let checkoutFolder: String
  /// Whether a glob finds a file in the checkout.
  let finds: (String) -> Bool

  /// The inputs to set, in order; `nil` if this step cannot cache for the tool.
  var inputs: [(name: String, value: String)]? {
    switch packaged.name {
    case "actions/setup-node": node
    case "actions/setup-python": python
    case "actions/setup-java": java
    case "actions/setup-go": go
    case "actions/setup-dotnet": dotnet
    case "ruby/setup-ruby": ruby
    case "astral-sh/setup-uv": plan.tool == .uv ? [("enable-cache", "true")] : nil
    case "mamba-org/setup-micromamba": plan.tool == .conda ? [("cache-environment", "true")] : nil
    default: nil
    }
  }

  /// Whether the version is at least this major one; a version that does not tell is taken as new.
  private func isAtLeast(_ major: Int) -> Bool { (packaged.majorVersion ?? .max) >= major }

  /// Key files of some names as paths from the workspace.
  private func keyFiles(named names: [String]) -> [String] {
    plan.keyFiles.filter { file in names.contains { file == $0 || file.hasSuffix("/" + $0) } }
      .map { RepositoryPath.appending($0, to: checkoutFolder) }
  }

  /// The input that names files which are not where the action looks.
  private func dependencyPath(_ files: [String]) -> (name: String, value: String) {
    ("cache-dependency-path", files.joined(separator: "\n"))
  }

  private var node: [(name: String, value: String)]? {
    guard isAtLeast(2), let tool = nodeTool else { return nil }
    let lockfiles = keyFiles(named: tool.lockfiles)
    guard !lockfiles.isEmpty else { return nil }
    let isAtRoot = lockfiles.count == 1 && !lockfiles[0].contains("/")
    return [("cache", tool.value)] + (isAtRoot ? [] : [dependencyPath(lockfiles)])
  }

  private var nodeTool: (value: String, lockfiles: [String])? {
    switch plan.tool {
    case .npm: ("npm", ["package-lock.json", "npm-shrinkwrap.json"])
    case .yarn: ("yarn", ["yarn.lock"])
    case .yarnBerry: isYarnThere ? ("yarn", ["yarn.lock"]) : nil
    case .pnpm:
      isInstalledBefore(["pnpm/action-setup", "pnpm/setup"], "pnpm") ? ("pnpm", ["pnpm-lock.yaml"]) : nil
    default: nil
    }
  }

  /// Yarn 2 and later answers setup-node only through corepack or a copy in the checkout.
  private var isYarnThere: Bool {
    let folders = Set(["", plan.workingDirectory])
    let hasCopy = folders.contains { finds(RepositoryPath.appending(".yarn/releases/*", to: $0)) }
    return hasCopy || isInstalledBefore([], "corepack")
  }

  /// Whether a step before this one installs a program.
  private func isInstalledBefore(_ actions: [String], _ program: String) -> Bool {
    job.steps.contains { earlier in
      guard earlier.index < step.index else { return false }
      switch earlier.work {
      case .use(let use): return actions.contains(use.name)
      case .run(let script):
        guard script.contains(program) else { return false }
        return script.contains("install") || script.contains("corepack enable")
          || script.contains("corepack prepare")
      case .other: return false
      }
    }
  }

  private var python: [(name: String, value: String)]? {
    guard isAtLeast(3) else { return nil }
    switch plan.tool {
    case .pip:
      guard !plan.keyFiles.isEmpty else { return nil }
      let isFoundByDefault = plan.keyFiles == ["requirements.txt"] && checkoutFolder.isEmpty
      let files = plan.keyFiles.map { RepositoryPath.appending($0, to: checkoutFolder) }
      return [("cache", "pip")] + (isFoundByDefault ? [] : [dependencyPath(files)])
    case .poetry:
      guard !keyFiles(named: ["poetry.lock"]).isEmpty else { return nil }
      return isInstalledBefore(["snok/install-poetry", "abatilo/actions-poetry"], "poetry")
        ? [("cache", "poetry")] : nil
    case CacheTool(rawValue: "pipenv"):
      return keyFiles(named: ["Pipfile.lock"]).isEmpty ? nil : [("cache", "pipenv")]
    default: return nil
    }
  }

  /// Not in a container, where the JVM's home is not the action's; not beside Gradle's own action.
  private var java: [(name: String, value: String)]? {
    guard isAtLeast(2), job.container == nil else { return nil }
    switch plan.tool {
    case .maven:
      return keyFiles(named: ["pom.xml"]).isEmpty ? nil : [("cache", "maven")]
    case .gradle:
      let names = ["build.gradle", "build.gradle.kts", "gradle-wrapper.properties", "libs.versions.toml"]
      let isGradles = job.steps.contains { other in
        guard case .use(let use) = other.work else { return false }
        return use.name.hasPrefix("gradle/")
      }
      return isGradles || keyFiles(named: names).isEmpty ? nil : [("cache", "gradle")]
    default: return nil
    }
  }

  /// From version 4 on the action caches unless the file that it keys by is elsewhere.
  private var go: [(name: String, value: String)]? {
    guard plan.tool == .go, isAtLeast(3) else { return nil }
    let sums = keyFiles(named: ["go.sum", "go.work.sum"])
    let files = sums.isEmpty ? keyFiles(named: ["go.mod"]) : sums
    guard !files.isEmpty else { return nil }
    let isAtRoot = files.count == 1 && !files[0].contains("/")
    let switchOn = isAtLeast(4) ? [] : [(name: "cache", value: "true")]
    return isAtRoot && switchOn.isEmpty ? nil : switchOn + (isAtRoot ? [] : [dependencyPath(files)])
  }

  private var dotnet: [(name: String, value: String)]? {
    let locks = keyFiles(named: ["packages.lock.json"])
    guard plan.tool == .nuget, isAtLeast(4), !locks.isEmpty else { return nil }
    let isAtRoot = locks.count == 1 && !locks[0].contains("/")
    return [("cache", "true")] + (isAtRoot ? [] : [dependencyPath(locks)])
  }

  /// `bundler-cache` runs `bundle install` itself, so it may only take the place of one that follows at once: steps
  /// between them may prepare the machine for it.
  private var ruby: [(name: String, value: String)]? {
    guard plan.tool == .bundler, plan.step == step.index + 1 else { return nil }
    guard let install = job.steps.first(where: { $0.index == plan.step }),
      case .run(let script) = install.work,
      install.condition == nil, step.condition == nil, script.contains("bundle install")
    else { return nil }
    let folder = RepositoryPath.appending(plan.workingDirectory, to: checkoutFolder)
    let given = packaged.inputs["working-directory"].flatMap(RepositoryPath.normalised) ?? ""
    guard given == folder, script.split(whereSeparator: \.isNewline).first?.contains("bundle install") == true
    else {
      return nil
    }
    return [("bundler-cache", "true")]
  }
}
