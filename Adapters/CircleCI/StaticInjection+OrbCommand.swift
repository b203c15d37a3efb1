internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The node orb's `install-packages` in the place of a step that runs exactly what it would run.
///
/// Not on Windows: the command is a Bash script, which PowerShell cannot run, and keeps folders of other systems.
///
/// - SeeAlso: CircleCI-Public/node-orb, `src/commands/install-packages.yml`.
struct OrbCommand {
  /// The edit; `nil` where the orb is not in use, or the step does anything else besides.
  let edit: YAMLEdit?

  /// The commands that `install-packages` runs, by the manager's word.
  private static let managers: [CacheTool: (word: String, command: String)] = [
    .npm: ("npm", "npm ci"), .yarn: ("yarn", "yarn install --frozen-lockfile"),
    .yarnBerry: ("yarn-berry", "yarn install --immutable"),
  ]

  init(plan: CachePlan, job: ReadJob, place: CachePlace) {
    edit = Self.edit(plan, job, place)
  }

  private static func edit(_ plan: CachePlan, _ job: ReadJob, _ place: CachePlace) -> YAMLEdit? {
    let site = job.sites[plan.step]
    guard let manager = managers[plan.tool], let orb = job.namespace.importedOrb(named: "circleci/node"),
      knowsCommand(orb.version), !job.traces.contains(where: { $0.system == "windows" }),
      site.ownLevels == site.levels.count, place.depth == site.levels.count - 1,
      place.list.sharedBy.isEmpty
    else { return nil }
    let item = place.list.items[place.first]
    let step = job.definition.steps[plan.step]
    guard item.kind == .mapping, item.entries.count == 1, let run = item.entry(forKey: "run")?.value,
      item.sharedBy.isEmpty, run.kind != .alias, isPlain(run), !hasComment(item),
      case .run(let script) = step.work,
      script.split(separator: " ").joined(separator: " ") == manager.command
        || script == manager.command + "\n",
      let folder = step.workingDirectory, let application = job.folders.pathFromJob(folder)
    else { return nil }
    var inputs: [(String, YAMLFragment)] = []
    if manager.word != "npm" { inputs.append(("pkg-manager", .string(manager.word))) }
    if !application.isEmpty { inputs.append(("app-dir", .string(application))) }
    let name = orb.alias + "/install-packages"
    let path = place.list.path.appending(.index(place.first))
    return .replace(path, with: inputs.isEmpty ? .string(name) : .mapping([(name, .mapping(inputs))]))
  }

  /// Versions 4 and later of the orb have the command with these inputs.
  private static func knowsCommand(_ version: String) -> Bool {
    Int(version.prefix { $0.isNumber }).map { $0 >= 4 } ?? (version == "volatile")
  }

  private static func isPlain(_ run: YAMLNode) -> Bool {
    guard run.kind == .mapping else { return run.kind == .scalar }
    return run.effectiveEntries.allSatisfy { ["command", "name", "working_directory"].contains($0.key.text) }
  }

  private static func hasComment(_ item: YAMLNode) -> Bool {
    item.document.source[item.range].contains(UInt8(ascii: "#"))
  }
}
