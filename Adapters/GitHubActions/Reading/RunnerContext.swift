internal import InfraMindCore

/// What `runner` holds in a job, as far as its labels tell.
struct RunnerContext: Hashable {
  private let os: String
  private let architecture: String?

  /// Takes the operating system from the labels; `nil` if they do not tell.
  init?(_ request: RunnerRequest) {
    let labels: [String] =
      switch request {
      case .labels(let labels, _), .group(_, let labels, _): labels
      case .unresolved, .platformDefault: []
      }
    var systems: Set<String> = []
    var architectures: Set<String> = []
    for label in labels {
      let words = label.lowercased().split { !$0.isLetter && !$0.isNumber }
      for word in words {
        if let system = Self.system(word) { systems.insert(system) }
        if let architecture = Self.architecture(word) { architectures.insert(architecture) }
      }
    }
    guard systems.count == 1, let os = systems.first else { return nil }
    self.os = os
    let isHosted = labels.count == 1 && !labels[0].lowercased().containsBytes(of: "self-hosted")
    architecture = architectures.count == 1 ? architectures.first : isHosted ? Self.usual(labels[0], os) : nil
  }

  var context: ExpressionScope.Context {
    var members: [String: ExpressionOutcome] = ["os": .value(.string(os))]
    if let architecture { members["arch"] = .value(.string(architecture)) }
    return .partly(members)
  }

  private static func system(_ word: Substring) -> String? {
    if word.hasPrefix("ubuntu") || word == "linux" { return "Linux" }
    if word.hasPrefix("windows") { return "Windows" }
    if word.hasPrefix("macos") { return "macOS" }
    return nil
  }

  private static func architecture(_ word: Substring) -> String? {
    switch word {
    case "x64", "amd64", "intel": "X64"
    case "arm", "arm64", "aarch64": "ARM64"
    default: nil
    }
  }

  /// The architecture of the platform's own labels that do not name one.
  private static func usual(_ label: String, _ os: String) -> String? {
    let label = label.lowercased()
    switch os {
    case "macOS": return label.hasPrefix("macos-") ? (label.hasSuffix("-large") ? "X64" : "ARM64") : nil
    default: return label.hasPrefix("ubuntu-") || label.hasPrefix("windows-") ? "X64" : nil
    }
  }
}
