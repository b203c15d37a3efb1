@testable import InfraMindCore

/// One row of a job, for advice.
enum Example {
  static func job(timeout: Duration? = nil) -> JobDefinition {
    let position = SourcePosition(file: ".github/workflows/ci.yml", line: 3, column: 3)
    return JobDefinition(
      key: JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "test"), name: "test",
      position: position, rows: [], steps: [], timeout: timeout)
  }

  static func row(_ labels: [String]) -> JobRow {
    JobRow(
      matrix: [:], variant: JobVariant(), name: "test",
      runner: .labels(labels, SourcePosition(file: ".github/workflows/ci.yml", line: 4, column: 14)))
  }
}
