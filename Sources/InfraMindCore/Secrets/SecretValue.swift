/// What tells a secret from other words by its looks.
enum SecretValue {
  /// Whether a value is none that anybody has to hide: empty, a switch, or the name of what a run puts in.
  static func isHarmless(_ value: ArraySlice<UInt8>) -> Bool {
    guard let first = value.first else { return true }
    let text = String(decoding: value, as: UTF8.self)
    if switches.contains(text.lowercasedASCII) { return true }
    switch first {
    case UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"): return true
    case UInt8(ascii: "%"): return text.hasSuffix("%") && text.utf8.count > 2
    case UInt8(ascii: "<"): return text.hasPrefix("<<") && text.hasSuffix(">>")
    case UInt8(ascii: "$"): return isReference(text)
    default: return false
    }
  }

  /// `$NAME`, `${NAME}`, `$(command)`, `${{ expression }}`, and nothing beside them.
  private static func isReference(_ text: String) -> Bool {
    if text.hasPrefix("$(") { return true }
    if text.hasPrefix("${") { return text.hasSuffix("}") }
    return text.utf8.count > 1
      && text.utf8.dropFirst().allSatisfy {
        $0 == UInt8(ascii: "_") || $0.isDigit || $0.isSmall || $0.isCapital || $0 == UInt8(ascii: "$")
      }
  }

  private static let switches: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "null", "~", "read", "write", "none", "inherit", "required",
  ]

  /// Where a token of a known service begins in a word; `nil` if there is none.
  static func tokenStart(in word: ArraySlice<UInt8>) -> Int? {
    guard word.count >= 8 else { return nil }
    var isStart = true
    for index in word.indices {
      if isStart {
        let rest = word[index...]
        if tokens.contains(where: { rest.starts(with: $0.start) && $0.fits(rest) }) { return index }
      }
      isStart = "=/+".utf8.contains(word[index])
    }
    return nil
  }

  private struct Token: Sendable {
    let start: [UInt8]
    let least: Int

    /// - Parameter least: Least bytes behind the start.
    init(_ start: String, _ least: Int = 4) {
      self.start = Array(start.utf8)
      self.least = least
    }

    func fits(_ word: ArraySlice<UInt8>) -> Bool {
      let rest = word.dropFirst(start.count)
      // `sk-` and the like begin ordinary words, too; those have no digits.
      return rest.count >= least && (start.count > 3 || rest.contains(where: \.isDigit))
    }
  }

  private static let tokens: [Token] =
    [
      "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-",
      "CCIPAT_", "bkua_", "xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-", "xapp-", "AKIA", "ASIA",
      "AIza", "sk_live_", "sk_test_", "rk_live_", "npm_", "pypi-", "dckr_pat_", "dop_v1_", "hvs.", "shpat_",
    ]
    .map { Token($0, 8) } + [Token("sk-", 16), Token("SG.", 16), Token("eyJ", 12)]

  /// Whether a word is too long and too mixed to be one that somebody thought of.
  ///
  /// - Parameter isDigest: Whether it stands where commits and digests do: those are not secret.
  static func looksRandom(_ word: ArraySlice<UInt8>, isDigest: Bool) -> Bool {
    guard word.count >= 20 else { return false }
    if word.allSatisfy(\.isHexadecimal) {
      return !isDigest && word.count >= 32 && word.contains(where: \.isDigit)
        && word.contains(where: { !$0.isDigit })
    }
    let parts = word.split(separator: UInt8(ascii: "/"))
    // Bytes in base 64 have a `/` now and then; a path has it between words.
    if parts.count == 1 || word.count >= 40 && isMixed(word) { return isMixed(word) }
    return parts.contains { $0.count >= 20 && isMixed($0) }
  }

  /// Whether small letters, capitals and digits take turns more often than words and numbers do.
  private static func isMixed(_ word: ArraySlice<UInt8>) -> Bool {
    var counts = [0, 0, 0, 0]
    var turns = 0
    var last = 0
    for byte in word {
      let kind = byte.isSmall ? 0 : byte.isCapital ? 1 : byte.isDigit ? 2 : 3
      counts[kind] += 1
      if kind != last, kind < 3 { turns += 1 }
      if kind < 3 { last = kind }
    }
    return counts[..<3].allSatisfy { $0 > 0 } && turns * 100 >= word.count * 42
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  fileprivate var isSmall: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
  fileprivate var isHexadecimal: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}
