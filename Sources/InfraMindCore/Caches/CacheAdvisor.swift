/// Says which caches a job lacks, by asking every profile.
///
/// One suggestion for each tool, and for each image that is built; folders of one tool share its cache,
/// since a set-up step has one place for them all. Every tool that was seen and needs none leaves a note
/// with the reason. Equal input gives equal output.
public struct CacheAdvisor: CacheAdvising {
  private let scripts = ShellScripts()
  /// Most steps of a job that is looked at.
  private static let mostSteps = 2_000

  /// An advisor that knows all tools.
  public init() {}

  /// Looks at one job.
  ///
  /// Of jobs with thousands of steps, which are nobody's, nothing is said: every step is looked at beside those before it.
  public func review(
    _ job: JobDefinition, in repository: some RepositoryFiles, runs: [JobRun], context: AdvisingContext
  ) -> CacheReview {
    guard !job.steps.isEmpty, job.steps.count <= Self.mostSteps else { return CacheReview() }
    let scan = JobScan(job, in: repository, scripts)
    var candidates: [Candidate] = []
    var notes: [CacheNote] = []
    for (profile, uses) in zip(CacheProfiles.all, Self.uses(in: scan)) where !uses.isEmpty {
      for uses in groups(of: uses, by: profile, in: scan) {
        switch Self.finding(profile, uses, scan) {
        case .missing(let cache):
          if let file = scan.removed(cache.keyFiles, before: uses[0].place) {
            let sentence = "the job removes \(file) before `\(uses[0].text)`, so it cannot key a cache"
            notes.append(note(profile, uses, scan, .unwise, sentence))
          } else {
            candidates.append(Candidate(profile: profile, uses: uses, cache: cache))
          }
        case .cached(let sentence): notes.append(note(profile, uses, scan, .cached, sentence))
        case .unwise(let sentence): notes.append(note(profile, uses, scan, .unwise, sentence))
        case .unknown(let sentence): notes.append(note(profile, uses, scan, .unknown, sentence))
        }
      }
    }
    let suggestions = Candidate.merged(candidates).map { $0.suggestion(in: scan, runs: runs) }
    return CacheReview(
      suggestions: Self.ranked(suggestions), notes: notes + BookedCaches.notes(on: scan, runs: runs, context))
  }

  /// What each profile recognises, profiles in their order.
  private static func uses(in scan: JobScan) -> [[ToolUse]] {
    let profiles = CacheProfiles.all
    var uses = profiles.map { _ in [ToolUse]() }
    for (place, command) in scan.commands {
      for index in CacheProfiles.byProgram[command.name] ?? [] {
        if let use = profiles[index].use(of: command, at: place, in: scan) { uses[index].append(use) }
      }
    }
    for (place, step) in scan.packaged {
      for index in profiles.indices {
        if let use = profiles[index].use(of: step, at: place, in: scan) { uses[index].append(use) }
      }
    }
    return uses
  }

  /// The uses of a tool by folder, folders in the order of their first use.
  private func groups(
    of uses: [ToolUse], by profile: some CacheProfile, in scan: JobScan
  ) -> [[ToolUse]] {
    var folders: [String?] = []
    var byFolder: [String?: [ToolUse]] = [:]
    for use in uses.sorted(by: { $0.place < $1.place }) {
      let folder = profile.group(of: use, in: scan)
      if byFolder[folder] == nil { folders.append(folder) }
      byFolder[folder, default: []].append(use)
    }
    return folders.compactMap { byFolder[$0] }
  }

  private static func finding(
    _ profile: some CacheProfile, _ uses: [ToolUse], _ scan: JobScan
  ) -> CacheFinding {
    var early: (advice: String, place: Int)?
    switch ExistingCache.find(for: profile, uses: uses, in: scan) {
    case .early(let advice, let place): early = (advice, place)
    case .cached(let sentence): return .cached(sentence)
    case .refused(let sentence): return .unwise(sentence)
    case .hidden(let sentence): return .unknown(sentence)
    case .none: break
    }
    if let hazard = CacheHazard.found(in: scan, for: profile, uses: uses) { return .unwise(hazard) }
    guard profile.needsCheckout else { return profile.finding(for: uses, in: scan) }
    guard let checkout = scan.checkout.place, checkout <= uses[0].place else {
      return .unwise("the job does not check the repository out before `\(uses[0].text)`")
    }
    guard scan.hasRoom(after: checkout, before: uses[0].place) else {
      return .unwise("one step checks the repository out and runs `\(uses[0].text)`: none can come between")
    }
    if scan.checkout.isForeign { return .unknown("the job works on another repository's files") }
    let finding = profile.finding(for: uses, in: scan)
    guard case .missing(var cache) = finding else { return finding }
    if !cache.keyFiles.isEmpty, let folder = scan.folderOfNobody(of: uses) {
      return .unknown("there is no folder \(folder) in the checkout, so only a run knows what keys its cache")
    }
    cache.idle = IdleCache.sentences(for: profile, uses: uses, in: scan)
    guard let early else { return .missing(cache) }
    cache.adviceOnly = early.advice
    cache.setup = early.place
    cache.evidence = []
    return .missing(cache)
  }

  private func note(
    _ profile: some CacheProfile, _ uses: [ToolUse], _ scan: JobScan, _ reason: CacheNote.Reason,
    _ sentence: String
  ) -> CacheNote {
    CacheNote(
      tool: profile.tool, step: scan.step(uses[0].place).index, reason: reason,
      sentence: "\(profile.title): \(sentence).")
  }

  /// Largest expected gain first where it is known; then by the tool's weight, kept from the order of asking.
  private static func ranked(_ suggestions: [(weight: Int, suggestion: Suggestion)]) -> [Suggestion] {
    suggestions.enumerated().sorted { left, right in
      let gains = (gain(left.element.suggestion), gain(right.element.suggestion))
      if gains.0 != gains.1 { return gains.0 > gains.1 }
      if left.element.weight != right.element.weight { return left.element.weight > right.element.weight }
      return left.offset < right.offset
    }
    .map(\.element.suggestion)
  }

  private static func gain(_ suggestion: Suggestion) -> Double {
    suggestion.effect.secondsPerRun?.middle ?? 0
  }
}
