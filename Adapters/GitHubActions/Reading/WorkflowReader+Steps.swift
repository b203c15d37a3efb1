internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension WorkflowReader {
  /// How deep composite actions may use each other; GitHub allows 10.
  static var deepestAction: Int { 10 }

  /// Adds the steps of a list to those of a job, local composite actions in place.
  mutating func collect(_ node: YAMLNode, at site: StepSite, into list: inout StepList, depth: Int = 0) {
    guard depth <= 50 else { return }
    for item in node.resolved.items {
      let step = item.resolved
      guard step.kind == .mapping else {
        report(.at(item, in: item.place.file, .error, "invalid-step", "a step must be a mapping"))
        continue
      }
      guard !list.isFull else {
        report(
          .at(
            item, in: item.place.file, .warning, "too-many-steps",
            "only the first 2,000 steps and 500 local actions of a job are read"))
        return
      }
      let keys = StepKeys(step)
      if let parallel = keys.parallel {
        collect(parallel, at: site, into: &list, depth: depth + 1)
      } else {
        collect(keys, node: step, at: site, into: &list, depth: depth)
      }
    }
  }

  private mutating func collect(
    _ keys: StepKeys, node: YAMLNode, at site: StepSite, into list: inout StepList, depth: Int
  ) {
    let condition = JobCondition(keys.condition)
    guard let runsAlways = Self.runsAlways(condition, at: site) else { return }
    var step = JobStep(index: 0, position: node.place, name: keys.name?.scalarText, work: .other)
    step.condition = Self.joined(site.condition, condition?.text)
    step.isForReleases = step.condition.map(JobCondition.isForReleases) ?? false
    step.runsAlways = site.runsAlways && runsAlways
    step.origin = site.origin
    step.environment = Self.environment(keys.environment, at: site)
    if let uses = keys.uses?.resolved, uses.kind == .scalar {
      let reference = ActionReference(uses.text)
      if follow(reference, uses, keys, step: step, at: site, into: &list, depth: depth) { return }
      step.work = .use(Self.packagedStep(reference, uses, inputs: keys.inputs, at: site))
      list.notice(step)
    } else if let script = keys.run?.scalarText {
      step.work = .run(script: site.inputs.filled(script))
      step.workingDirectory = Self.folder(
        keys.workingDirectory?.scalarText ?? site.workingDirectory ?? "", at: site, in: list)
    }
    list.append(step)
  }

  // MARK: - Local actions

  /// Adds the steps of a local composite action.
  ///
  /// - Returns: Whether there was one; if not, the step is a use like any other.
  private mutating func follow(
    _ reference: ActionReference, _ uses: YAMLNode, _ keys: StepKeys, step: JobStep, at site: StepSite,
    into list: inout StepList, depth: Int
  ) -> Bool {
    guard case .local(let path) = reference else { return false }
    guard !ExpressionTemplate.isNeeded(for: path), let normal = RepositoryPath.normalised(path),
      let folder = RepositoryPath.relative(normal, to: list.checkoutFolder), let action = action(in: folder)
    else {
      report(
        .at(
          uses, in: step.position.file, .note, "action-out-of-view",
          "'./\(path)' is not in this checkout, or cannot be read, so its steps are not looked at"))
      return false
    }
    guard let steps = action.steps else { return false }
    guard !site.actionFolders.contains(folder), site.actionFolders.count < Self.deepestAction else {
      report(
        .at(
          uses, in: step.position.file, .error, "action-cycle", "'./\(path)' uses itself, or nests too deeply"
        ))
      return true
    }
    list.follow(action)
    let inner = Self.site(of: action, step: step, inputs: keys.inputs, at: site)
    collect(steps, at: inner, into: &list, depth: depth + 1)
    return true
  }

  private mutating func action(in folder: String) -> ActionFile? {
    if let known = actions[folder] { return known }
    let action = ActionFile(folder: folder, in: files)
    actions.updateValue(action, forKey: folder)
    return action
  }

  private static func site(
    of action: ActionFile, step: JobStep, inputs: YAMLNode?, at site: StepSite
  ) -> StepSite {
    let caller = site.caller ?? step.position
    func inner(_ scope: ExpressionScope) -> ExpressionScope {
      var inner = scope
      inner.inputs = action.inputs(given: inputs, in: scope)
      return inner
    }
    return StepSite(
      source: action.stream.source, scope: inner(site.scope), rowScopes: site.rowScopes.map(inner),
      inputs: InputTexts(of: action, given: inputs, in: site.inputs), environment: step.environment,
      workingDirectory: nil,
      origin: .packaged(file: action.path, caller: caller), caller: caller, condition: step.condition,
      runsAlways: step.runsAlways, actionFolders: site.actionFolders + [action.folder])
  }

  // MARK: - Parts of a step

  private static func packagedStep(
    _ reference: ActionReference, _ uses: YAMLNode, inputs: YAMLNode?, at site: StepSite
  ) -> PackagedStep {
    let (name, version): (String, String) =
      switch reference {
      case .local(let path): ("./" + (RepositoryPath.normalised(path) ?? path), "")
      case .remote(let name, let version): (name, version)
      }
    var step = PackagedStep(
      name: name, version: version, versionComment: ActionReference.comment(behind: uses, in: site.source))
    for entry in (inputs?.resolved).map({ Array($0.entries) }) ?? [] where entry.isInForce {
      guard let text = entry.value.scalarText else { continue }
      step.inputs[entry.key.resolved.text.lowercased()] = site.inputs.filled(replaced(text, in: site.scope))
    }
    return step
  }

  /// A text with its expressions replaced if all of them are known, else as written.
  private static func replaced(_ text: String, in scope: ExpressionScope) -> String {
    guard ExpressionTemplate.isNeeded(for: text), !namesRun(text) else { return text }
    guard let value = ExpressionTemplate(text).evaluate(in: scope).value, value.isPrimitive else {
      return text
    }
    return value.text
  }

  /// Whether a text speaks of what only a run knows, and not of inputs: a quick look that saves taking it
  /// apart.
  private static func namesRun(_ text: String) -> Bool {
    guard !text.containsBytes(ofAnyCase: "inputs") else { return false }
    return runContexts.contains { text.containsBytes(ofAnyCase: $0) }
  }

  private static let runContexts: [StaticString] = [
    "matrix.", "secrets.", "github.", "steps.", "needs.", "env.", "vars.",
  ]

  private static func environment(_ node: YAMLNode?, at site: StepSite) -> [String: String] {
    guard let node else { return site.environment }
    return site.environment.merging(node.textsByKey.mapValues(site.inputs.filled)) { $1 }
  }

  private static func joined(_ outer: String?, _ inner: String?) -> String? {
    guard let outer, let inner else { return outer ?? inner }
    return "(\(outer)) && (\(inner))"
  }

  /// Whether a condition holds in all rows of a run in which all goes well; `nil` if in no row of any run.
  private static func runsAlways(_ condition: JobCondition?, at site: StepSite) -> Bool? {
    guard let condition else { return true }
    let scopes = condition.dependsOnRow && !site.rowScopes.isEmpty ? site.rowScopes : [site.scope]
    if scopes.allSatisfy({ condition.holds(in: $0, assumingSuccess: false) == false }) { return nil }
    return scopes.allSatisfy { condition.holds(in: $0, assumingSuccess: true) == true }
  }

  /// A script's folder from the repository's root; `nil` if only a run knows, or if it lies elsewhere.
  private static func folder(_ text: String, at site: StepSite, in list: StepList) -> String? {
    guard ExpressionTemplate.isNeeded(for: text) else {
      return RepositoryPath.normalised(text).flatMap { RepositoryPath.relative($0, to: list.checkoutFolder) }
    }
    guard let path = commonText(text, at: site, in: list) else { return nil }
    guard path.hasPrefix(workspace) else { return folder(path, at: site, in: list) }
    return folder("." + path.dropFirst(workspace.utf8.count), at: site, in: list)
  }

  /// Stands for the workspace while a path is evaluated; no path can hold it.
  private static var workspace: String { "\u{0}" }

  /// The value that a text with expressions has in all rows; `nil` if rows differ or only a run knows.
  private static func commonText(_ text: String, at site: StepSite, in list: StepList) -> String? {
    let template = ExpressionTemplate(text)
    var folders = ["workspace": ExpressionOutcome.value(.string(workspace))]
    if let action = site.actionFolders.last {
      let path = RepositoryPath.appending(action, to: list.checkoutFolder)
      folders["action_path"] = .value(.string(workspace + "/" + path))
    }
    var common: String?
    for scope in site.rowScopes.isEmpty ? [site.scope] : site.rowScopes {
      var scope = scope
      scope.github = .partly(folders)
      guard let value = template.evaluate(in: scope).value, value.isPrimitive else { return nil }
      guard common == nil || common == value.text else { return nil }
      common = value.text
    }
    return common.flatMap { ExpressionTemplate.isNeeded(for: $0) ? nil : $0 }
  }
}
