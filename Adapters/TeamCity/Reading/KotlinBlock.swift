/// A Kotlin file whose brackets have found one another.
struct KotlinCode {
  let tokens: [KotlinToken]
  /// For each opening bracket the place of the one that closes it.
  private let ends: [Int: Int]

  init(_ source: [UInt8]) {
    tokens = KotlinLexer.tokens(of: source)
    var ends: [Int: Int] = [:]
    var open: [(place: Int, closing: UInt8)] = []
    for (place, token) in tokens.enumerated() {
      guard case .sign(let sign) = token.kind else { continue }
      switch sign {
      case UInt8(ascii: "{"): open.append((place, UInt8(ascii: "}")))
      case UInt8(ascii: "("): open.append((place, UInt8(ascii: ")")))
      case UInt8(ascii: "["): open.append((place, UInt8(ascii: "]")))
      case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
        guard let last = open.last, last.closing == sign else { continue }
        ends[last.place] = place
        open.removeLast()
      default: continue
      }
    }
    self.ends = ends
  }

  /// What stands between a bracket and the one that closes it; `nil` if none does.
  func inside(_ place: Int) -> Range<Int>? {
    guard let end = ends[place] else { return nil }
    return place + 1..<end
  }

  /// The token at a place, if there is one.
  func token(_ place: Int) -> KotlinToken? {
    tokens.indices.contains(place) ? tokens[place] : nil
  }

  /// Whether a sign stands at a place.
  func isSign(_ sign: Character, at place: Int) -> Bool { token(place)?.isSign(sign) == true }

  /// The words and texts of a range that stand in no inner brackets.
  func block(_ range: Range<Int>) -> KotlinBlock {
    var block = KotlinBlock()
    var place = range.lowerBound
    while place < range.upperBound {
      guard let word = tokens[place].word else {
        place = inside(place).map { $0.upperBound + 1 } ?? place + 1
        continue
      }
      if isSign("=", at: place + 1), !isSign("=", at: place + 2) {
        block.values[word] = place + 2
        place += 2
        continue
      }
      let (call, next) = call(named: word, at: place)
      if let call { block.calls.append(call) }
      place = next
    }
    return block
  }

  private func call(named name: String, at place: Int) -> (KotlinCall?, next: Int) {
    var next = place + 1
    var arguments: Range<Int>?
    if isSign("(", at: next), let inside = inside(next) {
      arguments = inside
      next = inside.upperBound + 1
    }
    var body: Range<Int>?
    if isSign("{", at: next), let inside = inside(next) {
      body = inside
      next = inside.upperBound + 1
    }
    guard arguments != nil || body != nil else { return (nil, next) }
    return (KotlinCall(name: name, place: place, arguments: arguments, body: body), next)
  }
}

/// The statements of a block, as far as they are values and calls.
struct KotlinBlock {
  /// Place of the first token of each value by its name; of several the last.
  var values: [String: Int] = [:]
  var calls: [KotlinCall] = []

  /// The blocks behind a name, such as `steps { … }`.
  func bodies(_ name: String) -> [Range<Int>] {
    calls.filter { $0.name == name }.compactMap(\.body)
  }
}

/// A call, such as `script { … }` or `endsWith("a", "b")`.
struct KotlinCall {
  var name: String
  var place: Int
  var arguments: Range<Int>?
  var body: Range<Int>?
}
