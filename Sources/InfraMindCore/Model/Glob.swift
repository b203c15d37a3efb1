/// A pattern over paths with `/`: `*`, `?` and `[a-z]` within a folder's name, `**` over any number of
/// folders, `{a,b}` for alternatives. Names that begin with a dot are names like any other.
///
/// Matching takes time linear in the path for each `*`; there is no input that makes it explode.
package struct Glob: Hashable, Sendable {
  /// How many alternatives the braces of a pattern may stand for together; beyond it braces are ordinary
  /// text.
  static let mostAlternatives = 64

  private let alternatives: [[Part]]

  private enum Part: Hashable, Sendable {
    case anyFolders
    case literal([UInt8])
    case pattern([UInt8])
  }

  /// Reads a pattern; a leading `./` means nothing.
  package init(_ text: String) {
    alternatives = Self.expanded(Array(text.utf8)).map(Self.parts)
  }

  /// Whether a path, from the same root and without a leading `./`, matches.
  package func matches(_ path: String) -> Bool {
    var path = path
    return path.withUTF8 { bytes in alternatives.contains { Self.matches($0, bytes) } }
  }

  /// The only path that can match, if the pattern holds nothing special.
  package var onlyPath: String? {
    guard alternatives.count == 1, let parts = alternatives.first else { return nil }
    let names = parts.compactMap(Self.literal)
    return names.count == parts.count ? names.joined(separator: "/") : nil
  }

  /// The folder that holds all that can match, if the pattern is special only in the last name; `""` is the
  /// root.
  package var onlyFolder: String? {
    var folders: Set<String> = []
    for parts in alternatives {
      let names = parts.dropLast().compactMap(Self.literal)
      guard names.count == parts.count - 1, parts.last != .anyFolders else { return nil }
      folders.insert(names.joined(separator: "/"))
    }
    return folders.count == 1 ? folders.first : nil
  }

  /// The folder that holds all that can match, as far as the pattern spells it out: `.teamcity` of
  /// `.teamcity/**/*.kts`; `""` is the root.
  package var spelledFolder: String {
    let folders = alternatives.map { parts in
      parts.dropLast().prefix { Self.literal($0) != nil }.compactMap(Self.literal).joined(separator: "/")
    }
    guard let first = folders.first, folders.allSatisfy({ $0 == first }) else { return "" }
    return first
  }

  /// The last names of all that can match, if the pattern fixes them.
  package var onlyNames: [String]? {
    let names = alternatives.compactMap { parts in parts.last.flatMap(Self.literal) }
    return names.count == alternatives.count ? names : nil
  }

  private static func literal(_ part: Part) -> String? {
    guard case .literal(let bytes) = part else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}

// MARK: - Reading a pattern

extension Glob {
  private static func parts(_ text: [UInt8]) -> [Part] {
    let names = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true).filter {
      $0 != [46]
    }
    return names.map { name in
      if name.elementsEqual("**".utf8) { return .anyFolders }
      let isSpecial = name.contains { "*?[".utf8.contains($0) }
      return isSpecial ? .pattern(Array(name)) : .literal(Array(name))
    }
  }

  /// Texts without braces that together stand for a text with them, from left to right.
  private static func expanded(_ text: [UInt8]) -> [[UInt8]] {
    var pending = [text]
    var done: [[UInt8]] = []
    while let next = pending.popLast() {
      guard let (before, choices, after) = firstBraces(in: next),
        pending.count + done.count + choices.count <= mostAlternatives
      else {
        done.append(next)
        continue
      }
      pending += choices.reversed().map { before + $0 + after }
    }
    return done
  }

  private static func firstBraces(in text: [UInt8]) -> ([UInt8], [[UInt8]], [UInt8])? {
    guard let open = text.firstIndex(of: UInt8(ascii: "{")) else { return nil }
    guard let close = text[open...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let choices = text[(open + 1)..<close].split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    return (Array(text[..<open]), choices.map(Array.init), Array(text[(close + 1)...]))
  }
}

// MARK: - Matching

extension Glob {
  private static func matches(_ parts: [Part], _ path: UnsafeBufferPointer<UInt8>) -> Bool {
    var part = 0
    var start = 0
    var lastAny: (part: Int, start: Int)?
    while start < path.count {
      if part < parts.count, parts[part] == .anyFolders {
        lastAny = (part, start)
        part += 1
        if part == parts.count { return true }
        continue
      }
      let end = endOfName(in: path, from: start)
      let name = UnsafeBufferPointer(rebasing: path[start..<end])
      if part < parts.count, matches(parts[part], name) {
        part += 1
        start = end + 1
        if part < parts.count || start >= path.count { continue }
      }
      guard let any = lastAny else { return false }
      let next = endOfName(in: path, from: any.start) + 1
      lastAny = (any.part, next)
      part = any.part + 1
      start = next
    }
    return part == parts.count
  }

  private static func endOfName(in path: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
    return end
  }

  private static func matches(_ part: Part, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    switch part {
    case .anyFolders: true
    case .literal(let text): text.count == name.count && text.elementsEqual(name)
    case .pattern(let pattern): matches(pattern, name)
    }
  }

  private static func matches(_ pattern: [UInt8], _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    var index = 0
    var lastStar: (at: Int, index: Int)?
    while index < name.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        lastStar = (at, index)
        at += 1
      } else if let next = step(pattern, at, name[index]) {
        at = next
        index += 1
      } else if let star = lastStar {
        lastStar = (star.at, star.index + 1)
        at = star.at + 1
        index = star.index + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Where the pattern goes on after one byte of a name; `nil` if the byte does not fit.
  private static func step(_ pattern: [UInt8], _ at: Int, _ byte: UInt8) -> Int? {
    guard at < pattern.count else { return nil }
    switch pattern[at] {
    case UInt8(ascii: "?"):
      return at + 1
    case UInt8(ascii: "["):
      guard let close = closingBracket(pattern, at) else { return byte == pattern[at] ? at + 1 : nil }
      return isMember(byte, of: pattern[(at + 1)..<close]) ? close + 1 : nil
    case let other:
      return other == byte ? at + 1 : nil
    }
  }

  private static func closingBracket(_ pattern: [UInt8], _ open: Int) -> Int? {
    let first = open + 1
    guard first < pattern.count else { return nil }
    return pattern[(first + 1)...].firstIndex(of: UInt8(ascii: "]"))
  }

  private static func isMember(_ byte: UInt8, of set: ArraySlice<UInt8>) -> Bool {
    var set = set
    let isNegated = set.first == UInt8(ascii: "!") || set.first == UInt8(ascii: "^")
    if isNegated { set = set.dropFirst() }
    var found = false
    while let low = set.popFirst() {
      guard set.first == UInt8(ascii: "-"), let high = set.dropFirst().first else {
        found = found || low == byte
        continue
      }
      set = set.dropFirst(2)
      found = found || (low <= high && (low...high).contains(byte))
    }
    return found != isNegated
  }
}
