/// One change to a file, named by what it does to the tree; ``YAMLStream/applying(_:)`` finds the bytes.
///
/// Every route of a batch of edits means the tree as it was before the first of them. Where a mapping holds a
/// key twice, ``YAMLPath/Component/key(_:)`` means the entry in force by the dialect.
public struct YAMLEdit: Hashable, Sendable {
  /// What to do with a target that other places of the file refer to.
  public enum Sharing: Hashable, Sendable {
    /// Refuse, and name the lines of all who share it.
    case refuse
    /// Change the anchored node, for all who share it.
    case editAnchor
    /// Where the target itself is an alias, put a node of its own in the alias's place. Only for
    /// ``YAMLEdit/set(_:to:sharing:)`` and ``YAMLEdit/replace(_:with:sharing:)``.
    case detach
  }

  /// Where a new entry goes.
  public enum EntryPlace: Hashable, Sendable {
    /// Above all others.
    case first
    /// Below all others.
    case last
    /// Above the entry with this key, and above the comments that belong to it.
    case before(String)
    /// Below the entry with this key.
    case after(String)
  }

  /// Where a new item goes.
  public enum ItemPlace: Hashable, Sendable {
    /// Above all others.
    case first
    /// Below all others.
    case last
    /// Above the item at this place, from 0, and above the comments that belong to it.
    case before(Int)
    /// Below the item at this place, from 0.
    case after(Int)
  }

  /// Where a comment stands.
  public enum CommentPlacement: Hashable, Sendable {
    /// On lines of its own, directly above, at the same indentation.
    case above
    /// Behind, on the line where the value starts, or ends if it is a flow collection or quoted text.
    case trailing
  }

  /// What is done; the editor's own vocabulary.
  enum Operation: Hashable, Sendable {
    case set(YAMLScalar)
    case replace(YAMLFragment)
    case insertEntry(YAMLFragment.Entry, EntryPlace)
    case insertItem(YAMLFragment, ItemPlace)
    case remove
    case comment(String, CommentPlacement)
  }

  /// The node that is changed; of an insertion, the collection.
  public let path: YAMLPath
  /// What to do if others share it.
  public let sharing: Sharing
  let operation: Operation

  /// Gives a scalar another value.
  ///
  /// The quotes, block style, tag, anchor and comments stay where the new value allows it; text that would be
  /// read as a number, truth value or null gets quotes. A value that is already there changes no byte.
  ///
  /// Limits: the target must be a scalar (use ``replace(_:with:sharing:)`` for collections); a tag must allow
  /// the value; a folded block becomes a literal one if the new text has several lines.
  public static func set(_ path: YAMLPath, to value: YAMLScalar, sharing: Sharing = .refuse) -> YAMLEdit {
    YAMLEdit(path: path, sharing: sharing, operation: .set(value))
  }

  /// Puts another node in place of one.
  ///
  /// The anchor and the comment behind the value stay; the tag and the comments inside the old node go. A flow
  /// collection that is replaced by one of its kind stays in flow style if it fits on one line.
  ///
  /// Limits: what other places refer to by aliases must not be lost.
  public static func replace(
    _ path: YAMLPath, with fragment: YAMLFragment, sharing: Sharing = .refuse
  ) -> YAMLEdit {
    YAMLEdit(path: path, sharing: sharing, operation: .replace(fragment))
  }

  /// Adds an entry to a mapping, or to a value that is null, which becomes a mapping.
  ///
  /// An entry that merge keys give may be inserted: the mapping's own then stands in its place. Where the dialect
  /// lets a `<<` overwrite what stands above it, the new entry must go below it, as with ``EntryPlace/last``.
  ///
  /// Limits: the mapping itself must not hold the key; the key must fit on one line of 1024 bytes; a mapping inside a
  /// flow sequence must have its braces.
  public static func insertEntry(
    key: String, value: YAMLFragment, into path: YAMLPath, at place: EntryPlace = .last,
    sharing: Sharing = .refuse
  ) -> YAMLEdit {
    let entry = YAMLFragment.Entry(key: key, value: value)
    return YAMLEdit(path: path, sharing: sharing, operation: .insertEntry(entry, place))
  }

  /// Adds an item to a sequence, or to a value that is null, which becomes a sequence.
  public static func insertItem(
    _ fragment: YAMLFragment, into path: YAMLPath, at place: ItemPlace = .last, sharing: Sharing = .refuse
  ) -> YAMLEdit {
    YAMLEdit(path: path, sharing: sharing, operation: .insertItem(fragment, place))
  }

  /// Takes away an entry or an item, with the comments that belong to it.
  ///
  /// A collection that loses its last element becomes `{}` or `[]`. The document's root cannot be removed, nor
  /// can an anchored node that aliases elsewhere refer to.
  public static func remove(_ path: YAMLPath, sharing: Sharing = .refuse) -> YAMLEdit {
    YAMLEdit(path: path, sharing: sharing, operation: .remove)
  }

  /// Adds a comment to an entry or an item, or replaces the one that belongs to it.
  ///
  /// - Parameters:
  ///   - path: The entry or item; the document's root has no comment of its own.
  ///   - text: The comment without `#`. Each line becomes a line of its own above; behind, only one may be given.
  ///   - placement: Above, or behind.
  ///   - sharing: What to do if the route leads through an alias or merge key.
  ///
  /// Limits: behind an element that is followed by another on its line, and behind an item that is itself a
  /// block collection starting on its line, there is no room; above needs an element that starts its line.
  public static func comment(
    _ path: YAMLPath, _ text: String, placement: CommentPlacement, sharing: Sharing = .refuse
  ) -> YAMLEdit {
    YAMLEdit(path: path, sharing: sharing, operation: .comment(text, placement))
  }
}
