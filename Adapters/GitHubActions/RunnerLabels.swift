/// A label of GitHub's that no longer gets a machine.
struct RemovedLabel: Hashable {
  let label: String
  /// `YYYY-MM-DD`.
  let date: String
  /// What to write instead.
  let successor: String

  /// - SeeAlso: actions/runner-images, README and announcements.
  static let all = [
    RemovedLabel(label: "ubuntu-20.04", date: "2025-04-15", successor: "ubuntu-22.04"),
    RemovedLabel(label: "ubuntu-18.04", date: "2023-04-03", successor: "ubuntu-22.04"),
    RemovedLabel(label: "ubuntu-16.04", date: "2021-09-20", successor: "ubuntu-22.04"),
    RemovedLabel(label: "windows-2019", date: "2025-06-30", successor: "windows-2022"),
    RemovedLabel(label: "windows-2016", date: "2022-04-01", successor: "windows-2022"),
    RemovedLabel(label: "macos-13", date: "2025-12-04", successor: "macos-15-intel"),
    RemovedLabel(label: "macos-13-large", date: "2025-12-04", successor: "macos-15-large"),
    RemovedLabel(label: "macos-13-xlarge", date: "2025-12-04", successor: "macos-15-xlarge"),
    RemovedLabel(label: "macos-12", date: "2024-12-03", successor: "macos-15-intel"),
    RemovedLabel(label: "macos-12-large", date: "2024-12-03", successor: "macos-15-large"),
    RemovedLabel(label: "macos-11", date: "2024-06-28", successor: "macos-15-intel"),
    RemovedLabel(label: "macos-10.15", date: "2022-12-01", successor: "macos-15-intel"),
  ]

  static func named(_ label: String) -> RemovedLabel? {
    all.first { $0.label.utf8.count == label.utf8.count && $0.label == label.lowercased() }
  }

  func sentence(job: String) -> String {
    "GitHub removed '\(label)' on \(date), so '\(job)' waits for a machine that never comes; "
      + "write '\(successor)'"
  }
}
