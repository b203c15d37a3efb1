internal import AdapterKit
internal import InfraMindCore

extension GitHubActions {
  /// The data file; `nil` only if a build embedded a broken one, which a test rules out.
  static let machineData = try? RunnerData.decode(PackageResources.runners_json)
}

/// Machines that a label of GitHub's, or of a vendor whose labels are fixed, gets.
///
/// A family holds machines with the same image, so that a move within it changes nothing but the size: GitHub's main
/// image has an empty trait, others are named in it. Larger runners of Linux and Windows have no label here, since an
/// organisation chooses it.
struct GitHubRunnerCatalog: RunnerCatalog, Sendable {
  /// What is compiled in; decoded when first asked for. Empty should the data be bad, which a test rules out.
  static let standard = GitHubRunnerCatalog(data: GitHubActions.machineData)

  private var entries: [Entry] = []
  /// Places in `entries` by lower-case label.
  private var places: [String: Int] = [:]
  private var ladders: [RunnerFamily: [Int]] = [:]

  init(data: RunnerData?) {
    guard let data else { return }
    for runner in data.fixed { add(Entry(runner, data)) }
    for group in data.larger {
      for image in group.images { for size in group.sizes { add(Entry(group, image: image, size, data)) } }
    }
    for vendor in data.vendors {
      for image in vendor.images { for size in vendor.sizes { add(Entry(vendor, image: image, size, data)) } }
    }
  }

  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    guard labels.count == 1, let label = labels.first else { return .unknown }
    guard let place = places[label.lowercased()] else {
      return NamespaceLabel(label).map { .known($0.runner) } ?? .unknown
    }
    let entry = entries[place]
    guard var runner = entry.runner(for: visibility) else { return .dependsOnVisibility(entry.family) }
    runner.label = label
    return .known(runner)
  }

  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    let rungs = (ladders[family] ?? []).compactMap { entries[$0].runner(for: visibility) }
    return rungs.sorted { left, right in
      let sizes = (left.cpus ?? 0, left.memory?.bytes ?? 0, left.price?.perMinute.nanodollars ?? .max)
      return sizes < (right.cpus ?? 0, right.memory?.bytes ?? 0, right.price?.perMinute.nanodollars ?? .max)
    }
  }

  private mutating func add(_ entry: Entry) {
    for label in entry.labels { places[label.lowercased()] = entries.count }
    ladders[entry.family, default: []].append(entries.count)
    entries.append(entry)
  }
}

extension GitHubRunnerCatalog {
  /// A machine as the data has it.
  private struct Entry: Sendable {
    var labels: [String]
    var family: RunnerFamily
    private var privately: Runner
    private var publicly: Runner

    init(_ runner: RunnerData.Fixed, _ data: RunnerData) {
      labels = runner.labels
      family = RunnerFamily(
        vendor: runner.vendor, os: runner.os, architecture: runner.architecture, trait: runner.image)
      privately = Runner(
        runner.labels[0], runner.name, family, runner.private, runner.billing, data.sources[runner.source],
        isUnverified: runner.unverified != nil)
      publicly = Runner(
        runner.labels[0], runner.name, family, runner.public, runner.billing, data.sources[runner.source],
        isUnverified: runner.unverified != nil)
      privately.longestJob = runner.longestJobMinutes.map { .seconds(60 * $0) }
      publicly.longestJob = privately.longestJob
      // Plans include minutes of GitHub's standard machines, and of no larger ones.
      if runner.vendor == "github" { privately.usesIncludedMinutes = runner.source == "github-standard" }
    }

    init(_ group: RunnerData.Larger, image: String, _ size: RunnerData.Size, _ data: RunnerData) {
      labels = []
      family = RunnerFamily(
        vendor: group.vendor, os: group.os, architecture: group.architecture, trait: image)
      let system = group.os == "linux" ? "Linux" : "Windows"
      privately = Runner(
        nil, "larger runner, \(system) \(group.architecture)", family, size, group.billing,
        data.sources[group.source], isUnverified: group.unverified != nil)
      privately.usesIncludedMinutes = false
      publicly = privately
    }

