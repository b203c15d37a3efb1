public import AdapterKit
internal import FoundationEssentials
public import InfraMindCore

extension InjectionExample {
  /// The suggestions of the case, as they follow from what the adapter reads.
  public func suggestions(for adapter: some CIAdapter) -> [Suggestion] {
    let jobs = adapter.jobs(in: [file], of: checkout, named: "octo/cat").jobs
    return (content.sizes ?? []).flatMap { moves($0, of: jobs, type(of: adapter).platform) }
      + (content.caches ?? []).flatMap { caches($0, of: jobs, type(of: adapter).platform) }
      + (content.measure ?? []).map { measuring($0, of: jobs, type(of: adapter).platform) }
  }

  private func suggestion(
    _ key: JobKey, _ name: String, _ change: Suggestion.Change, at position: SourcePosition? = nil
  ) -> Suggestion {
    Suggestion(
      job: key, jobName: name, position: position ?? SourcePosition(file: file, line: 1, column: 1),
      change: change, summary: "", evidence: [], effect: ExpectedEffect(), confidence: 1, undo: "",
      adviceOnly: content.adviceOnly)
  }

  private func measuring(_ id: String, of jobs: [JobDefinition], _ platform: Platform) -> Suggestion {
    let job = jobs.first { $0.key.job == id }
    let key = job?.key ?? JobKey(platform: platform, repository: "octo/cat", pipeline: file, job: id)
    return suggestion(key, job?.name ?? id, .measuring, at: job?.position)
  }

  // MARK: - Sizes

  private func moves(_ size: Size, of jobs: [JobDefinition], _ platform: Platform) -> [Suggestion] {
    let job = jobs.first { $0.key.job == size.job }
    let key = JobKey(platform: platform, repository: "octo/cat", pipeline: file, job: size.job)
    let rows = rows(of: job, for: size)
    guard !rows.isEmpty else {
      let variant = JobVariant(size.variant ?? [:])
      return [move(size, key, variant, size.job, from: size.from ?? [])]
    }
    return rows.map { move(size, key, $0.variant, $0.name, from: size.from ?? $0.runner.labels) }
  }

  private func rows(of job: JobDefinition?, for size: Size) -> [JobRow] {
    let meant = (job?.rows ?? []).filter { row in
      let hasValues = (size.variant ?? [:]).allSatisfy { row.matrix[$0.key] == $0.value }
      return hasValues && (size.row == nil || size.row == row.name)
    }
    let there = meant.filter { $0.runner.labels == size.from }
    return there.isEmpty ? meant : there
  }

  private func move(
    _ size: Size, _ job: JobKey, _ variant: JobVariant, _ name: String, from labels: [String]
  ) -> Suggestion {
    var key = job
    key.variant = variant
    let family = RunnerFamily(
      vendor: RunnerFamily.selfHosted, os: size.os ?? "linux", architecture: size.architecture ?? "x64")
    func machine(_ labels: [String], _ name: String, cpus: Double) -> Runner {
      Runner(
        label: labels.count == 1 ? labels[0] : nil, name: name, family: family, cpus: cpus, memory: nil,
        price: nil, severalLabels: labels.count > 1 ? labels : [])
    }
    let change = RunnerChange(
      from: labels, current: machine(size.current ?? labels, "today's machine", cpus: 4),
      to: machine(size.to, "the larger machine", cpus: 8))
    return suggestion(key, name, .runner(change))
  }

  // MARK: - Caches

  private func caches(_ cache: Cache, of jobs: [JobDefinition], _ platform: Platform) -> [Suggestion] {
    if let plan = cache.plan {
      let job = cache.job ?? ""
      let key = JobKey(platform: platform, repository: "octo/cat", pipeline: file, job: job)
      return [suggestion(key, job, .cache(plan.plan(of: cache)))]
    }
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let missed = jobs.filter { cache.job == nil || cache.job == $0.key.job }.flatMap {
      CacheAdvisor().review($0, in: checkout, runs: [], context: context).suggestions
    }
    return missed.compactMap { missing in
      guard case .cache(var plan) = missing.change, plan.tool.rawValue == cache.tool else { return nil }
      guard cache.step != nil || content.adviceOnly != nil else { return missing }
      plan.step = cache.step ?? plan.step
      return suggestion(missing.job, missing.jobName, .cache(plan), at: missing.position)
    }
  }
}

extension InjectionExample.Plan {
  fileprivate func plan(of cache: InjectionExample.Cache) -> CachePlan {
    CachePlan(
      tool: CacheTool(rawValue: cache.tool), step: cache.step ?? 0, setupStep: setup,
      paths: (paths ?? []).map { path in
        CachePath(path.path, os: path.os, movedBy: path.mover.map { CacheMover($0) })
      },
      keyFiles: keyFiles ?? [], keyGlobs: keyGlobs ?? keyFiles ?? [], workingDirectory: directory ?? "",
      keyParts: keyParts ?? [])
  }
}
