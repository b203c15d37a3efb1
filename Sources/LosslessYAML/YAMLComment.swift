/// A comment as it stands in the file.
public struct YAMLComment: Sendable, Hashable {
  /// The bytes from `#` to the end of the line, without the line break.
  public let range: Range<Int>
  /// The text behind `#`, without one blank in front and without blanks at the end.
  public let text: String
  /// Where it begins.
  public let position: YAMLPosition

  init(_ range: Range<Int>, in source: SourceText) {
    self.range = range
    var text = source.bytes[range].drop { $0 == .hash }
    if text.first == .space { text.removeFirst() }
    while let last = text.last, last.isBlank { text.removeLast() }
    self.text = String(decoding: text, as: UTF8.self)
    position = source.position(at: range.lowerBound)
  }
}

extension YAMLNode {
  /// The place that the node, as an item, a key or a value, takes in its collection; `nil` for a root.
  public var member: YAMLMember? {
    guard let parent, let place = childIndex else { return nil }
    return YAMLMember(of: parent, at: parent.kind == .mapping ? place / 2 : place)
  }

  /// The comments directly above the item or entry that the node belongs to: see ``YAMLMember``.
  public var leadingComments: [YAMLComment] { member?.leadingComments ?? [] }

  /// The comment on the line of the item or entry that the node belongs to: see ``YAMLMember``.
  public var trailingComment: YAMLComment? { member?.trailingComment }
}

extension YAMLEntry {
  /// The place that the entry takes in its mapping.
  public var member: YAMLMember? { key.member }

  /// The comments directly above the entry: see ``YAMLMember``.
  public var leadingComments: [YAMLComment] { key.leadingComments }

  /// The comment on the entry's line: see ``YAMLMember``.
  public var trailingComment: YAMLComment? { key.trailingComment }
}
