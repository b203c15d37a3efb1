internal import InfraMindCore

/// The comments on one pull or merge request, as a code host keeps them.
protocol CommentThread: Sendable {
  /// All comments, oldest first.
  func comments() async throws -> [HostComment]
  /// Writes a new one.
  func add(_ body: String) async throws -> HostComment
  /// Exchanges the text of one.
  func replace(_ comment: HostComment, by body: String) async throws
  /// Takes one out.
  func delete(_ comment: HostComment) async throws
}

/// A comment on a pull or merge request.
struct HostComment: Sendable, Hashable {
  var id: String
  var body: String
  /// Whether we wrote it, as far as the host tells: others' are never touched, whatever they hold.
  var isOurs: Bool
  var address: String?
}

extension CommentThread {
  /// Keeps one comment with a report: made where there is none, brought up to date where there is one, left alone where it
  /// says the same. Where nothing is to be done none is made.
  ///
  /// Two jobs may come at once: of two comments the older one stays.
  func keep(_ report: Report) async throws -> ReportReceipt {
    let body = report.markedMarkdown
    let own = try await own(report.marker)
    guard let first = own.first else {
      guard !report.isAllWell else {
        return .nothing("There is nothing to suggest, and no comment says otherwise.")
      }
      let made = try await add(body)
      let elder = try await self.own(report.marker).first { $0.id != made.id && $0.isBefore(made) }
      guard elder == nil else {
        try await clear(made)
        return .unchanged(elder?.address)
      }
      return .created(made.address)
    }
    for surplus in own.dropFirst() { try await clear(surplus) }
    guard !first.says(body) else { return .unchanged(first.address) }
    try await replace(first, by: body)
    return .updated(first.address)
  }

  /// Takes out one too many, unless another job just did.
  private func clear(_ comment: HostComment) async throws {
    do {
      try await delete(comment)
    } catch let error as AdapterError where error.code == .notFound {}
  }

  /// Takes the comment out, if there is one.
  func withdraw(_ marker: String) async throws -> ReportReceipt {
    let own = try await own(marker)
    for comment in own { try await delete(comment) }
    return own.isEmpty ? .nothing("There is no comment of ours.") : .removed
  }

  private func own(_ marker: String) async throws -> [HostComment] {
    try await comments().filter { $0.isOurs && $0.body.hasPrefix(marker) }
  }
}

extension HostComment {
  /// Hosts number comments upwards.
  fileprivate func isBefore(_ other: HostComment) -> Bool {
    guard let mine = Int(id), let its = Int(other.id) else { return false }
    return mine < its
  }

  /// Hosts may give line breaks back as they like, and leave out blanks at the end.
  fileprivate func says(_ text: String) -> Bool { Self.plain(body) == Self.plain(text) }

  private static func plain(_ text: String) -> [Substring] {
    var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines
  }
}
