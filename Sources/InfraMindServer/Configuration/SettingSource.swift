internal import Configuration
internal import InfraMindEngine

/// A place that settings come from: the command line, the environment, or a file.
struct SettingSource: Sendable {
  let provider: any ConfigProvider
  /// The known names that are set here.
  let keys: [String]
  /// Where a name is set, for messages.
  private let places: [String: String]
  /// What is wrong with names and texts here, their values aside.
  let problems: [ConfigurationProblem]

  /// - Parameter places: Where each name is set, by the name.
  init(
    _ provider: any ConfigProvider, places: [String: String], problems: [ConfigurationProblem]
  ) {
    self.provider = provider
    keys = places.keys.sorted()
    self.places = places
    self.problems = problems
  }

  func place(of key: String) -> String { places[key] ?? key }

  /// The text of a setting; `nil` if it is not set here.
  func text(of key: String) -> String? {
    let result = try? provider.value(forKey: AbsoluteConfigKey(ConfigKey(key)), type: .string)
    guard case .string(let text)? = result?.value?.content else { return nil }
    return text
  }
}

extension SettingSource {
  /// What the command line sets, `name=value` each.
  static func commandLine(_ assignments: [String], _ known: KnownKeys) -> SettingSource {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    var places: [String: String] = [:]
    var problems: [ConfigurationProblem] = []
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else {
        let place = "--set \(Shown.plain(assignment, atMost: 80))"
        problems.append(ConfigurationProblem(place: place, message: "Write `--set name=value`."))
        continue
      }
      let key = String(assignment[..<equals])
      let place = "--set \(Shown.plain(key, atMost: 80))"
      guard known.contains(key) else {
        problems.append(.unknown(place, key, known.nearest(to: key)))
        continue
      }
      let value = String(assignment[assignment.index(after: equals)...])
      guard !known.isSecret(key), StoreLocation(value)?.hasPassword != true else {
        problems.append(.secretOnCommandLine(place, key))
        continue
      }
      values[AbsoluteConfigKey(ConfigKey(key))] = ConfigValue(.string(value), isSecret: false)
      places[key] = place
    }
    return SettingSource(
      InMemoryProvider(name: "command line", values: values), places: places, problems: problems)
  }

  /// What the environment sets: all variables that begin with our prefix.
  static func environment(_ environment: [String: String], _ known: KnownKeys) -> SettingSource {
    let prefix = SettingEntry.variablePrefix
    let ours = environment.filter { $0.key.hasPrefix(prefix) && $0.key != prefix + "CONFIG" }
    var places: [String: String] = [:]
    var problems: [ConfigurationProblem] = []
    for name in ours.keys.sorted() {
      if let key = known.key(ofVariable: String(name.dropFirst(prefix.count))) {
        places[key] = name
      } else {
        let name = Shown.plain(name, atMost: 120)
        problems.append(.unknown(name, name, known.nearest(toVariable: name)))
      }
    }
    let provider = EnvironmentVariablesProvider(
      environmentVariables: ours, secretsSpecifier: .all
    ).prefixKeys(with: ["inframind", "server"])
    return SettingSource(provider, places: places, problems: problems)
  }
}

extension ConfigurationProblem {
  static func unknown(_ place: String, _ key: String, _ nearest: String?) -> ConfigurationProblem {
    let help =
      wrongTenant(key) ?? nearest.map { "did you mean `\($0)`?" } ?? "docs/server.md lists them all."
    return ConfigurationProblem(
      place: place, message: "`\(Shown.plain(key, atMost: 120))` is no setting; \(help)")
  }

  /// What is wrong with a name that only its tenant makes unknown.
  private static func wrongTenant(_ key: String) -> String? {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, parts[0] == "webhooks", parts[2] == "tenants",
      HookKey.Part(rawValue: parts[4]) != nil,
      !HookAddress.isTenant(parts[3])
    else { return nil }
    let lower = parts[3].lowercased().replacing("_", with: "-")
    let guess = HookAddress.isTenant(lower) ? ", such as `\(lower)`" : ""
    return "a tenant's name has lower-case letters, digits and hyphens, 64 at most\(guess)."
  }

  fileprivate static func secretOnCommandLine(_ place: String, _ key: String) -> ConfigurationProblem {
    let variable = SettingEntry.variable(for: key)
    return ConfigurationProblem(
      place: place,
      message:
        "A command line can be read by everybody on the machine: set the variable \(variable) or a file.")
  }
}
