package import LosslessYAML

/// Makes plausible edits for a file, the same ones for the same seed: for property tests and fuzzing.
///
/// Values, keys and comments are chosen to be awkward. Some of the edits deserve a refusal.
package struct YAMLEditSampler {
  private var random: SplitMix64

  /// Makes a sampler; equal seeds give equal edits.
  package init(seed: UInt64) {
    random = SplitMix64(state: seed)
  }

  /// Single edits, each meant to be applied to the file as it is. Empty for a file without nodes.
  package mutating func edits(for stream: YAMLStream, count: Int) -> [YAMLEdit] {
    let documents = stream.documents.filter { !$0.nodes.isEmpty }
    guard !documents.isEmpty, count > 0 else { return [] }
    return (0..<count).compactMap { _ in
      pick(documents).flatMap { document in pick(document.nodes) }.map { edit(at: $0) }
    }
  }

  /// Insertions into collections that have elements, each with the path of what it inserts: removing that gives
  /// the file as it was.
  package mutating func insertions(
    into stream: YAMLStream, count: Int
  ) -> [(edit: YAMLEdit, path: YAMLPath)] {
    let collections = stream.documents.flatMap(\.nodes).filter { !$0.entries.isEmpty || !$0.items.isEmpty }
    guard !collections.isEmpty, count > 0 else { return [] }
    return (0..<count).compactMap { _ in pick(collections).map { insertion(into: $0) } }
  }

  private mutating func insertion(into node: YAMLNode) -> (edit: YAMLEdit, path: YAMLPath) {
    let path = node.path
    let value = fragment(depth: 0)
    guard node.kind == .mapping else {
      let place = place(node.items.count)
      let index =
        switch place {
        case .first: 0
        case .before(let item): item
        case .after(let item): item + 1
        case .last: node.items.count
        }
      return (.insertItem(value, into: path, at: place), path.appending(.index(index)))
    }
    let key = "new-\(random.below(1000))"
    let place = place(node.entries.map(\.key.text))
    return (.insertEntry(key: key, value: value, into: path, at: place), path.appending(.key(key)))
  }

  private mutating func edit(at node: YAMLNode) -> YAMLEdit {
    let path = node.path
    let sharing: YAMLEdit.Sharing = chance(5) ? .editAnchor : chance(12) ? .detach : .refuse
    switch random.below(8) {
    case 0: return .remove(path, sharing: sharing)
    case 1: return .replace(path, with: fragment(depth: 0), sharing: sharing)
    case 2: return .comment(path, comment(), placement: .above, sharing: sharing)
    case 3: return .comment(path, comment(), placement: .trailing, sharing: sharing)
    default: break
    }
    switch node.kind {
    case .mapping:
      let keys = node.entries.map(\.key.text)
      return .insertEntry(
        key: key(), value: fragment(depth: 0), into: path, at: place(keys), sharing: sharing)
    case .sequence:
      return .insertItem(fragment(depth: 0), into: path, at: place(node.items.count), sharing: sharing)
    case .scalar, .alias:
      if node.scalar == .null, chance(2) {
        return chance(2)
          ? .insertItem(fragment(depth: 0), into: path, sharing: sharing)
          : .insertEntry(key: key(), value: fragment(depth: 0), into: path, sharing: sharing)
      }
      return .set(path, to: scalar(), sharing: sharing)
    }
  }

  // MARK: - Parts

  private mutating func place(_ keys: [String]) -> YAMLEdit.EntryPlace {
    guard let key = pick(keys) else { return .last }
    switch random.below(4) {
    case 0: return .first
    case 1: return .before(key)
    case 2: return .after(key)
    default: return .last
    }
  }

  private mutating func place(_ count: Int) -> YAMLEdit.ItemPlace {
    guard count > 0 else { return .last }
    switch random.below(4) {
    case 0: return .first
    case 1: return .before(random.below(count))
    case 2: return .after(random.below(count))
    default: return .last
    }
  }

  private mutating func fragment(depth: Int) -> YAMLFragment {
    switch random.below(depth < 3 ? 9 : 4) {
    case 0: return .literal(pick(Self.texts) ?? "")
    case 1, 2, 3: return .scalar(scalar(), style: style())
    case 4: return .commented(fragment(depth: depth + 1), trailing: "new")
    case 5: return .flow(fragment(depth: depth + 1))
    case 6: return .sequence((0..<random.below(4)).map { _ in fragment(depth: depth + 1) })
    default:
      let keys = Set((0..<random.below(4)).map { _ in key() }).sorted()
      return .mapping(keys.map { ($0, fragment(depth: depth + 1)) })
    }
  }

  private mutating func style() -> YAMLFragment.ScalarStyle {
    chance(6) ? .singleQuoted : chance(6) ? .doubleQuoted : .automatic
  }

  private mutating func scalar() -> YAMLScalar {
    switch random.below(8) {
    case 0: .int(Int(truncatingIfNeeded: random.next()) >> random.below(64))
    case 1: .bool(chance(2))
    case 2: .null
    case 3: .float(pick([0.5, -1e300, 3, .infinity, .nan, 1e-7]) ?? 0)
    default: .string(pick(Self.texts) ?? "")
    }
  }

  private mutating func key() -> String {
    chance(2) ? "new-\(random.below(1000))" : pick(Self.texts) ?? "new"
  }

  private mutating func comment() -> String {
    pick(["note", "two\nlines", "", "# sharp", "ünïcödé 😀", "a: b", "bad\u{7}"]) ?? ""
  }

  private mutating func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }

  private mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element? {
    guard !values.isEmpty else { return nil }
    return values[values.index(values.startIndex, offsetBy: random.below(values.count))]
  }

  private static let texts = [
    "x", "ubuntu-24.04", "actions/cache@v4", "${{ matrix.os }}", "", " ", "3.10", "0x1F", "true", "yes", "on",
    "~",
    "null", "2026-01-31", "1:30", "- a", "a: b", "a:b", "a # b", "a#b", "#", "&a", "*a", "!a", "|", ">-",
    "%a", "@a",
    "`", "'", "\"", "it's \"x\"", "\\", "[a]", "{a}", "a, b", "?", "? a", ":", "-", "--", "---", "...", "a ",
    "\ta",
    "a\tb", "é", "日本", "😀", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{7}", "\0", "a\nb", "a\nb\n", "a\n\n", "\n",
    "\n\na\n",
    "  a\nb\n", "a\n  b\n\n\nc\n", "a\r\nb\r\n", "a\n---\nb\n", "# a\n- b\n", "a\n ", " \na\n", "<<", "=",
    "e\u{301}",
  ]
}

/// A small generator of random numbers; equal states give equal numbers.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to a bound, which is greater than 0, without it.
  mutating func below(_ bound: Int) -> Int {
    Int(next() % UInt64(max(bound, 1)))
  }
}
