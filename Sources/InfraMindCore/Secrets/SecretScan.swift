/// Where a line tells secrets, or looks as if it did.
struct SecretScan {
  /// What a text is read as.
  enum Reading {
    /// A line of YAML or of a script, where names stand before their values.
    case line
    /// Words without names.
    case words
  }

  private let bytes: [UInt8]
  private var found: [Range<Int>] = []

  /// Looks through a text.
  init(_ bytes: [UInt8], reading: Reading) {
    self.bytes = bytes
    if reading == .line { readNames() }
    readAddresses()
    readWords()
  }

  /// The secrets in the order of the text; none overlap.
  var ranges: [Range<Int>] { SecretMask.joined(found) }

  private func end(from start: Int, until stops: (UInt8) -> Bool) -> Int {
    bytes[start...].firstIndex(where: stops) ?? bytes.count
  }

  private func skippingBlanks(from start: Int) -> Int { end(from: start) { $0 != 0x20 && $0 != 0x09 } }

  private mutating func add(_ range: Range<Int>) {
    if !SecretValue.isHarmless(bytes[range]) { found.append(range) }
  }
}

// MARK: - Names and their values

extension SecretScan {
  private mutating func readNames() {
    var quote: UInt8?
    var depth = 0
    var index = 0
    let isLogin = bytes.containsBytes(of: "login")
    while index < bytes.count {
      let byte = bytes[index]
      guard byte.isNamePart else {
        if byte == quote { quote = nil } else if quote == nil, byte.isQuote { quote = byte }
        if byte == UInt8(ascii: "{") { depth += 1 }
        if byte == UInt8(ascii: "}") { depth -= 1 }
        index += 1
        continue
      }
      let name = index..<end(from: index) { !$0.isNamePart }
      readName(name, quote, isFlow: depth > 0, isLogin: isLogin)
      index = name.upperBound
    }
  }

  private mutating func readName(_ name: Range<Int>, _ quote: UInt8?, isFlow: Bool, isLogin: Bool) {
    let text = bytes[name]
    let isSecret = SecretNames.covers(text)
    let isUser = text.elementsEqual("-u".utf8) || text.elementsEqual("--user".utf8)
    let isPassword = isLogin && text.elementsEqual("-p".utf8)
    let isBearer = String(decoding: text, as: UTF8.self).lowercasedASCII == "bearer"
    guard isSecret || isUser || isPassword || isBearer else { return }

    let isQuotedName = quote != nil && name.lowerBound > 0 && bytes[name.lowerBound - 1] == quote
    let closes = isQuotedName && name.upperBound < bytes.count && bytes[name.upperBound] == quote
    let outer = closes ? nil : quote
    var place = skippingBlanks(from: closes ? name.upperBound + 1 : name.upperBound)
    guard place < bytes.count else { return }
    let sign = bytes[place]
    if sign == UInt8(ascii: ":") || sign == UInt8(ascii: "=") {
      let isTight = place + 1 < bytes.count && !bytes[place + 1].isBlank && !bytes[place + 1].isQuote
      place = skippingBlanks(from: place + 1)
      let isWord = sign == UInt8(ascii: "=") || isTight
      let value = value(at: place, outer, isWord: isWord, isFlow: isFlow)
      if isUser { addUser(value) } else { add(value) }
    } else if place > name.upperBound, text.first == UInt8(ascii: "-") || isBearer {
      let value = value(at: place, outer, isWord: true, isFlow: isFlow)
      if isUser { addUser(value) } else { add(value) }
    }
  }

  /// The value that begins at a place: what a quote holds, a word, or all to the end of the line or its comment.
  private func value(at place: Int, _ outer: UInt8?, isWord: Bool, isFlow: Bool) -> Range<Int> {
    guard place < bytes.count else { return place..<place }
    if bytes[place].isQuote, bytes[place] != outer {
      let quote = bytes[place]
      return place + 1..<end(from: place + 1) { $0 == quote }
    }
    if let outer, !isWord { return place..<end(from: place) { $0 == outer } }
    if isWord {
      return place..<end(from: place) { $0.isBlank || $0.isQuote || $0 == outer || ";&|@,".utf8.contains($0) }
    }
    if isFlow { return place..<end(from: place) { ",}".utf8.contains($0) } }
    var stop = place
    while stop < bytes.count, !(bytes[stop] == UInt8(ascii: "#") && stop > 0 && bytes[stop - 1].isBlank) {
      stop += 1
    }
    while stop > place, bytes[stop - 1].isBlank { stop -= 1 }
    return place..<stop
  }

  /// `name:password` as it follows `-u`; numbers are a user and a group.
  private mutating func addUser(_ value: Range<Int>) {
    guard let colon = bytes[value].firstIndex(of: UInt8(ascii: ":")) else { return }
    guard !bytes[value].allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ":") }) else { return }
    if !SecretValue.isHarmless(bytes[colon + 1..<value.upperBound]) { found.append(value) }
  }
}

// MARK: - Addresses and words

extension SecretScan {
  /// What stands before the `@` of an address, unless it is the `git` of so many.
  private mutating func readAddresses() {
    var index = 0
    while index + 3 <= bytes.count {
      guard bytes[index..<index + 3].elementsEqual("://".utf8) else {
        index += 1
        continue
      }
      let start = index + 3
      let stop = end(from: start) { $0.isBlank || $0.isQuote || "/?#<>".utf8.contains($0) }
      index = stop
      guard let at = bytes[start..<stop].lastIndex(of: UInt8(ascii: "@")) else { continue }
      let user = bytes[start..<at]
      let secret = user.firstIndex(of: UInt8(ascii: ":")).map { user[($0 + 1)...] } ?? user
      if !user.elementsEqual("git".utf8), !SecretValue.isHarmless(secret) { found.append(start..<at) }
    }
  }

  private mutating func readWords() {
    var index = 0
    while index < bytes.count {
      guard bytes[index].isTokenPart else {
        index += 1
        continue
      }
      let next = end(from: index) { !$0.isTokenPart }
      // A full stop ends a sentence rather than a token.
      let word = index..<(bytes[index..<next].lastIndex { $0 != UInt8(ascii: ".") }.map { $0 + 1 } ?? next)
      if let start = SecretValue.tokenStart(in: bytes[word]) {
        found.append(start..<word.upperBound)
      } else if SecretValue.looksRandom(bytes[word], isDigest: isDigest(word)) {
        found.append(word)
      }
      index = next
    }
  }

  /// Whether a word stands where commits and digests do, as in `checkout@…` or `sha256:…`.
  private func isDigest(_ word: Range<Int>) -> Bool {
    guard word.lowerBound > 0 else { return false }
    let before = bytes[word.lowerBound - 1]
    return before == UInt8(ascii: "@")
      || before == UInt8(ascii: ":") && word.lowerBound > 6
        && bytes[..<(word.lowerBound - 1)].suffix(6).elementsEqual("sha256".utf8)
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
  fileprivate var isQuote: Bool { "\"'`".utf8.contains(self) }
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  private var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  /// Letters, digits and what joins them in a name.
  fileprivate var isNamePart: Bool { isLetter || isDigit || "_-.".utf8.contains(self) }
  /// Letters, digits and what else tokens and encoded bytes are written with.
  fileprivate var isTokenPart: Bool { isNamePart || "+/=".utf8.contains(self) }
}
