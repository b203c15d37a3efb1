/// Which comments on lines of their own belong to an element of a collection. Reader and editor both ask here.
///
/// A comment belongs to an element if it stands
/// - directly above, at the element's column, without a blank line between. What has only blank lines above it at
///   the top of a file is the file's header, and belongs to no element;
/// - below the element's content in a block collection, indented deeper than the element, with nothing but such
///   comments and blank lines between.
extension SourceLines {
  /// The start of the line of the first comment above that belongs to an element, or of the element's own line.
  ///
  /// - Parameters:
  ///   - start: The first byte of an element that starts its line.
  ///   - floor: Where what stands before the element ends.
  ///   - isFirstOfRoot: Whether it is the first element of a document's outermost collection.
  func lead(ofElementAt start: Int, floor: Int, isFirstOfRoot: Bool) -> Int {
    let line = self.start(at: start)
    let column = start - line
    var lead = line
    while let above = previous(before: lead), above >= min(floor, line),
      commentColumn(ofLineAt: above) == column
    {
      lead = above
    }
    guard isFirstOfRoot, lead < line else { return lead }
    return skipBlankLines(before: lead, floor: first) == first ? line : lead
  }

  /// Behind the last comment of those that belong to the element above.
  ///
  /// - Parameters:
  ///   - lineEnd: The start of the line below the element's content.
  ///   - column: The element's.
  func endOfComments(below lineEnd: Int, deeperThan column: Int) -> Int {
    var end = lineEnd
    var line = lineEnd
    while line < count {
      if let comment = commentColumn(ofLineAt: line) {
        guard comment > column else { break }
        line = next(after: line)
        end = line
      } else {
        guard isBlank(lineAt: line) else { break }
        line = next(after: line)
      }
    }
    return end
  }
}
