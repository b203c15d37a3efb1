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
    var os: String?
    var architecture: String?
    for label in labels {
      if label.lowercased() == "arm" { architecture = "ARM64" }
      for (word, system) in Self.systems where label.containsBytes(ofAnyCase: word) {
        guard os == nil || os == system else { return nil }
        os = system
      }
      for (word, kind) in Self.architectures where label.containsBytes(ofAnyCase: word) {
        guard architecture == nil || architecture == kind else { return nil }
        architecture = kind
      }
    }
    guard let os else { return nil }
    self.os = os
    self.architecture = architecture ?? (labels.count == 1 ? Self.usual(labels[0], os) : nil)
  }

  var context: ExpressionScope.Context {
    var members: [String: ExpressionOutcome] = ["os": .value(.string(os))]
    if let architecture { members["arch"] = .value(.string(architecture)) }
    return .partly(members)
  }

  private static let systems: [(StaticString, String)] = [
    ("ubuntu", "Linux"), ("linux", "Linux"), ("windows", "Windows"), ("macos", "macOS"),
  ]

  private static let architectures: [(StaticString, String)] = [
    ("x64", "X64"), ("amd64", "X64"), ("-intel", "X64"), ("arm64", "ARM64"), ("-arm", "ARM64"),
    ("aarch64", "ARM64"),
  ]

  /// The architecture of the platform's own labels that do not name one.
  private static func usual(_ label: String, _ os: String) -> String? {
    let label = label.lowercased()
    switch os {
    case "macOS": return label.hasPrefix("macos-") ? (label.hasSuffix("-large") ? "X64" : "ARM64") : nil
    default: return label.hasPrefix("ubuntu-") || label.hasPrefix("windows-") ? "X64" : nil
    }
  }
}
