/// Remembers answers for conditional requests: what has not changed costs no quota on some platforms.
package protocol AnswerMemory: Sendable {
  /// The answer remembered for an address.
  func answer(for url: String) -> RememberedAnswer?
  /// Remembers an answer, perhaps in place of others.
  func remember(_ answer: RememberedAnswer, for url: String)
}

/// An answer with what tells its version.
package struct RememberedAnswer: Sendable, Codable, Hashable {
  /// The `ETag` header.
  package var tag: String
  /// The `Link` header.
  package var link: String?
  /// The body, decoded.
  package var body: [UInt8]

  /// Remembers.
  package init(tag: String, link: String?, body: [UInt8]) {
    self.tag = tag
    self.link = link
    self.body = body
  }
}
