internal import AdapterKit
internal import AdapterTesting
internal import Foundation
internal import InfraMindCore
internal import LosslessYAML
internal import LosslessYAMLTesting

/// Reads and edits checkouts, one after another, and counts.
struct CorpusWork {
  private(set) var census: CorpusCensus
  private let corpus: PlatformCorpus
  private let edited: EditedFolder
  private let makes: TrialSuggestions

  #if DEBUG
    /// Few, since unoptimised code is slow.
    private static let randomEditsPerFile = 3
    private static let ladderMovesPerCheckout = 1
    private static let triesEachJob = false
  #else
    private static let randomEditsPerFile = 40
    private static let ladderMovesPerCheckout = 200
    private static let triesEachJob = true
  #endif

  init(_ corpus: PlatformCorpus) {
    self.corpus = corpus
    census = CorpusCensus(platform: corpus.platform)
    if corpus.written != nil { census.writtenJobs = 0 }
    edited = EditedFolder(platform: corpus.platform)
    makes = TrialSuggestions(corpus.subject)
  }

  private var subject: AdapterLawSubject { corpus.subject }

  mutating func take(_ checkout: SampleRepository) {
    var checkout = checkout
    checkout.pipelines = checkout.files.keys.sorted()
    for (path, bytes) in checkout.files.sorted(by: { $0.key < $1.key }) {
      takeFile(path, bytes, of: checkout)
    }
    let readout = subject.readout(of: checkout)
    let again = subject.readout(of: checkout)
    if readout.jobs != again.jobs || readout.problems != again.problems {
      census.fail("\(checkout.name): read twice with different results")
    }
    countSilence(readout, of: checkout)
    countFound(readout, of: checkout)
    for job in readout.jobs { take(job, of: checkout, readout.jobs) }
    takeSizes(readout.jobs, of: checkout)
    takeCaches(readout.jobs, of: checkout)
    takeMeasuring(of: corpus.adopting(checkout))
  }

  /// Writes the row of the table where the environment asks for it.
  func write() throws { try edited.write(census) }

  // MARK: - Files

  private mutating func takeFile(_ path: String, _ bytes: [UInt8], of checkout: SampleRepository) {
    census.files += 1
    let stream = YAMLStream(reading: bytes, file: path, dialect: subject.dialect)
    let isSame = stream.source == bytes && (try? stream.applying([]))?.source == bytes
    if !isSame { census.fail("\(checkout.name)/\(path): read and written it has other bytes") }
    var sampler = YAMLEditSampler(seed: UInt64(bytes.count))
    for edit in sampler.edits(for: stream, count: Self.randomEditsPerFile) {
      do throws(YAMLError) {
        let revision = try stream.applying([edit])
        census.randomEdits += 1
        let restored = revision.inverse.reversed().reduce(into: revision.source) { source, change in
          source.replaceSubrange(change.range, with: change.replacement)
        }
        if restored != bytes { census.fail("\(checkout.name)/\(path): \(edit) cannot be taken back") }
      } catch {
        census.randomRefusals += 1
        if error.code == .proofFailed { census.fail("\(checkout.name)/\(path): \(edit): \(error)") }
      }
    }
  }

  private mutating func countSilence(_ readout: PipelineReadout, of checkout: SampleRepository) {
    let spoken = Set(readout.jobs.map(\.key.pipeline) + readout.jobs.map(\.position.file))
      .union(readout.problems.map(\.position.file)).union(readout.called)
    census.silentFiles += Set(checkout.pipelines ?? []).subtracting(spoken).count
  }

  private mutating func countFound(_ readout: PipelineReadout, of checkout: SampleRepository) {
    guard let written = corpus.written else { return }
    let lines = Set(readout.jobs.map { "\($0.position.file):\($0.position.line)" })
    for (path, bytes) in checkout.files {
      let nodes = written(YAMLStream(reading: bytes, file: path, dialect: subject.dialect))
      census.writtenJobs = (census.writtenJobs ?? 0) + nodes.count
      census.foundJobs += nodes.count { lines.contains("\(path):\($0.position.line)") }
    }
  }

  // MARK: - Jobs

