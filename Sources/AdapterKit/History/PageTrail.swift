/// Follows pages within bounds: a server that links in a circle, or to nothing again and again, is left.
public struct PageTrail: Sendable {
  private static let mostEmptyPages = 3

  private var seen: Set<APIAddress> = []
  private var emptyPages = 0

  /// No page read yet.
  public init() {}

  /// The page after one that was read; `nil` after the last.
  ///
  /// - Parameter found: How many things the page held.
  /// - Throws: ``AdapterError/Code/unexpectedAnswer`` if it was read before, or the last ones were all empty.
  public mutating func next(after answer: APIAnswer, found: Int) throws(AdapterError) -> APIAddress? {
    guard let next = answer.next else { return nil }
    emptyPages = found == 0 ? emptyPages + 1 : 0
    guard seen.insert(next).inserted, emptyPages < Self.mostEmptyPages else {
      throw AdapterError(
        .unexpectedAnswer,
        "The API's pages go on without end: \(SentenceText.word(next.target)) comes up again.")
    }
    return next
  }
}
