/// The place that an item or an entry takes in its collection, with the comments and blank lines around it.
///
/// A comment on a line of its own belongs to the member below it if it is indented as far and no blank line lies
/// between them. In block collections a comment that is indented deeper than the members belongs to the member above it instead. The
/// comments at the very top of a file belong to the file, and comments apart from both neighbours to neither.
public struct YAMLMember: Sendable, Hashable {
  /// From the `-`, `?` or first byte to the end of the content, in the sense of ``YAMLNode/range``. In a flow
  /// collection without the comma behind it.
  public let range: Range<Int>
  /// The comments on lines of their own directly above, at the member's column, in the order of the text.
  public let leadingComments: [YAMLComment]
  /// The comments further up, behind the member before, that belong to neither.
  public let detachedComments: [YAMLComment]
  /// The comment on the line where a scalar, alias or flow collection ends; behind the indicator of a block
  /// scalar; behind the colon or dash of a block collection that begins on a later line.
  public let trailingComment: YAMLComment?
  /// The comments on lines of their own directly below that are indented deeper than the member.
  public let followingComments: [YAMLComment]
  /// The blank lines directly above the leading comments, or above the member if it has none.
  public let blankLinesAbove: Range<Int>
  /// Whole lines from the first leading comment to the last following one or to the end of the member, with
  /// the last line break; `nil` if the member shares a line with anything but its comments.
  public let lines: Range<Int>?

  init(of collection: YAMLNode, at place: Int) {
    self = MemberSurvey(collection: collection, place: place).member()
  }

  init(
    range: Range<Int>, above: MemberSurvey.Above, trailingComment: YAMLComment?,
    followingComments: [YAMLComment], lines: Range<Int>?
  ) {
    self.range = range
    leadingComments = above.leading
    detachedComments = above.detached
    self.trailingComment = trailingComment
    self.followingComments = followingComments
    blankLinesAbove = above.blankLines
    self.lines = lines
  }
}
