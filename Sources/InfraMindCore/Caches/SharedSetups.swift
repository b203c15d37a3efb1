/// Decides where caches go whose set-up step lies in a packaged step of the repository, such as a composite action.
///
/// That step serves every job that uses it. If all of them lack the same cache, one edit of it serves them all, and
/// every suggestion names its line. Else each job that lacks the cache gets a step of its own, before the one that
/// uses the packaged step. ``CacheAdvisor`` sees one job at a time and cannot tell.
package struct SharedSetups {
  private let jobs: [JobDefinition]

  /// Looks at all jobs of a repository.
  package init(in jobs: [JobDefinition]) { self.jobs = jobs }

  /// The suggestions in their order, each where it belongs.
  package func placed(_ suggestions: [Suggestion]) -> [Suggestion] {
    let wanted = suggestions.indices.filter { Self.setupStep(of: suggestions[$0]) != nil }
    guard !wanted.isEmpty else { return suggestions }
    var byKey: [JobKey: JobDefinition] = [:]
    for job in jobs { byKey[job.key.withoutVariant] = job }
    var all: [SourcePosition: [Use]] = [:]
    for index in wanted {
      guard let use = Use(of: suggestions[index], at: index, in: byKey) else { continue }
      all[use.setup.position, default: []].append(use)
    }
    guard !all.isEmpty else { return suggestions }
    let users = users(of: Set(all.keys))
    var placed = suggestions
    for (position, uses) in all {
      let settled = settled(uses, for: users[position] ?? [])
      for use in uses {
        placed[use.index] =
          settled.contains(use.index)
          ? use.shared(by: users[position]?.count ?? 1) : use.moved(users: users[position] ?? [], all: uses)
      }
    }
    return placed
  }

  /// The uses that stay at their set-up step: those of one tool, if every job that runs the step has one and all
  /// want the same.
  private func settled(_ uses: [Use], for users: [JobDefinition]) -> Set<Int> {
    guard let first = uses.first, first.ownsChoice else { return [] }
    let same = uses.filter { $0.plan.tool == first.plan.tool }
    let keys = Set(same.map(\.job.key.withoutVariant))
    guard same.allSatisfy({ $0.plan.keyFiles == first.plan.keyFiles }),
      users.allSatisfy({ keys.contains($0.key.withoutVariant) })
    else { return [] }
    return Set(same.map(\.index))
  }

  private func users(of positions: Set<SourcePosition>) -> [SourcePosition: [JobDefinition]] {
    var users: [SourcePosition: [JobDefinition]] = [:]
    for job in jobs {
      let own = Set(job.steps.lazy.filter { $0.origin != .job }.map(\.position)).intersection(positions)
      for position in own { users[position, default: []].append(job) }
    }
    return users
  }

  private static func setupStep(of suggestion: Suggestion) -> Int? {
    guard case .cache(let plan) = suggestion.change, suggestion.adviceOnly == nil else { return nil }
    return plan.setupStep
  }
}

extension SharedSetups {
  /// A suggestion whose set-up step lies in a packaged step.
  private struct Use {
    let index: Int
    let suggestion: Suggestion
    let plan: CachePlan
    let job: JobDefinition
    let setup: JobStep
    let file: String
    let caller: SourcePosition

    init?(of suggestion: Suggestion, at index: Int, in jobs: [JobKey: JobDefinition]) {
      guard case .cache(let plan) = suggestion.change, let step = plan.setupStep,
        let job = jobs[suggestion.job.withoutVariant],
        let setup = job.steps.first(where: { $0.index == step }),
        case .packaged(let file, let caller) = setup.origin
      else { return nil }
      self.index = index
      self.suggestion = suggestion
      self.plan = plan
      self.job = job
      self.setup = setup
      self.file = file
      self.caller = caller
    }

    /// Whether the step leaves its cache alone, instead of taking the choice from whoever uses it.
    var ownsChoice: Bool { switchInput.map { $0.step.inputs[$0.name] == nil } ?? false }

    /// The input that switches the set-up step's cache.
    private var switchInput: (step: PackagedStep, name: String)? {
      guard case .use(let step) = setup.work,
        let profile = CacheProfiles.all.first(where: { $0.tool == plan.tool }),
        let input = profile.packagedCaches.first(where: { $0.isPreferred && $0.matches(step) })?.input
      else { return nil }
      return (step, input)
    }

    /// The suggestion as one that serves several jobs.
    func shared(by count: Int) -> Suggestion {
      guard count > 1 else { return suggestion }
      var shared = suggestion
      shared.evidence.append(
        "\(count) jobs run the step at \(file):\(setup.position.line), and all lack this cache: one edit serves them."
      )
      return shared
    }

    /// The suggestion as one for a step of the job's own.
    func moved(users: [JobDefinition], all: [Use]) -> Suggestion {
      var moved = suggestion
      let reason = reason(users: users, all: all)
      guard !Self.needsSetup.contains(plan.tool) else {
        moved.adviceOnly = "\(reason): decide there, by hand."
        moved.confidence = min(moved.confidence, 0.6)
        moved.undo = "Nothing is written, so there is nothing to take back."
        return moved
      }
      var plan = plan
      plan.setupStep = nil
      moved.change = .cache(plan)
      moved.position = caller
      moved.confidence = ((moved.confidence - 0.1) * 100).rounded() / 100
      moved.evidence.append("\(reason), so the job gets a step of its own.")
      moved.undo = "Remove what was added for the cache; what it has kept is then used no more."
      return moved
    }

    private func reason(users: [JobDefinition], all: [Use]) -> String {
      let place = "The set-up step at \(file):\(setup.position.line)"
      guard ownsChoice else { return "\(place) takes the choice from whoever uses it" }
      let same = all.filter { $0.plan.tool == plan.tool && $0.plan.keyFiles == plan.keyFiles }
      let agreeing = Set(same.map(\.job.key))
      guard let other = users.first(where: { !agreeing.contains($0.key) }) else {
        return "\(place) is taken by another tool's cache"
      }
      return "\(place) also serves '\(other.name)' (\(other.key.pipeline)), which does not lack the same"
    }

    /// Tools whose files lie where a cache step finds them only after other changes.
    private static let needsSetup: Set<CacheTool> = [.bundler, .bazel, .conda]
  }
}
