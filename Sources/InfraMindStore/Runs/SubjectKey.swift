internal import InfraMindCore

/// A subject of facts as part of a key: views from inside come before jobs, and the run itself last.
struct SubjectKey: Hashable, Comparable, Sendable {
  let text: String

  /// The whole run.
  static let run = SubjectKey(text: "r")

  init(text: String) { self.text = text }

  init(_ subject: JobRunFacts.Subject) {
    switch subject {
    case .run: self = .run
    case .job(let id): self = Self.job(id)
    case .joined(let join):
      let parts = ["\(join.attempt)", join.runnerName, join.job]
      text = KeyText.bounded("i" + parts.joined(separator: "\u{1F}"))
    }
  }

  /// One attempt of a job by the platform's id.
  static func job(_ id: String) -> SubjectKey { SubjectKey(text: KeyText.bounded("j" + id)) }

  /// The platform's id of a job's attempt; `nil` for others. An overlong one is cut.
  var jobID: String? { text.first == "j" ? String(text.dropFirst()) : nil }

  static func < (left: SubjectKey, right: SubjectKey) -> Bool { left.text < right.text }
}
