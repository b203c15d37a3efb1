import Testing

@testable import InfraMindEngine

@Suite struct UnifiedDiffTests {
  private func diff(_ before: String, _ after: String, path: String = "f") -> String {
    String(
      decoding: UnifiedDiff(path: path, before: Array(before.utf8), after: Array(after.utf8)).bytes,
      as: UTF8.self)
  }

  @Test func `shows three lines around a change`() {
    #expect(
      diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n9\n") == """
        diff --git a/f b/f
        --- a/f
        +++ b/f
        @@ -2,6 +2,7 @@
         2
         3
         4
        +new
         5
         6
         7

        """)
  }

  @Test func `equal versions have no difference`() { #expect(diff("a\n", "a\n").isEmpty) }

  @Test func `says where the last line has no end`() {
    #expect(
      diff("a", "b").hasSuffix(
        "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"))
    #expect(diff("a", "a\n").hasSuffix("-a\n\\ No newline at end of file\n+a\n"))
  }

  @Test func `quotes names that would break the headings`() {
    #expect(diff("a", "b", path: "x\"y\n").contains("--- \"a/x\\\"y\\012\"\n"))
    #expect(diff("a", "b", path: "x y").contains("+++ b/x y\t\n"))
  }

  @Test(arguments: 0..<60)
  func `git accepts the difference of any two texts`(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let folder = try TemporaryFolder()
    let ending = seed % 3 == 0 ? "\r\n" : "\n"
    let before = Self.text(&random, ending)
    let after = Self.mutated(before, &random, ending)
    try folder.write(before, to: "dir name/f.yml")
    let diff = UnifiedDiff(path: "dir name/f.yml", before: before, after: after)
    try folder.write(diff.bytes, to: "change.diff")
    try folder.git("init", "-q")
    if before == after {
      #expect(diff.bytes.isEmpty)
    } else {
      #expect(try folder.git("apply", "--whitespace=nowarn", "change.diff") == 0)
      #expect(folder.bytes(of: "dir name/f.yml") == after)
    }
  }

  private static func text(_ random: inout SplitMix, _ ending: String) -> [UInt8] {
    let lines = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      "line \(Int.random(in: 0..<12, using: &random))"
    }
    let end = Bool.random(using: &random) ? ending : ""
    return Array((lines.joined(separator: ending) + end).utf8)
  }

  private static func mutated(_ bytes: [UInt8], _ random: inout SplitMix, _ ending: String) -> [UInt8] {
    var lines = String(decoding: bytes, as: UTF8.self).split(
      separator: ending, omittingEmptySubsequences: false
    )
    .map(String.init)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let index = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: lines.insert("new \(Int.random(in: 0..<100, using: &random))", at: index)
      case 1 where lines.count > 1: lines.remove(at: index)
      default: lines[index] = "other"
      }
    }
    return Array(lines.joined(separator: ending).utf8)
  }
}

/// A random generator that gives the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