  private mutating func take(_ job: JobDefinition, of checkout: SampleRepository, _ jobs: [JobDefinition]) {
    census.jobs += 1
    census.rows += job.rows.count
    if !job.rows.isEmpty { census.jobsWithRows += 1 }
    let isResolvable = !job.rows.isEmpty && job.rows.allSatisfy(\.namesItsMachine)
    if isResolvable { census.resolvable += 1 }
    if !job.rows.isEmpty, job.rows.allSatisfy(isKnown) { census.known += 1 }
    let moves = makes.customMoves(of: [job])
    let trial = Trial(moves, of: subject, in: checkout, jobs: jobs)
    // All jobs together are tried in any case.
    if Self.triesEachJob { census.failures(trial.failures(under: subject)) }
    let refusals = moves.compactMap { trial.outcomes[$0.id]?.refusal }
    let answer = refusals.first ?? (isResolvable ? "edited" : "machine unknown")
    if answer == "edited" {
      census.editable += 1
      census.suggestedEdits += moves.count
      census.sizeLines += trial.revisions.values.map(\.changedLines)
    } else {
      census.sizeRefusals[answer, default: 0] += 1
    }
    let stream = YAMLStream(
      reading: checkout.contents(of: job.key.pipeline) ?? [], dialect: subject.dialect)
    if let kind = corpus.kind(stream, job.key.job) {
      census.kinds[kind, default: [:]][answer, default: 0] += 1
    }
  }

  private func isKnown(_ row: JobRow) -> Bool {
    guard case .labels(let labels, _) = row.runner else { return false }
    return subject.adapter.runnerCatalog.runner(for: labels, visibility: .private) != .unknown
  }

  // MARK: - Suggestions

  private mutating func takeSizes(_ jobs: [JobDefinition], of checkout: SampleRepository) {
    for move in makes.ladderMoves(of: jobs).prefix(Self.ladderMovesPerCheckout) {
      let trial = Trial([move], of: subject, in: checkout, jobs: jobs)
      census.failures(trial.failures(under: subject))
      census.suggestedEdits += trial.edited.count
    }
    let all = Trial(makes.customMoves(of: jobs), of: subject, in: checkout, jobs: jobs)
    census.failures(all.failures(under: subject))
    census.editableTogether += jobs.count { job in
      let moves = makes.customMoves(of: [job])
      let isEdited = moves.allSatisfy { all.outcomes[$0.id]?.refusal == nil }
      return isEdited && !job.rows.isEmpty && job.rows.allSatisfy(\.namesItsMachine)
    }
    keep(all, of: checkout, as: "size")
  }

  private mutating func takeCaches(_ jobs: [JobDefinition], of checkout: SampleRepository) {
    let caches = makes.caches(of: jobs, in: checkout)
    census.caches += caches.count
    for cache in caches {
      let trial = Trial([cache], of: subject, in: checkout, jobs: jobs)
      census.failures(trial.failures(under: subject))
      if let refusal = trial.outcomes[cache.id]?.refusal { census.cacheRefusals[refusal, default: 0] += 1 }
      census.cachesEdited += trial.edited.count
      census.suggestedEdits += trial.edited.count
      census.cacheLines += trial.revisions.values.map(\.changedLines)
    }
    let all = Trial(caches, of: subject, in: checkout, jobs: jobs)
    census.failures(all.failures(under: subject))
    keep(all, of: checkout, as: "cache")
  }

  /// Every job measured at once, in a checkout that has what that takes.
  private mutating func takeMeasuring(of checkout: SampleRepository) {
    let jobs = subject.readout(of: checkout).jobs
    let measuring = makes.measuring(of: jobs)
    let all = Trial(measuring, of: subject, in: checkout, jobs: jobs)
    census.failures(all.failures(under: subject))
    census.measuring += measuring.count
    census.measuringEdited += all.edited.count
    census.suggestedEdits += all.edited.count
    for refusal in measuring.compactMap({ all.outcomes[$0.id]?.refusal }) {
      census.measuringRefusals[refusal, default: 0] += 1
    }
    keep(all, of: checkout, as: "measure")
  }

  private mutating func keep(_ trial: Trial, of checkout: SampleRepository, as kind: String) {
    guard let after = trial.after else { return }
    do {
      try edited.keep(after, of: checkout, as: kind)
    } catch {
      census.fail("\(checkout.name): the edited files cannot be written: \(error)")
    }
  }
}

extension CorpusCensus {
  fileprivate mutating func failures(_ failures: [LawFailure]) {
    for failure in failures { fail(failure.description) }
  }
}

extension JobRow {
  /// Whether the files tell the machine, or leave it to the platform.
  fileprivate var namesItsMachine: Bool {
    switch runner {
    case .labels, .group, .platformDefault: true
    case .unresolved: false
    }
  }
}

extension EditOutcome {
  fileprivate var refusal: String? { if case .refused(let refusal) = self { refusal.code } else { nil } }
}
