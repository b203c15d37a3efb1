internal import AdapterKit
internal import Foundation
internal import InfraMindCore

/// Questions to platforms that wait for their time.
struct QuestionTable {
  let connection: any SQLConnection

  private static let key = "org = ? AND repo = ? AND id = ?"

  /// Keeps questions; one that waits already is not kept twice.
  func ask(_ questions: [FollowUp], at now: Date) throws {
    try connection.run(
      """
      INSERT INTO questions (org, repo, id, due, attempts, document) VALUES (?, ?, ?, ?, 0, ?)
      ON CONFLICT (org, repo, id) DO NOTHING
      """,
      forEach: try questions.map { question in
        let due = now.addingTimeInterval(max(0, question.delay / .seconds(1)))
        let document = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
        return Self.values(Self.id(of: question), question) + [.time(due), .text(document)]
      }.sorted { "\($0.prefix(3))" < "\($1.prefix(3))" })
  }

  /// Leases questions whose time has come.
  func take(limit: Int, at now: Date, until end: Date) throws -> [StoredQuestion] {
    var taken: [StoredQuestion] = []
    try connection.query(
      "SELECT id, attempts, document FROM questions WHERE due <= ? ORDER BY due LIMIT ?", .time(now),
      .integer(limit)
    ) { row in
      guard
        let question = try? JSONDecoder().decode(FollowUp.self, from: Data((row.text(at: 2) ?? "").utf8))
      else { throw StoreError(.damaged, "The store holds a question that cannot be read.") }
      taken.append(
        StoredQuestion(id: row.text(at: 0) ?? "", question: question, attempts: row.int(at: 1) ?? 0))
    }
    // Of several that found it due, the first changes it, and to the others it has another number of
    // attempts.
    let leased = try connection.run(
      "UPDATE questions SET due = ?, attempts = attempts + 1 WHERE \(Self.key) AND attempts = ?",
      forEach: taken.map { [.time(end)] + Self.values($0.id, $0.question) + [.integer($0.attempts)] })
    return zip(taken, leased).filter { $1 > 0 }.map(\.0)
  }

  /// Takes a question out.
  func remove(_ question: StoredQuestion) throws {
    try connection.run(
      "DELETE FROM questions WHERE " + Self.key, forEach: [Self.values(question.id, question.question)])
  }

  /// Lets a question wait again, unless its lease ended and somebody else has it.
  func postpone(_ question: StoredQuestion, to time: Date, reason: String) throws {
    try connection.run(
      "UPDATE questions SET due = ?, reason = ? WHERE \(Self.key) AND attempts = ?",
      forEach: [
        [.time(time), .text(reason)] + Self.values(question.id, question.question)
          + [.integer(question.attempts + 1)]
      ])
  }

  private static func values(_ id: String, _ question: FollowUp) -> [SQLValue] {
    RepositoryKey(question.run.repository).values + [.text(id)]
  }

  /// Equal for equal questions, whatever they wait.
  private static func id(of question: FollowUp) -> String {
    let run = question.run
    let parts = [run.platform.rawValue, run.source, run.repository, run.run, question.question]
    let parameters = question.parameters.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    return Digest.sha256(Array("\(parts + parameters)".utf8)).prefix(16).hexadecimal
  }
}
