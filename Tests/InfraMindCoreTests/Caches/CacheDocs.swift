import Foundation

@testable import InfraMindCore

/// How a profile does on its real cases; variants of them are counted, not scored.
struct CacheScore {
  var tool: CacheTool
  var wanted = 0
  var unwanted = 0
  var variants = 0
  var rightlySuggested = 0
  var wronglySuggested = 0

  init(of tool: CacheTool, on cases: [CacheCase]) {
    self.tool = tool
    for example in cases {
      guard example.from.isReal else {
        variants += 1
        continue
      }
      let isSuggested = example.isSuggested(tool)
      if example.want { wanted += 1 } else { unwanted += 1 }
      if isSuggested, example.want { rightlySuggested += 1 }
      if isSuggested, !example.want { wronglySuggested += 1 }
    }
  }

  /// Share of the suggestions that are right; `nil` if nothing was suggested.
  var precision: Double? { Self.share(rightlySuggested, of: rightlySuggested + wronglySuggested) }
  /// Share of the wanted suggestions that were made; `nil` if none is wanted.
  var recall: Double? { Self.share(rightlySuggested, of: wanted) }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }

  static func percent(_ share: Double?) -> String {
    share.map { "\(Int(($0 * 100).rounded(.down))) %" } ?? "–"
  }
}

/// docs/caches.md, written from the profiles and their cases.
enum CacheDocs {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/caches.md")

  static func text() throws -> String {
    var lines = [introduction, try platforms(), scoring, table(try scores()), CacheLedgerDocs.text]
    for profile in CacheProfiles.all { lines.append(try section(profile)) }
    return lines.joined(separator: "\n\n") + "\n"
  }

  /// What is written on which platform; the tests of the adapters write and check it.
  private static func platforms() throws -> String {
    let mark = "<!-- tool × platform -->"
    let parts = try String(contentsOf: path, encoding: .utf8).components(separatedBy: mark)
    return mark + (parts.count == 3 ? parts[1] : "\n\n") + mark
  }

  static func scores() throws -> [CacheScore] {
    try CacheProfiles.all.map { CacheScore(of: $0.tool, on: try CacheCase.all(of: $0.tool)) }
  }

  /// The table, also printed by the tests.
  static func table(_ scores: [CacheScore]) -> String {
    var rows = [
      "| tool | must be suggested | must not | precision | recall | variants |",
      "| --- | --- | --- | --- | --- | --- |",
    ]
    for score in scores {
      let share = "\(CacheScore.percent(score.precision)) | \(CacheScore.percent(score.recall))"
      rows.append("| \(score.tool) | \(score.wanted) | \(score.unwanted) | \(share) | \(score.variants) |")
    }
    return rows.joined(separator: "\n")
  }

  private static func section(_ profile: some CacheProfile) throws -> String {
    let cases = try CacheCase.all(of: profile.tool)
    var lines = ["## \(profile.tool)", "", "\(profile.title). Keeps \(profile.keeps)."]
    let steps = profile.packagedCaches.map { "`\($0.name)`" }.uniqued
    if !steps.isEmpty { lines += ["", "Caches already: \(steps.joined(separator: ", "))."] }
    lines += ["", "Suggested:", ""] + cases.filter(\.want).map(line)
    lines += ["", "Not suggested:", ""] + cases.filter { !$0.want }.map(line)
    return lines.joined(separator: "\n")
  }

  private static func line(_ example: CacheCase) -> String {
    "- \(example.from): \(example.why)." + (example.wrong.map { " **Known to be wrong**: \($0)." } ?? "")
  }

  private static let introduction = """
    # Caches

    <!-- Written from the profiles and their cases; `INFRAMIND_WRITE_DOCS=1 swift test --filter CacheDocsTests` renews it. -->

    InfraMind looks at every job for tools that download or build what a cache could keep. It reads the commands of
    scripts, and of Makefiles, `package.json` and shell scripts that they call; it looks at set-up steps and what
    these cache by themselves, and at the lockfiles of the checkout.

    A cache is suggested once for each tool of a job, with all lockfiles that its commands use. It is not suggested

    - where one is there: a set-up step's input or default, a step that caches by itself, a cache step that keeps one
      of the tool's folders, also one whose path a command asks the tool for;
    - where somebody switched it off on purpose;
    - where no file of the checkout keys it: a set-up step's cache fails the job without its lockfile. What a job does
      in a folder that the checkout does not have, and that the job does not make, is known only to a run;
    - in jobs that publish, sign, release or deploy, in jobs and steps that run for tags only, and in pipelines that
      start for releases, pushed tags or release branches: a poisoned cache would reach users. The reason names the
      sign and its line. For images, there is advice in words instead: keep the layers in a registry that only this
      job writes to;
    - in pipelines with `tags-ignore`: these start for no releases, but zizmor takes the filter for a sign of them and
      would report any cache as `cache-poisoning` (seen with 1.32.0), and no edit of ours may raise that;
    - in jobs that run for untrusted code with the repository's rights;
    - on machines of your own where these keep their disks between jobs; pods of a cluster, as far as the files show
      that a job runs in one, begin with empty disks;
    - in jobs that do not check the repository out before they use the tool, or check out another one;
    - where a set-up step out of view may do it: a local action that is not in the checkout, a step of somebody else
      whose name says that it sets this tool up.

    A cache that is there and saves nothing does not count, and the evidence says so: of `node_modules` before `npm ci`,
    which deletes it; of `.npm` or `.gradle` in the workspace where nothing tells npm or Gradle to keep files there.

    A set-up step that runs before the checkout finds no lockfile: setup-go then restores nothing, and others fail the
    job. That counts as no cache; the advice is to move the step.

    Local composite actions are looked into. Where one holds the set-up step and all jobs that use it lack the same
    cache, the cache goes there, and one edit serves them all. Where the jobs differ (one of them publishes, say), or
    the action leaves the choice to its users, each job that lacks the cache gets a step before the one that uses the
    action. What a job gives to the action's inputs, such as `${{ matrix.python }}`, is part of that step's key.

    **Confidence** says how sure we are that the tool runs, that nothing caches it, and that the cache would be found
    again: 0.95 where the tool's own set-up step can do it, 0.85 where folders must be named, 0.6 for advice in words;
    less 0.15 where only pull requests fill it, 0.1 where the steps are conditional, 0.1 where they are seen through a
    local action, 0.1 more where that action's own step cannot be used, 0.1 where the profile doubts.

    **Expected effect** is unknown without history. With the times of the steps from at least five successful runs it
    is a share of them: none at the low end, a quarter in the middle, three quarters of the slow runs at the high end;
    for Maven, Gradle and NuGet, whose steps build and test while only downloads are kept, a tenth and a half. These
    shares are cautious assumptions, not measurements, and are said to be. Where runs with and without a hit are in
    the history, the difference of their medians is given instead.

    One profile serves all platforms: it says what to keep and by which files, and each adapter writes that in its
    platform's idiom. For a typical job without any cache, with nothing allowed beyond the defaults, this is what comes
    of it: an *edit*, or *advice* in words where the platform has no place for it that is surely right.
    """

  private static let scoring = """
    Each profile is held against jobs of real workflow files of public repositories, at least ten that must be
    suggested and ten that must not (of ccache and sccache, real jobs that leave their folder behind are rare).
    Precision and recall are those on real jobs; a case that a profile gets wrong stays, and says so. Variants take
    a real job and change what stands in brackets; they are tested, and not scored. The files of the checkout are
    those that the job's commands need.
    """
}
