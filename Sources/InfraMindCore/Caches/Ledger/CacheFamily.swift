/// What the keys of one cache have in common: a key without what changes from entry to entry.
///
/// Digests, numbers, and the commit, run and branch of the run that asked become `*`, so `npm-linux-4f2a90bc`
/// and `npm-linux-77e01d3a` are of one family.
package struct CacheFamily: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The key with `*` for what changes; at most ``longestKey`` bytes.
  package let text: String
  /// What stands in the key.
  let traits: CacheKeyTraits

  /// Most bytes of a key that are looked at.
  static let longestKey = 512

  /// The family of a key.
  ///
  /// - Parameters:
  ///   - key: As a platform reports it; of a longer one the beginning counts.
  ///   - run: The run that asked for it, to tell its commit, number and branch; `nil` looks at digests and
  ///     numbers only.
  init(of key: String, in run: JobRun? = nil) {
    var rest = String(Self.bounded(key))
    var traits: CacheKeyTraits = []
    if let run {
      for (name, trait) in Self.names(of: run) where rest.containsBytes(ofText: name) {
        rest = rest.replacing(name, with: "*")
        traits.insert(trait)
      }
    }
    let (pattern, hasDigest) = Self.withoutDigests(rest)
    if hasDigest { traits.insert(.digest) }
    text = pattern
    self.traits = traits
  }

  /// The pattern.
  package var description: String { text }

  /// Alphabetical.
  package static func < (left: CacheFamily, right: CacheFamily) -> Bool { left.text < right.text }

  /// By the pattern alone.
  package static func == (left: CacheFamily, right: CacheFamily) -> Bool { left.text == right.text }

  /// By the pattern alone.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  private static func bounded(_ key: String) -> Substring {
    guard key.utf8.count > longestKey else { return key[...] }
    return key.prefix(longestKey)
  }

  /// Words of a run that make a key its own, those that could hold another first.
  private static func names(of run: JobRun) -> [(String, CacheKeyTraits)] {
    var names: [(String, CacheKeyTraits)] = []
    if let commit = run.headCommit, commit.utf8.count >= 20 { names.append((commit, .commit)) }
    if run.run.utf8.count >= 5 { names.append((run.run, .run)) }
    if let branch = run.branch, branch.utf8.count >= 3 {
      names.append((branch, .branch))
      if branch.utf8.contains(UInt8(ascii: "/")) {
        names.append((branch.replacing("/", with: "-"), .branch))
      }
    }
    return names
  }

  private static let separators: Set<UInt8> = Set("-_./:|".utf8)

  private static func withoutDigests(_ key: String) -> (pattern: String, hasDigest: Bool) {
    var result: [UInt8] = []
    var hasDigest = false
    var rest = key.utf8[...]
    while true {
      let part = rest.prefix { !separators.contains($0) }
      let isVolatile = isNumber(part) || isDigest(part)
      hasDigest = hasDigest || isDigest(part)
      if isVolatile { result.append(UInt8(ascii: "*")) } else { result += part }
      rest = rest[part.endIndex...]
      guard let separator = rest.popFirst() else { break }
      result.append(separator)
    }
    return (String(decoding: result, as: UTF8.self), hasDigest)
  }

  private static func isNumber(_ part: Substring.UTF8View) -> Bool {
    !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether a part of a key has eight or more hexadecimal digits, or is a digest in base 64 as CircleCI
  /// writes it.
  private static func isDigest(_ part: Substring.UTF8View) -> Bool {
    if part.count >= 8, part.allSatisfy({ isHexadecimal($0) }) { return true }
    guard part.count >= 24 else { return false }
    return part.count { (0x30...0x39).contains($0) } >= 2 && part.contains { (0x41...0x5a).contains($0) }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
  }
}

/// What stands in a key.
struct CacheKeyTraits: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  /// The commit: another key for every commit.
  static let commit = CacheKeyTraits(rawValue: 1)
  /// The run's id or number: another key for every run.
  static let run = CacheKeyTraits(rawValue: 2)
  /// The branch: another key for every branch.
  static let branch = CacheKeyTraits(rawValue: 4)
  /// A digest, such as of a lockfile.
  static let digest = CacheKeyTraits(rawValue: 8)
}