    init(_ vendor: RunnerData.Vendor, image: String, _ size: RunnerData.Size, _ data: RunnerData) {
      family = RunnerFamily(
        vendor: vendor.vendor, os: vendor.os, architecture: vendor.architecture, trait: image)
      labels = [Self.filled(vendor.label, image, size)]
      if size.cpus == vendor.sizes.first?.cpus, let other = vendor.labelOfSmallest {
        labels.append(Self.filled(other, image, size))
      }
      privately = Runner(
        labels[0], labels[0], family, size, vendor.billing, data.sources[vendor.source],
        isUnverified: vendor.unverified != nil)
      publicly = privately
    }

    /// The machine that a repository gets; `nil` if that depends on a visibility that nobody told. A price
    /// that
    /// depends on it is left out.
    func runner(for visibility: RepositoryVisibility?) -> Runner? {
      switch visibility {
      case .public: return publicly
      case .private, .internal: return privately
      case nil:
        guard privately.cpus == publicly.cpus, privately.memory == publicly.memory else { return nil }
        var runner = privately
        if privately.price != publicly.price { runner.price = nil }
        return runner
      }
    }

    private static func filled(_ rule: String, _ image: String, _ size: RunnerData.Size) -> String {
      rule.split(separator: "{", omittingEmptySubsequences: false).map { part in
        if part.hasPrefix("image}") { return image + part.dropFirst(6) }
        if part.hasPrefix("cpus}") { return String(Int(size.cpus)) + part.dropFirst(5) }
        return String(part)
      }.joined()
    }
  }
}

extension Runner {
  fileprivate init(
    _ label: String?, _ kind: String, _ family: RunnerFamily, _ size: RunnerData.Size,
    _ billing: RunnerData.Billing, _ source: CatalogData.Source?, isUnverified: Bool
  ) {
    let memory = size.memory.map { MemorySize(gibibytes: $0) }
    let figures = "\(Int(size.cpus)) vCPU" + (size.memory.map { ", \(Int($0)) GB" } ?? "")
    let price = size.price.flatMap { Money(dollars: $0) }.map { money in
      RunnerPrice(
        perMinute: money, billing: billing == .seconds ? .seconds : .wholeMinutes,
        source: source?.title ?? "",
        asOf: source?.asOf ?? "", isUnverified: isUnverified)
    }
    self.init(
      label: label, name: "\(kind) (\(figures))", family: family, cpus: size.cpus, memory: memory,
      price: price)
  }
}

/// A label of Namespace that states the machine, such as `nscloud-ubuntu-24.04-amd64-4x16`.
///
/// The sizes are free to choose, so there is no ladder of them.
struct NamespaceLabel {
  let runner: Runner

  init?(_ label: String) {
    let words = label.lowercased().split(separator: "-", omittingEmptySubsequences: false)
    guard words.count >= 4, words[0] == "nscloud", let size = words.last else { return nil }
    let numbers = size.split(separator: "x", omittingEmptySubsequences: false)
    guard numbers.count == 2, let cpus = Int(numbers[0]), let memory = Int(numbers[1]),
      (1...1024).contains(cpus),
      (1...8192).contains(memory)
    else { return nil }
    let systems = ["ubuntu": "linux", "windows": "windows", "macos": "macos"]
    guard let os = systems[String(words[1])] else { return nil }
    let architecture = words.contains("arm64") ? "arm64" : "x64"
    let image = words[1..<(words.count - 1)].joined(separator: "-")
    let family = RunnerFamily(vendor: "namespace", os: os, architecture: architecture, trait: image)
    runner = Runner(
      label: label, name: "\(label) (\(cpus) vCPU, \(memory) GB)", family: family, cpus: Double(cpus),
      memory: MemorySize(gibibytes: Double(memory)), price: nil)
  }
}
