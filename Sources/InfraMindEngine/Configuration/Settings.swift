package import AdapterKit
package import InfraMindCore

/// What a repository's `.inframind.yml` says; without one, the defaults. `docs/configuration.md` describes
/// the file.
package struct Settings: Hashable, Sendable {
  /// Names under which the file is looked for at the repository's root, in this order.
  package static let fileNames = [".inframind.yml", ".inframind.yaml"]

  /// Who can see the repository; `nil` leaves it to the history.
  package var visibility: RepositoryVisibility?
  /// Where the history is, from the repository's root; `nil` for the usual place.
  package var historyPath: String?
  /// What is not to be suggested.
  package var ignored = IgnoreRules()
  /// Machines that the catalogue does not know.
  package var runners: [CustomRunner] = []
  /// Prices of one minute that differ from the catalogue's, by the lower-case labels that get the machine
  /// together.
  package var prices: [Set<String>: Money] = [:]
  /// What the user's own machines cost by the hour, and a platform's credit.
  package var rates = ResourceRates()
  /// What the user wants of suggestions.
  package var preferences = AdvisingPreferences()
  /// Whether packaged steps of third parties may be written into pipelines.
  package var allowsThirdPartySteps = false
  /// Whether files with a signature may be edited, which then must be signed anew.
  package var editsSignedFiles = false
  /// Whether `inframind inject` may choose sizes at run time.
  package var injects = true
  /// Whether `inframind report` may publish.
  package var reports = true
  /// Where caches are kept on a platform that has no store of its own.
  package var cacheStore: CacheStore?

  /// The defaults.
  package init() {}

  /// What edits may do.
  var injectionOptions: InjectionOptions {
    InjectionOptions(
      allowsThirdPartySteps: allowsThirdPartySteps, editsSignedFiles: editsSignedFiles, cacheStore: cacheStore
    )
  }
}

/// What is not to be suggested.
package struct IgnoreRules: Hashable, Sendable {
  /// Jobs, as `workflow:job` with `*` in either.
  package var jobs: [JobPattern] = []
  /// Kinds.
  package var kinds: Set<SuggestionKind> = []
  /// Tools whose caches are not wanted.
  package var tools: Set<CacheTool> = []
  /// Single suggestions.
  package var suggestions: Set<SuggestionID> = []

  /// Nothing is ignored.
  package init() {}

  /// Whether a suggestion is not wanted.
  package func covers(_ suggestion: Suggestion) -> Bool {
    if suggestions.contains(suggestion.id) || kinds.contains(suggestion.kind) { return true }
    if case .cache(let plan) = suggestion.change, tools.contains(plan.tool) { return true }
    return jobs.contains { $0.matches(suggestion.job) }
  }
}

/// A pattern over jobs: `ci.yml:test`, `.github/workflows/ci.yml:*`, `*:deploy`, or `deploy` alone.
package struct JobPattern: Hashable, Sendable {
  /// The pattern as written.
  package let text: String
  private let pipeline: Glob?
  private let job: Glob

  /// Reads a pattern. Without a colon it is about jobs of that id in every pipeline.
  package init(_ text: String) {
    self.text = text
    guard let colon = text.firstIndex(of: ":") else {
      pipeline = nil
      job = Self.flat(text)
      return
    }
    let path = String(text[..<colon])
    pipeline = Glob(path.contains("/") ? path : "**/" + path)
    job = Self.flat(text[text.index(after: colon)...])
  }

  /// Whether a job is meant; rows of its matrix are no matter.
  package func matches(_ key: JobKey) -> Bool {
    guard pipeline?.matches(key.pipeline) ?? true else { return false }
    return job.matches(key.job.replacingSlashes) || job.matches(key.job.lastName)
  }

  /// Ids of called jobs hold slashes, which are no folders here.
  private static func flat(_ text: some StringProtocol) -> Glob { Glob(String(text).replacingSlashes) }
}

extension String {
  fileprivate var replacingSlashes: String { String(map { $0 == "/" ? "\u{1F}" : $0 }) }
  fileprivate var lastName: String { String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]) }
}
