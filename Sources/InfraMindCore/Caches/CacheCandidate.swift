extension CacheAdvisor {
  /// A missing cache on its way to becoming a suggestion.
  struct Candidate {
    /// Who found it.
    let profile: any CacheProfile
    /// What it would serve.
    var uses: [ToolUse]
    /// What it would keep.
    var cache: MissingCache

    /// Candidates of one tool made one, unless they are advice in words or images.
    static func merged(_ candidates: [Candidate]) -> [Candidate] {
      var all: [Candidate] = []
      for candidate in candidates {
        let same = all.firstIndex { $0.profile.tool == candidate.profile.tool && $0.isMergeable }
        guard let same, candidate.isMergeable else {
          all.append(candidate)
          continue
        }
        all[same].take(candidate)
      }
      return all
    }

    private var isMergeable: Bool { profile.tool != .docker && cache.adviceOnly == nil }

    private mutating func take(_ other: Candidate) {
      uses += other.uses
      cache.keyFiles = (cache.keyFiles + other.cache.keyFiles).uniqued.sorted()
      cache.keyGlobs = (cache.keyGlobs + other.cache.keyGlobs).uniqued.sorted()
      cache.paths = (cache.paths + other.cache.paths).uniqued
      cache.keeps = cache.keeps == other.cache.keeps ? cache.keeps : nil
      cache.keyParts = (cache.keyParts + other.cache.keyParts).uniqued
      cache.keyWords = (cache.keyWords + other.cache.keyWords).uniqued
      cache.evidence = (cache.evidence + other.cache.evidence).uniqued
      cache.idle = (cache.idle + other.cache.idle).uniqued
      cache.doubt = max(cache.doubt, other.cache.doubt)
    }

    /// The suggestion, with the tool's weight for ranking.
    func suggestion(in scan: JobScan, runs: [JobRun]) -> (weight: Int, suggestion: Suggestion) {
      let position = cache.setup.map { scan.step($0).position } ?? scan.step(uses[0].place).ownPosition
      let suggestion = Suggestion(
        job: scan.definition.key, jobName: scan.definition.name, position: position,
        change: .cache(plan(scan)),
        summary: summary(scan), evidence: evidence(scan),
        effect: CacheEffect.estimate(uses.map { scan.step($0.place) }, of: profile.tool, in: runs),
        confidence: confidence(scan), undo: undo(scan), adviceOnly: cache.adviceOnly)
      return (profile.weight, suggestion)
    }

    private func plan(_ scan: JobScan) -> CachePlan {
      CachePlan(
        tool: profile.tool, step: scan.step(uses[0].place).index,
        setupStep: cache.setup.map { scan.step($0).index },
        paths: cache.paths.map(withMover), keyFiles: cache.keyFiles,
        keyGlobs: cache.keyGlobs.map { inWorkspace($0, scan) },
        workingDirectory: profile.group(of: uses[0], in: scan) ?? "", keyParts: cache.keyParts,
        keyWords: cache.keyWords)
    }

    /// A path outside the workspace, with the way to bring it inside.
    private func withMover(_ path: CachePath) -> CachePath {
      guard path.mover == nil, path.path.hasPrefix("~") || path.path.hasPrefix("/") else { return path }
      return CachePath(path.path, os: path.os, movedBy: profile.mover(of: path))
    }

    private func inWorkspace(_ glob: String, _ scan: JobScan) -> String {
      RepositoryPath.appending(glob, to: scan.checkout.folder)
    }

    private func summary(_ scan: JobScan) -> String {
      let what = "Keep \(cache.keeps ?? profile.keeps) between runs"
      let where_ = scan.step(uses[0].place).position
      let more = cache.keyFiles.count - 1
      let others = more > 0 ? " and \(FigureText.count(more, "more file"))" : ""
      let key = keyFiles(scan).first.map { ", keyed by \($0)\(others)" } ?? ""
      return
        "\(what)\(key): `\(uses[0].text)` at \(where_.file):\(where_.line) starts from nothing every time."
    }

    private func evidence(_ scan: JobScan) -> [String] {
      var facts = uses.prefix(3).map { use in
        let place = scan.step(use.place).position
        let followed = use.command?.file.map { " (through \($0))" } ?? ""
        return "`\(use.text)`\(followed) runs in the step at \(place.file):\(place.line)."
      }
      if uses.count > 3 { facts.append("\(uses.count - 3) more commands of the job use the same cache.") }
      let keyFiles = keyFiles(scan)
      facts += keyFiles.prefix(3).map { "\($0):1 is in the checkout and keys the cache." }
      if keyFiles.count > 3 { facts.append("\(FigureText.count(keyFiles.count - 3, "more file")) key it.") }
      if let fact = indirectFact(scan) { facts.append(fact) }
      facts += cache.idle.isEmpty ? ["No step of the job caches \(profile.title)."] : cache.idle
      return facts + cache.evidence + scopeFacts(scan)
    }

    /// The files that key the cache; none where the platform's caches have no such keys.
    private func keyFiles(_ scan: JobScan) -> [String] {
      scan.definition.cachesHaveKeys ? cache.keyFiles : []
    }

    /// Where the job uses the file that holds the step, if another one than its own does.
    private func indirectFact(_ scan: JobScan) -> String? {
      guard case .packaged(let file, let caller) = scan.step(uses[0].place).origin else { return nil }
      return "The job uses \(file) in the step at \(caller.file):\(caller.line)."
    }

    private func scopeFacts(_ scan: JobScan) -> [String] {
      guard isForPullRequestsOnly(scan) else { return [] }
      return [
        "The pipeline runs for pull requests only: each fills a cache of its own, for its later pushes."
      ]
    }

    private func isForPullRequestsOnly(_ scan: JobScan) -> Bool {
      !scan.definition.events.isEmpty && scan.definition.events.allSatisfy { $0.hasPrefix("pull_request") }
    }

    /// How sure we are that the tool runs, that nothing caches it, and that the cache would be found again:
    /// 0.95 where the tool's own set-up step can do it, 0.85 where folders must be named, 0.6 for advice in
    /// words; less 0.15 if only pull requests fill it, 0.1 if the steps are conditional, 0.1 if they are seen
    /// through a packaged step that may serve other jobs too, and what the profile doubts.
    private func confidence(_ scan: JobScan) -> Double {
      var value = cache.adviceOnly != nil ? 0.6 : cache.setup != nil ? 0.95 : 0.85
      if isForPullRequestsOnly(scan) { value -= 0.15 }
      let isConditional = uses.allSatisfy {
        scan.step($0.place).condition != nil || !scan.step($0.place).runsAlways
      }
      if isConditional { value -= 0.1 }
      if scan.step(cache.setup ?? uses[0].place).origin != .job { value -= 0.1 }
      return max(0.3, ((value - cache.doubt) * 100).rounded() / 100)
    }

    private func undo(_ scan: JobScan) -> String {
      guard cache.adviceOnly == nil else { return "Nothing is written, so there is nothing to take back." }
      guard cache.setup != nil else {
        return "Remove what was added for the cache; what it has kept is then used no more."
      }
      return "Remove the added input; what it has kept is then used no more."
    }
  }
}
