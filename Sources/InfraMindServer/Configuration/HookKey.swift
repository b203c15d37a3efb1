internal import InfraMindCore

/// Where deliveries of one tenant come in: the platform, and the tenant's part of the path.
struct HookAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
  let platform: Platform
  /// Empty for the platform's only one.
  let tenant: String

  var description: String { tenant.isEmpty ? "\(platform)" : "\(platform)/\(tenant)" }

  static func < (left: HookAddress, right: HookAddress) -> Bool {
    left.platform == right.platform ? left.tenant < right.tenant : left.platform < right.platform
  }

  /// Whether a text can name a tenant: lower-case letters, digits and hyphens, 64 at most, a letter or digit at the
  /// ends.
  static func isTenant(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      }
  }
}

/// The name of a setting that belongs to a hook, such as `webhooks.github-actions.tenants.acme.secret-file`.
struct HookKey: Sendable, Hashable {
  /// What of a hook is set.
  enum Part: String, Sendable, CaseIterable {
    case secret
    case secretFile = "secret-file"
    case previousSecret = "previous-secret"
    case previousSecretFile = "previous-secret-file"
    case use

    /// Whether the value itself is the secret.
    var isSecret: Bool { self == .secret || self == .previousSecret }
  }

  let address: HookAddress
  let part: Part

  init(_ address: HookAddress, _ part: Part) {
    self.address = address
    self.part = part
  }

  /// Reads a dotted name; `nil` if it is no hook's, or its platform is not among those given.
  init?(_ key: String, platforms: [Platform]) {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 || parts.count == 5, parts[0] == "webhooks",
      let platform = platforms.first(where: { $0.rawValue == parts[1] }), let last = parts.last,
      let part = Part(rawValue: last)
    else { return nil }
    if parts.count == 3 {
      self.init(HookAddress(platform: platform, tenant: ""), part)
    } else {
      guard parts[2] == "tenants", HookAddress.isTenant(parts[3]) else { return nil }
      self.init(HookAddress(platform: platform, tenant: parts[3]), part)
    }
  }

  /// Reads the name of a variable, without the prefix that all have; `nil` if it is no hook's. A tenant's underscores
  /// mean hyphens.
  init?(variable: String, platforms: [Platform]) {
    for platform in platforms {
      let prefix = "WEBHOOKS_" + platform.rawValue.uppercased().replacing("-", with: "_") + "_"
      guard variable.hasPrefix(prefix) else { continue }
      let rest = variable.dropFirst(prefix.count)
      // The longest first: `previous-secret` ends in `secret`, too.
      for part in Part.allCases.sorted(by: { $0.rawValue.count > $1.rawValue.count }) {
        let ending = part.rawValue.uppercased().replacing("-", with: "_")
        if rest == ending {
          self.init(HookAddress(platform: platform, tenant: ""), part)
          return
        }
        guard rest.hasPrefix("TENANTS_"), rest.hasSuffix("_" + ending) else { continue }
        let tenant = rest.dropFirst("TENANTS_".count).dropLast(ending.count + 1).lowercased()
          .replacing("_", with: "-")
        guard HookAddress.isTenant(tenant) else { continue }
        self.init(HookAddress(platform: platform, tenant: tenant), part)
        return
      }
    }
    return nil
  }

  /// The dotted name.
  var key: String {
    let tenant = address.tenant.isEmpty ? "" : "tenants.\(address.tenant)."
    return "webhooks.\(address.platform).\(tenant)\(part.rawValue)"
  }
}
