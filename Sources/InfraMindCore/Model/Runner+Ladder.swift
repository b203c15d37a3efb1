extension Runner {
  /// Whether this size comes before another on a ladder: by vCPUs, memory, price, then label and name, so that
  /// the order is total. What is unknown comes last.
  public func precedes(_ other: Runner) -> Bool {
    if cpus != other.cpus { return (cpus ?? .infinity) < (other.cpus ?? .infinity) }
    if memory != other.memory { return (memory?.bytes ?? .max) < (other.memory?.bytes ?? .max) }
    let (mine, theirs) = (price?.perMinute.nanodollars ?? .max, other.price?.perMinute.nanodollars ?? .max)
    if mine != theirs { return mine < theirs }
    if label != other.label { return (label ?? "\u{10FFFF}") < (other.label ?? "\u{10FFFF}") }
    return name < other.name
  }

  /// Whether these are the labels of this machine, in any order and case.
  public func answers(to asked: [String]) -> Bool {
    !labels.isEmpty && Set(labels.map { $0.lowercased() }) == Set(asked.map { $0.lowercased() })
  }
}

extension [Runner] {
  /// Smallest first, as ``RunnerCatalog/ladder(of:visibility:)`` promises.
  public func sortedAsLadder() -> [Runner] { sorted { $0.precedes($1) } }
}
