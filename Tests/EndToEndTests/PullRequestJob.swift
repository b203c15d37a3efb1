import Foundation

/// A checkout, and the environment of a job of its pull request on GitHub.
struct PullRequestJob {
  let checkout: Checkout
  var environment: [String: String]

  /// A job of the example that the repository comes with.
  init() throws { self.init(of: try .example()) }

  /// A job of a checkout.
  ///
  /// - Parameter api: The address of GitHub's API, to which a token is given; `nil` for neither.
  init(of checkout: Checkout, api: String? = nil) {
    self.checkout = checkout
    environment = [
      "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "tidewatch/tidewatch", "GITHUB_RUN_ID": "17",
      "GITHUB_JOB": "inframind", "RUNNER_NAME": "one", "GITHUB_EVENT_NAME": "pull_request",
      "GITHUB_REF": "refs/pull/12/merge", "GITHUB_HEAD_REF": "fix",
      "INFRAMIND_HEAD_SHA": "0123456789abcdef0123456789abcdef01234567",
      "GITHUB_WORKFLOW_REF": "tidewatch/tidewatch/.github/workflows/ci.yml@refs/pull/12/merge",
      "GITHUB_OUTPUT": checkout.path + "/output", "GITHUB_STEP_SUMMARY": checkout.path + "/summary",
    ]
    guard let api else { return }
    environment["GITHUB_SERVER_URL"] = "https://github.com"
    environment["GITHUB_API_URL"] = api
    environment["GITHUB_TOKEN"] = "secret-token"
  }

  func run(_ arguments: String...) throws -> Inframind.Result {
    try Inframind.run(arguments, in: checkout.path, environment: environment)
  }

  /// The same, which ends in any case: see ``Inframind/runBounded(_:in:environment:)``.
  func runBounded(_ arguments: String...) throws -> Inframind.Result {
    try Inframind.runBounded(arguments, in: checkout.path, environment: environment)
  }

  /// An output of the step.
  func output(_ name: String) -> String? {
    let lines = (checkout.text(of: "output") ?? "").split(separator: "\n").map(String.init)
    guard let place = lines.firstIndex(where: { $0.hasPrefix(name + "<<") }) else { return nil }
    return lines[place + 1]
  }
}
