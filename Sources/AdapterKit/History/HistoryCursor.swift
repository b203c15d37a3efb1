/// Reads a history a page at a time, and keeps where it is in between.
public protocol HistoryCursor: Sendable {
  /// The next page; `nil` at the end.
  mutating func next() async throws -> HistoryPage?
}

extension AsyncThrowingStream where Element == HistoryPage, Failure == any Error {
  /// The pages of a cursor. None is read before it is asked for, so that nothing is asked of the platform that nobody
  /// will see.
  ///
  /// - Parameter cursor: Makes the cursor; what it throws is thrown with the first page.
  public init(reading cursor: @escaping @Sendable () throws -> some HistoryCursor) {
    let reader = CursorReader(cursor)
    self.init { try await reader.next() }
  }
}

private actor CursorReader<Cursor: HistoryCursor> {
  private let make: @Sendable () throws -> Cursor
  private var cursor: Cursor?

  init(_ make: @escaping @Sendable () throws -> Cursor) { self.make = make }

  func next() async throws -> HistoryPage? {
    try Task.checkCancellation()
    var current = try cursor ?? make()
    let page = try await current.next()
    cursor = current
    return page
  }
}
