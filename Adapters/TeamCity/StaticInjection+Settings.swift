internal import AdapterKit
internal import InfraMindCore

/// What to write into Kotlin settings, and where, for a change that is suggested: they are code, and not edited.
struct SettingsAdvice {
  let definition: JobDefinition
  /// The runners of its steps.
  let runners: [String]
  let position: SourcePosition

  /// The answer to a suggestion.
  func refusal(of change: Suggestion.Change) -> RefusedEdit {
    switch change {
    case .measuring: TeamCity.measured(at: position)
    case .runner(let change): refusal(of: change)
    case .cache(let plan): refusal(of: plan)
    }
  }

  private var owner: String { "the build type '\(definition.key.job)' (line \(definition.position.line))" }

  // MARK: - Machines

  private func refusal(of change: RunnerChange) -> RefusedEdit {
    guard change.to.labels.count == 1, let name = change.to.label, !name.contains("\"") else {
      return RefusedEdit(
        "unknown-label",
        "nobody has told the name of '\(change.to.name)'; name it under runners: in .inframind.yml",
        at: position)
    }
    switch definition.rows.first?.runner {
    case .labels(let now, let place):
      return RefusedEdit(
        "settings-code",
        "settings in Kotlin are code: write `\"\(name)\"` in place of `\"\(SentenceText.list(now))\"` in line "
          + "\(place.line), and look whether the server has such an agent", at: place)
    case .platformDefault(let place):
      return RefusedEdit(
        "settings-code",
        "settings in Kotlin are code: add `requirements { endsWith(\"cloud.amazon.agent-name-prefix\", \"\(name)\") }` "
          + "to \(owner)", at: place)
    case .unresolved(let text, let reason, let place):
      return RefusedEdit("computed-value", "the agent is chosen by '\(text)', and \(reason)", at: place)
    case .group, nil:
      return RefusedEdit("outdated-suggestion", "\(owner) asks for no such agent any more", at: position)
    }
  }

  // MARK: - Caches

  private func refusal(of plan: CachePlan) -> RefusedEdit {
    guard let step = definition.steps.first(where: { $0.index == plan.step }) else {
      return RefusedEdit(
        "outdated-suggestion", "\(owner) has no step \(plan.step) any more; ask for suggestions again",
        at: position)
    }
    if let feature = Self.features[plan.tool], runners.contains(where: feature.serves) {
      return RefusedEdit(
        "settings-code",
        "settings in Kotlin are code: add `features { \(feature.name) { } }` to \(owner)", at: step.position)
    }
    return BuildCacheAdvice(plan: plan, isKotlin: true).refusal(at: step.position)
  }

  /// A cache that TeamCity has for a tool, and the runners that it serves: scripts it does not.
  private struct Feature {
    var name: String
    var runners: String

    func serves(_ runner: String) -> Bool { runner.hasPrefix(runners) }
  }

  private static let features: [CacheTool: Feature] = [
    .maven: Feature(name: "mavenCache", runners: "maven"),
    .gradle: Feature(name: "gradleCache", runners: "gradle"),
    .nuget: Feature(name: "nugetCache", runners: "dotnet"),
  ]
}
