import Foundation
import Synchronization

/// What was gone through, platform by platform: written to the file that `INFRAMIND_STORY_TABLE` names, for `make e2e`.
final class StoryTable: Sendable {
  static let shared = StoryTable()

  enum Step: String, CaseIterable {
    case adopt, measure, inject, report, update
    case failOpen = "fail open"
  }

  struct Row: Sendable {
    var platform: String
    private var steps: [Step: Bool] = [:]

    init(platform: String) { self.platform = platform }

    subscript(step: Step) -> Bool? {
      get { steps[step] }
      set { steps[step] = newValue }
    }
  }

  private let rows = Mutex<[String: Row]>([:])

  func add(_ row: Row) {
    guard let path = ProcessInfo.processInfo.environment["INFRAMIND_STORY_TABLE"] else { return }
    let text = rows.withLock { rows in
      rows[row.platform] = row
      return Self.text(rows.values.sorted { $0.platform < $1.platform })
    }
    try? Data(text.utf8).write(to: URL(filePath: path))
  }

  private static func text(_ rows: [Row]) -> String {
    let head = ["platform"] + Step.allCases.map(\.rawValue)
    let lines = rows.map { row in
      [row.platform] + Step.allCases.map { row[$0].map { $0 ? "passed" : "FAILED" } ?? "–" }
    }
    return ([head, head.map { _ in "---" }] + lines).map { "| " + $0.joined(separator: " | ") + " |\n" }
      .joined()
  }
}
