/// Families that seem to keep the same: keys that differ in one word, entries of one size, different jobs.
struct CacheTwins {
  private var twins: [CacheFamily: CacheFamily] = [:]

  init(_ balances: [CacheBalance]) {
    var seen: [String: [CacheBalance]] = [:]
    for balance in balances.sorted(by: { $0.family < $1.family }) {
      guard let bytes = balance.account.meanBytes, bytes >= 1e6 else { continue }
      let parts = balance.family.text.split(separator: "-", omittingEmptySubsequences: false)
      for index in parts.indices.dropFirst().prefix(12) where parts[index] != "*" {
        let pattern = (parts[..<index] + ["?"] + parts[(index + 1)...]).joined(separator: "-")
        if let other = seen[pattern]?.first(where: { Self.areAlike($0, balance) }) {
          twins[balance.family] = other.family
        }
        seen[pattern, default: []].append(balance)
      }
    }
  }

  private static func areAlike(_ left: CacheBalance, _ right: CacheBalance) -> Bool {
    guard let first = left.account.meanBytes, let second = right.account.meanBytes else { return false }
    return abs(first - second) <= 0.01 * max(first, second)
      && left.account.jobs.isDisjoint(with: right.account.jobs)
  }

  /// That a family should share another's entries.
  func verdict(_ balance: CacheBalance) -> CacheVerdict? {
    guard let twin = twins[balance.family], let bytes = balance.account.meanBytes else { return nil }
    return CacheVerdict(
      family: balance.family, kind: .share,
      evidence: [
        "Its entries have the size of those of \(twin) to within 1 % (\(FigureText.gibibytes(bytes))), for "
          + "other jobs."
      ],
      changedBy: "Contents that differ although their size does not.")
  }
}
