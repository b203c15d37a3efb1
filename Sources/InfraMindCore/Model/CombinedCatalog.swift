internal import FoundationEssentials

/// A platform's machines together with those that the user named and those that the history shows.
///
/// The user's word wins over the platform's, and the platform's over the history's. Labels are compared without
/// case and order.
public struct CombinedCatalog: RunnerCatalog {
  private let platform: any RunnerCatalog
  private let custom: [CustomRunner]
  private let observed: [Set<String>: ObservedMachine]

  /// Combines what is known.
  ///
  /// - Parameters:
  ///   - platform: The platform's catalogue.
  ///   - custom: The user's machines. Of two with the same labels the first counts; those without labels do not.
  ///   - history: Runs whose labels and sizes are known, in any order; the latest of a set of labels counts.
  public init(platform: any RunnerCatalog, custom: [CustomRunner] = [], history: [JobRun] = []) {
    self.platform = platform
    var seen: Set<Set<String>> = []
    self.custom = custom.filter { !$0.labels.isEmpty && seen.insert(Self.normalized($0.labels)).inserted }
    var latest: [Set<String>: Date] = [:]
    observed = history.reduce(into: [:]) { machines, run in
      guard let machine = ObservedMachine(run) else { return }
      let labels = Self.normalized(run.runnerLabels)
      let time = InMemoryRunHistory.time(of: run)
      if let other = latest[labels], other > time { return }
      latest[labels] = time
      machines[labels] = machine
    }
  }

  /// The machine that these labels get: one that the user named, one of the platform, or one seen in the history.
  ///
  /// A list of labels that is part of exactly one of the user's machines gets that machine, as on platforms where
  /// a machine takes every job whose labels it has. Of tags `key=value`, a list may also ask for more than the
  /// machine is named by.
  public func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    if let mine = customRunner(for: labels) { return .known(filled(mine, visibility)) }
    let listed = platform.runner(for: labels, visibility: visibility)
    guard listed == .unknown else { return listed }
    return observed[Self.normalized(labels)].map { .known($0.runner) } ?? .unknown
  }

  /// All sizes of a family, smallest first. A size without a label whose name the user or the history tells has it.
  public func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    var rungs = platform.ladder(of: family, visibility: visibility)
    for mine in custom where mine.family == family {
      let twin = Self.twin(of: mine, in: rungs)
      let runner = mine.runner(like: twin.map { rungs[$0] })
      let replaced =
        twin.flatMap { rungs[$0].labels.isEmpty ? $0 : nil }
        ?? rungs.firstIndex { $0.answers(to: mine.labels) }
      if let replaced { rungs[replaced] = runner } else { rungs.append(runner) }
    }
    return rungs.map { named($0) }.sortedAsLadder()
  }

  // MARK: - The user's machines

  private func customRunner(for labels: [String]) -> CustomRunner? {
    let asked = Self.normalized(labels)
    guard !asked.isEmpty else { return nil }
    if let exact = custom.first(where: { Self.normalized($0.labels) == asked }) { return exact }
    // A single word such as `self-hosted` says too little to tell one of several machines.
    let wider = custom.filter { Self.normalized($0.labels).isSuperset(of: asked) }
    if wider.count == 1 { return wider[0] }
    return wider.isEmpty ? tagged(asked) : nil
  }

  /// The one machine named by the most of some tags `key=value`: what a job asks for besides only narrows the choice
  /// among machines that have all that the user named.
  private func tagged(_ asked: Set<String>) -> CustomRunner? {
    let named = custom.filter { mine in
      mine.labels.allSatisfy { $0.contains("=") } && asked.isSuperset(of: Self.normalized(mine.labels))
    }
    let most = named.map(\.labels.count).max()
    let best = named.filter { $0.labels.count == most }
    return best.count == 1 ? best[0] : nil
  }

  private func filled(_ mine: CustomRunner, _ visibility: RepositoryVisibility?) -> Runner {
    let rungs = platform.ladder(of: mine.family, visibility: visibility)
    return mine.runner(like: Self.twin(of: mine, in: rungs).map { rungs[$0] })
  }

  /// The catalogue's size that a machine of the user's names: as many vCPUs and, where given, as much memory;
  /// one without a label first, since that is the one in need of a name.
  private static func twin(of mine: CustomRunner, in rungs: [Runner]) -> Int? {
    let same = rungs.indices.filter { index in
      let memory = mine.memory.map { rungs[index].memory?.isAbout($0) == true } ?? true
      return rungs[index].cpus == mine.cpus && memory
    }
    return same.first { rungs[$0].labels.isEmpty } ?? same.first
  }

  // MARK: - The history's machines

  /// A size without a label, under the one name that runs on machines of that very size and system had.
  private func named(_ runner: Runner) -> Runner {
    guard runner.labels.isEmpty else { return runner }
    let names = observed.values.filter { $0.names(runner) && isUnlisted($0.labels) }
    guard names.count == 1, let name = names.first?.labels.first else { return runner }
    var named = runner
    named.label = name
    return named
  }

  private func isUnlisted(_ labels: [String]) -> Bool {
    customRunner(for: labels) == nil && platform.runner(for: labels, visibility: .private) == .unknown
  }

  static func normalized(_ labels: [String]) -> Set<String> { Set(labels.map { $0.lowercased() }) }
}

/// A machine as a run describes it.
private struct ObservedMachine {
  let labels: [String]
  let cpus: Double
  let memory: MemorySize?

  init?(_ run: JobRun) {
    guard let cpus = run.cpus, !run.runnerLabels.isEmpty, !run.isFromFork else { return nil }
    labels = run.runnerLabels
    self.cpus = cpus
    memory = run.memory
  }

  /// The machine, in a family of its own: nobody told what could replace it.
  var runner: Runner {
    let name = labels.joined(separator: ", ")
    let family = RunnerFamily(
      vendor: "seen-in-history", os: "unknown", architecture: "unknown", trait: name.lowercased())
    return Runner(
      label: labels.count == 1 ? labels[0] : nil, name: "\(name) (\(cpus.short) vCPU)", family: family,
      cpus: cpus,
      memory: memory, price: nil, severalLabels: labels.count == 1 ? [] : labels)
  }

  /// Whether this is surely the name of a size: one label that says the operating system (and `arm` exactly if it
  /// is one), on a machine with the same vCPUs and memory.
  func names(_ size: Runner) -> Bool {
    guard labels.count == 1, size.cpus == cpus, let memory, size.memory?.isAbout(memory) == true else {
      return false
    }
    let words = Set(labels[0].lowercased().split { !$0.isLetter }.map(String.init))
    guard words.isDisjoint(with: ["self", "hosted"]) else { return false }
    let systems = ["linux": ["linux", "ubuntu"], "windows": ["windows"], "macos": ["macos"]]
    let named = systems.filter { !words.isDisjoint(with: $0.value) }.keys
    let isArm = !words.isDisjoint(with: ["arm", "aarch"])
    return named.count == 1 && named.first == size.family.os && isArm == (size.family.architecture == "arm64")
      && size.family.trait.isEmpty
  }
}
