internal import InfraMindCore
internal import InfraMindEngine

/// Tells names that can be set from others.
struct KnownKeys: Sendable {
  let platforms: [Platform]

  /// Whether a dotted name is one of ours.
  func contains(_ key: String) -> Bool {
    ServerKeys.all.contains { $0.key == key } || HookKey(key, platforms: platforms) != nil
  }

  /// Whether setting this name would put a secret into the text of the setting.
  func isSecret(_ key: String) -> Bool {
    HookKey(key, platforms: platforms)?.part.isSecret == true
  }

  /// The dotted name of a variable, given without the prefix that all have.
  func key(ofVariable name: String) -> String? {
    let whole = SettingEntry.variablePrefix + name
    return ServerKeys.all.first { $0.variable == whole }?.key
      ?? HookKey(variable: name, platforms: platforms)?.key
  }

  /// The name that was probably meant.
  func nearest(to key: String) -> String? {
    NearestWord.nearest(to: key, among: ServerKeys.all.map(\.key) + hookKeys(like: key))
  }

  /// The variable that was probably meant, as a whole.
  func nearest(toVariable name: String) -> String? {
    let candidates = (ServerKeys.all.map(\.key) + hookKeys(like: "")).map(SettingEntry.variable)
    return NearestWord.nearest(to: name, among: candidates)
  }

  /// Hooks' names, with the tenant that was typed.
  private func hookKeys(like key: String) -> [String] {
    let parts = key.split(separator: ".").map(String.init)
    let tenant = parts.count == 5 && HookAddress.isTenant(parts[3]) ? parts[3] : ""
    return platforms.flatMap { platform in
      HookKey.Part.allCases.map { HookKey(HookAddress(platform: platform, tenant: tenant), $0).key }
    }
  }
}
