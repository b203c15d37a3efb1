internal import InfraMindCore
internal import LosslessYAML

/// Broken and twisted versions of a file, the same ones each time.
struct Mutations {
  private let source: [UInt8]
  private let stream: YAMLStream

  init(of source: [UInt8], dialect: YAMLDialect) {
    self.source = source
    stream = YAMLStream(reading: source, dialect: dialect)
  }

  /// The file cut off, at every byte if that is at most `count` times, else at so many places.
  func truncations(atMost count: Int) -> [[UInt8]] {
    let stride = max(1, (source.count + count - 1) / max(count, 1))
    return Swift.stride(from: 0, to: source.count, by: stride).map { Array(source[..<$0]) }
  }

  /// The file with some bytes changed, doubled, moved or gone.
  func damages(_ count: Int, seed: UInt64) -> [[UInt8]] {
    guard !source.isEmpty else { return [] }
    var dice = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      var bytes = source
      for _ in 0...dice.below(3) {
        guard !bytes.isEmpty else { break }
        let place = dice.below(bytes.count)
        let end = min(bytes.count, place + 1 + dice.below(20))
        switch dice.below(5) {
        case 0: bytes[place] = UInt8(dice.below(256))
        case 1: bytes.insert(Self.signs[dice.below(Self.signs.count)], at: place)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: dice.below(bytes.count))
        default: bytes[place] = Self.signs[dice.below(Self.signs.count)]
        }
      }
      return bytes
    }
  }

  /// The file with a value of another kind in one place after another.
  func twists(_ count: Int, with values: [YAMLFragment], seed: UInt64) -> [[UInt8]] {
    let nodes = stream.documents.flatMap(\.nodes).filter { !$0.path.components.isEmpty }
    guard !nodes.isEmpty else { return [] }
    var dice = SeededGenerator(seed: seed)
    return (0..<count).compactMap { _ in
      let node = nodes[dice.below(nodes.count)]
      let edit = YAMLEdit.replace(node.path, with: values[dice.below(values.count)], sharing: .editAnchor)
      return try? stream.applying([edit]).source
    }
  }

  /// The file with each of its texts, one after another, changed to one of `values`.
  func retold(with values: [String], atMost count: Int) -> [[UInt8]] {
    let texts = stream.documents.flatMap(\.nodes).filter { node in
      node.kind == .scalar && !node.path.components.isEmpty && stream.node(at: node.path) == node
    }
    let stride = max(1, texts.count * values.count / max(count, 1))
    return Swift.stride(from: 0, to: texts.count * values.count, by: stride).compactMap { number in
      let value = values[number % values.count]
      let edit = YAMLEdit.set(texts[number / values.count].path, to: .string(value), sharing: .editAnchor)
      return try? stream.applying([edit]).source
    }
  }

  private static let signs = Array("\n\r\t -:#&*!|>%@`'\"[]{},?<$()\\/~0aé\u{FEFF}".utf8)
}

extension SeededGenerator {
  /// A number from 0 to a bound, which is greater than 0, without it.
  fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}
