/// An edit whose target has been found.
struct EditAction {
  enum Operation {
    /// Gives a node another value; the node is the one that stands there, even if it is an alias.
    case value(YAMLNode, NewValue)
    /// Adds an element to a collection, or to a null value that becomes one.
    case insert(NewElement, into: YAMLNode, at: Slot)
    /// Takes an element out of a collection.
    case remove(Int, from: YAMLNode)
    /// Puts a comment at an element of a collection.
    case comment(String, YAMLEdit.CommentPlacement, on: Int, of: YAMLNode)
  }

  /// What takes the place of a node.
  enum NewValue {
    case scalar(YAMLScalar)
    case fragment(YAMLFragment)
  }

  struct NewElement {
    /// `nil` for an item.
    var key: String?
    var value: YAMLFragment
  }

  /// Where an element goes, in terms of the elements that were there before.
  struct Slot: Comparable {
    /// The number of old elements in front.
    var index: Int
    /// Whether it clings to the element behind it rather than to the one in front.
    var isBefore: Bool
    /// The element that the edit names, which must therefore stay.
    var named: Int?

    static func < (left: Slot, right: Slot) -> Bool {
      (left.index, left.isBefore ? 1 : 0) < (right.index, right.isBefore ? 1 : 0)
    }
  }

  let operation: Operation
  /// Its place among the edits.
  let order: Int
  /// Where it acts, for messages.
  let place: Int
}

extension YAMLTree {
  /// A refusal with its place, excerpt and related places.
  func refusal(
    _ code: YAMLError.Code, _ message: String, at offset: Int? = nil, related: [YAMLPosition] = []
  ) -> YAMLError {
    YAMLError(
      code, message, at: offset.map { source.position(at: $0) },
      excerpt: offset.flatMap { source.excerpt(at: $0) }, related: related)
  }
}
