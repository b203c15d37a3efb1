internal import InfraMindCore
internal import LosslessYAML

/// The same pipeline, written otherwise: what no reader of the platform would notice.
struct Restatement {
  private let stream: YAMLStream
  private let jobs: [SourcePosition]

  /// - Parameter jobs: Where jobs are defined; entries of one mapping that are all jobs may change places.
  init(of source: [UInt8], dialect: YAMLDialect, jobs: [SourcePosition]) {
    stream = YAMLStream(reading: source, dialect: dialect)
    self.jobs = jobs
  }

  /// Each way of writing, with what was done. Empty for a file that cannot be read.
  var all: [(what: String, bytes: [UInt8])] {
    guard stream.problem == nil, !stream.documents.isEmpty else { return [] }
    return comments.map { ("A comment", $0) } + blankLines.map { ("A blank line", $0) }
      + lineEnds.map { ("Another line end", $0) } + quotedKeys.map { ("A quoted key", $0) }
      + layouts.map { ("Another layout", $0) } + swaps.map { ("Another order", $0) }
  }

  // MARK: - Comments and blanks

  private var comments: [[UInt8]] {
    var places = topEntries.map(\.key) + jobNodes
    places = places.filter { !$0.path.components.isEmpty }
    var results: [[UInt8]] = []
    for placement in [YAMLEdit.CommentPlacement.above, .trailing] {
      for node in Set(places).sorted(by: { $0.range.lowerBound < $1.range.lowerBound }).prefix(12) {
        let edit = YAMLEdit.comment(node.path, "said: [here", placement: placement)
        if let bytes = edited([edit]) { results.append(bytes) }
      }
    }
    if stream.documents[0].startsImplicitly, !startsWithMark {
      results.append(Array("# first\n".utf8) + source)
    }
    results.append(source + Array("\n# last\n".utf8))
    return results.filter(reads)
  }

  private var blankLines: [[UInt8]] {
    topEntries.prefix(12).compactMap { entry in
      let start = entry.key.fullRange.lowerBound
      guard isLineStart(start), start > 0, endsPlainly(before: start) else { return nil }
      return Array(source[..<start]) + [0x0A] + Array(source[start...])
    }.filter(reads)
  }

  private var lineEnds: [[UInt8]] {
    guard !source.contains(0x0D) else { return [] }
    return [source.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }].filter(reads)
  }

  // MARK: - Quotes and layout

  private var quotedKeys: [[UInt8]] {
    jobNodes.filter {
      $0.style == .plain && $0.scalar == .string($0.text) && $0.anchor == nil && !$0.text.isEmpty
    }
    .prefix(12).map { key in
      let quoted = Array("\"\(key.text)\"".utf8)
      return Array(source[..<key.range.lowerBound]) + quoted + Array(source[key.range.upperBound...])
    }.filter(reads)
  }

  /// A top-level entry written anew from its values, without comments, in our own indentation and as a flow.
  private var layouts: [[UInt8]] {
    topEntries.prefix(12).flatMap { entry -> [[UInt8]] in
      guard let fragment = YAMLFragment(restating: entry.value), !entry.value.entries.isEmpty else {
        return []
      }
      let path = entry.value.path
      let styles: [YAMLFragment] = entry.value.hasBlockScalars ? [fragment] : [fragment, .flow(fragment)]
      return styles.compactMap { style in
        edited([.replace(path, with: style)])
      }
    }.filter(reads)
  }

  // MARK: - Order

  private var swaps: [[UInt8]] {
    let lists = mappings.map(\.entries).map(Array.init)
    var results = lists.flatMap { entries in
      zip(entries, entries.dropFirst()).prefix(8).compactMap { swapped($0, $1) }
    }
    results += zip(stream.documents, stream.documents.dropFirst()).prefix(4).compactMap { swapped($0, $1) }
    return results.filter(reads)
  }

  /// Mappings whose entries stand for themselves: roots, and those that hold jobs.
  private var mappings: [YAMLNode] {
    let roots = stream.documents.compactMap(\.root).filter { $0.kind == .mapping }
    let parents = jobNodes.compactMap(\.parent).filter { $0.kind == .mapping }
    return Set(roots + parents).sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// Two neighbours in block style in each other's place, with the comments above them.
  private func swapped(_ first: YAMLEntry, _ second: YAMLEntry) -> [UInt8]? {
    guard !first.sharesNodes, !second.sharesNodes, first.key.text != second.key.text else { return nil }
    let start = lineStart(first)
    let middle = lineStart(second)
    guard let start, let middle, let end = endOfLines(second, from: middle) else { return nil }
    guard source[end - 1] == 0x0A, middle > start else { return nil }
    let between = Array(source[start..<middle])
    return Array(source[..<start]) + Array(source[middle..<end]) + between + Array(source[end...])
  }

  private func swapped(_ first: YAMLDocument, _ second: YAMLDocument) -> [UInt8]? {
    guard !first.startsImplicitly, !second.startsImplicitly, first.endsImplicitly, second.endsImplicitly
    else { return nil }
    let (one, two) = (first.range, second.range)
    guard one.upperBound <= two.lowerBound else { return nil }
    return Array(source[..<one.lowerBound]) + Array(source[two])
      + Array(source[one.upperBound..<two.lowerBound]) + Array(source[one]) + Array(source[two.upperBound...])
  }

  /// Where the lines of an entry in block style begin; `nil` if something else stands on its first line.
  private func lineStart(_ entry: YAMLEntry) -> Int? {
    var start = entry.leadingComments.first?.range.lowerBound ?? entry.key.fullRange.lowerBound
    guard entry.key.parent?.style == .block else { return nil }
    while start > 0, source[start - 1] != 0x0A {
      guard source[start - 1] == 0x20 else { return nil }
      start -= 1
    }
    return start
  }

  /// Behind the last line of an entry.
  private func endOfLines(_ entry: YAMLEntry, from start: Int) -> Int? {
    var end = max(entry.value.range.upperBound, entry.key.range.upperBound, start + 1)
    while end < source.count, source[end - 1] != 0x0A { end += 1 }
    return end
  }

  // MARK: - Parts

  private var source: [UInt8] { stream.source }

  private var topEntries: [YAMLEntry] { stream.documents.compactMap(\.root).flatMap(\.entries) }

  /// The keys at which jobs are defined.
  private var jobNodes: [YAMLNode] {
    let lines = Set(jobs.map { [$0.line, $0.column] })
    return stream.documents.flatMap(\.nodes).filter { node in
      guard node.kind == .scalar, node.parent?.kind == .mapping else { return false }
      guard node.parent?.entries.contains(where: { $0.key == node }) == true else { return false }
      return lines.contains([node.position.line, node.position.column])
    }
  }

  private var startsWithMark: Bool { source.starts(with: [0xEF, 0xBB, 0xBF]) }

  private func isLineStart(_ offset: Int) -> Bool { offset == 0 || source[offset - 1] == 0x0A }

  /// Whether no block scalar ends here, to which a blank line would belong.
  private func endsPlainly(before offset: Int) -> Bool {
    !stream.documents.flatMap(\.nodes).contains { node in
      (node.style == .literal || node.style == .folded) && node.range.upperBound == offset
    }
  }

  private func edited(_ edits: [YAMLEdit]) -> [UInt8]? {
    do throws(YAMLError) {
      let revision = try stream.applying(edits)
      return revision.changes.isEmpty ? nil : revision.source
    } catch {
      return nil
    }
  }

  /// Whether what was written is still read, without new warnings.
  private func reads(_ bytes: [UInt8]) -> Bool {
    let again = YAMLStream(reading: bytes, dialect: stream.dialect)
    return again.problem == nil && again.warnings.count == stream.warnings.count
      && again.documents.count == stream.documents.count
  }
}

