public import InfraMindCore

/// Machines that a pipeline file asks for by size, as with the requests of a Kubernetes pod or the requirements of a
/// self-hosted agent: a ladder of shapes rather than a list of names.
///
/// In readouts and histories such a size is spelt as two labels, `cpu=2` and `memory=4GiB`
/// (``labels(cpus:memory:)``). None has a price of its own: the user's rates per vCPU-hour and GiB-hour give it one.
public struct ResourceCatalog: RunnerCatalog, Hashable, Sendable {
  /// The one family: shapes replace one another freely.
  public let family: RunnerFamily
  private let shapes: [(cpus: Double, memory: MemorySize)]

  /// A ladder from half a CPU to 32, with two, four and eight GiB for each.
  ///
  /// - Parameter family: Vendor `self-hosted` lets the user's rates apply.
  public init(family: RunnerFamily) {
    self.family = family
    shapes = [0.5, 1, 2, 4, 8, 16, 32].flatMap { cpus in
      [2.0, 4, 8].map { (cpus, MemorySize(gibibytes: cpus * $0)) }
    }
  }

  /// Two catalogues are equal if their families are.
  public static func == (left: ResourceCatalog, right: ResourceCatalog) -> Bool {
    left.family == right.family
  }

  /// Hashes the family.
  public func hash(into hasher: inout Hasher) { hasher.combine(family) }

  /// The machine that a size's labels ask for.
  public func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    guard let size = Self.size(of: labels), size.cpus != nil || size.memory != nil else { return .unknown }
    return .known(runner(size.cpus, size.memory, labels))
  }

  /// All shapes of the family, smallest first; none for other families.
  public func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    guard family == self.family else { return [] }
    return shapes.map { runner($0.cpus, $0.memory, Self.labels(cpus: $0.cpus, memory: $0.memory)) }
      .sortedAsLadder()
  }

  /// The labels that spell a size; what is not asked for is left out.
  public static func labels(cpus: Double?, memory: MemorySize?) -> [String] {
    [cpus.map { "cpu=\($0.short)" }, memory.map { "memory=\($0.gibibytes.short)GiB" }].compactMap(\.self)
  }

  /// The size that labels spell; `nil` if one of them spells none.
  public static func size(of labels: [String]) -> (cpus: Double?, memory: MemorySize?)? {
    var cpus: Double?
    var memory: MemorySize?
    for label in labels {
      let parts = label.lowercased().split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      switch parts[0] {
      case "cpu": cpus = Double(parts[1]).flatMap { (0.001...4096).contains($0) ? $0 : nil }
      case "memory":
        guard parts[1].hasSuffix("gib"), let size = Double(parts[1].dropLast(3)) else { return nil }
        memory = (0.001...65_536).contains(size) ? MemorySize(gibibytes: size) : nil
      default: return nil
      }
    }
    return (cpus, memory)
  }

  private func runner(_ cpus: Double?, _ memory: MemorySize?, _ labels: [String]) -> Runner {
    let size = [cpus.map { "\($0.short) vCPU" }, memory.map { "\($0.gibibytes.short) GiB" }]
    return Runner(
      label: labels.count == 1 ? labels[0] : nil,
      name: size.compactMap(\.self).joined(separator: ", "), family: family, cpus: cpus, memory: memory,
      price: nil, severalLabels: labels.count > 1 ? labels : [])
  }
}
