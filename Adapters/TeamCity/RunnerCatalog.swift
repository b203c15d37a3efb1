internal import AdapterKit
internal import InfraMindCore

extension TeamCity {
  /// The data file; `nil` only if a build embedded a broken one, which a test rules out.
  static let machineData = try? CatalogData.decode(PackageResources.runners_json)
}

/// JetBrains' hosted agents by name, and self-hosted agents by what a job requires of them.
struct TeamCityRunnerCatalog: RunnerCatalog, Sendable {
  /// What is compiled in; no hosted agents should the data be bad, which a test rules out.
  static let standard = TeamCityRunnerCatalog(data: TeamCity.machineData)

  private let hosted: ListedCatalog

  init(data: CatalogData?) { hosted = ListedCatalog(data) }

  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    let listed = hosted.runner(for: labels, visibility: visibility)
    if case .known(let agent) = listed { return .known(Self.cautioned(agent)) }
    guard listed == .unknown, let size = RequiredSize(labels) else { return listed }
    return .known(size.runner(labels))
  }

  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    guard let ladder = RequiredSize.ladder(of: family) else {
      return hosted.ladder(of: family, visibility: visibility).map(Self.cautioned)
    }
    return ladder
  }

  /// Which names a server offers no file tells, and one that it does not offer fails nothing.
  private static func cautioned(_ agent: Runner) -> Runner {
    var agent = agent
    agent.caution = agent.label.map {
      "Make sure that your server offers agents called \($0): a run that asks for a name it does not know waits for "
        + "ever."
    }
    return agent
  }
}

/// A size that a job requires of a self-hosted agent, spelt as the labels `cpu=8` and `memory=16GiB`, beside
/// requirements that say no size, such as `os-family=Linux`.
///
/// A family holds the sizes that answer the same question (CPUs, memory, or both) under the same other
/// requirements, so that a move changes numbers and nothing else.
struct RequiredSize: Hashable, Sendable {
  private(set) var cpus: Double?
  private(set) var memory: MemorySize?
  /// Requirements that say no size, sorted, each once.
  private(set) var others: [String] = []

  /// Reads labels; `nil` if they ask for no size, or for one twice.
  init?(_ labels: [String]) {
    for label in labels {
      guard let size = ResourceCatalog.size(of: [label]), size.cpus != nil || size.memory != nil else {
        guard !label.contains(Self.separator) else { return nil }
        others.append(label)
        continue
      }
      guard size.cpus == nil || cpus == nil, size.memory == nil || memory == nil else { return nil }
      cpus = size.cpus ?? cpus
      memory = size.memory ?? memory
    }
    guard cpus != nil || memory != nil else { return nil }
    others = Set(others).sorted()
  }

  /// The agent that has it.
  func runner(_ labels: [String]) -> Runner {
    let size = [cpus.map { "\(Self.number($0)) vCPU" }, memory.map { "\(Self.number($0.gibibytes)) GiB" }]
    let name = "self-hosted agent (" + (size.compactMap(\.self) + others).joined(separator: ", ") + ")"
    return Runner(
      label: labels.count == 1 ? labels[0] : nil, name: name, family: family, cpus: cpus, memory: memory,
      price: nil, severalLabels: labels.count > 1 ? labels : [])
  }

  private static let separator = "; "

  private var family: RunnerFamily {
    let question = [cpus.map { _ in "cpu" }, memory.map { _ in "memory" }].compactMap(\.self)
    return RunnerFamily(
      vendor: RunnerFamily.selfHosted, os: Self.system(in: others), architecture: Self.processor(in: others),
      trait: ([question.joined(separator: "+")] + others).joined(separator: Self.separator))
  }

  /// Sizes that a family may have, smallest first; `nil` for a family of other machines.
  static func ladder(of family: RunnerFamily) -> [Runner]? {
    guard family.vendor == RunnerFamily.selfHosted else { return nil }
    let parts = family.trait.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    let labels: [[String]]
    switch parts[0] {
    case "cpu": labels = steps.map { ["cpu=\($0)"] }
    case "memory": labels = (steps + [64, 128]).dropFirst().map { ["memory=\($0)GiB"] }
    case "cpu+memory":
      labels = steps.flatMap { cpus in [2, 4, 8].map { ["cpu=\(cpus)", "memory=\(cpus * $0)GiB"] } }
    default: return nil
    }
    let rungs = labels.compactMap { size -> Runner? in
      let all = size + parts.dropFirst()
      return RequiredSize(all)?.runner(all)
    }
    return rungs.contains { $0.family != family } ? nil : rungs.sortedAsLadder()
  }

  private static let steps = [1, 2, 4, 8, 16, 32]

  private static func system(in labels: [String]) -> String {
    guard let name = value("os-family=", in: labels) else { return "any" }
    if name.contains("linux") { return "linux" }
    if name.contains("windows") { return "windows" }
    return name.contains("mac") ? "macos" : name
  }

  private static func processor(in labels: [String]) -> String {
    switch value("arch=", in: labels) {
    case nil: "any"
    case "x86_64": "x64"
    case "aarch64": "arm64"
    case .some(let other): other
    }
  }

  private static func value(_ prefix: String, in labels: [String]) -> String? {
    labels.lazy.map { $0.lowercased() }.first { $0.hasPrefix(prefix) }.map {
      String($0.dropFirst(prefix.count))
    }
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(value)
  }
}