extension YAMLEntry {
  /// Whether the order of entries matters to this one: anchors must precede their aliases, merges rank by place.
  fileprivate var sharesNodes: Bool {
    isDuplicate || key.text == "<<" || key.bearsSharing || value.bearsSharing
  }
}

extension YAMLNode {
  fileprivate var bearsSharing: Bool {
    if kind == .alias || anchor != nil { return true }
    return entries.contains { $0.key.bearsSharing || $0.value.bearsSharing }
      || items.contains(where: \.bearsSharing)
  }

  fileprivate var hasBlockScalars: Bool {
    if style == .literal || style == .folded { return true }
    return entries.contains { $0.value.hasBlockScalars } || items.contains(where: \.hasBlockScalars)
  }
}

extension YAMLFragment {
  /// The values of a node; `nil` if it has anchors, aliases, tags, merges, or numbers whose very digits may count.
  init?(restating node: YAMLNode) {
    guard node.anchor == nil, node.tag == nil else { return nil }
    switch node.kind {
    case .alias: return nil
    case .scalar:
      guard let scalar = Self.restated(node) else { return nil }
      self = scalar
    case .sequence:
      let items = node.items.map { YAMLFragment(restating: $0) }
      guard !items.contains(nil) else { return nil }
      self = .sequence(items.compactMap(\.self))
    case .mapping:
      var entries: [(String, YAMLFragment)] = []
      for entry in node.entries {
        guard entry.key.kind == .scalar, entry.key.scalar == .string(entry.key.text), entry.key.tag == nil,
          entry.key.anchor == nil, entry.key.text != "<<", !entry.isDuplicate,
          let value = YAMLFragment(restating: entry.value)
        else { return nil }
        entries.append((entry.key.text, value))
      }
      self = .mapping(entries)
    }
  }

  private static func restated(_ node: YAMLNode) -> YAMLFragment? {
    if node.isEmpty { return nil }
    switch node.scalar {
    case .string(let text): return .scalar(.string(text))
    case .bool(let truth): return node.text == "\(truth)" ? .scalar(.bool(truth)) : nil
    case .int(let number): return node.text == "\(number)" ? .scalar(.int(number)) : nil
    case .null, .float, nil: return nil
    }
  }
}
