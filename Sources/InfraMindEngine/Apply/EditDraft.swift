internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Suggestions turned into edits, and these applied to a view of the checkout.
///
/// All edits of a file are applied at once. Where that cannot be, the suggestions concerned are carried out
/// one after another, each on files that are read again with the earlier ones in place.
struct EditDraft {
  /// The checkout with the edits in place.
  private(set) var overlay: OverlayFiles
  /// What came of each suggestion.
  private(set) var results: [SuggestionID: ApplyPlan.Result] = [:]
  /// The suggestions whose edits are in place.
  private(set) var edited: [Suggestion] = []
  private let bench: Bench

  /// What drafting needs.
  struct Bench {
    var registry: AdapterRegistry
    var suggester: Suggester
    var repository: Repository
    var surroundings: Suggester.Surroundings
    var options: InjectionOptions
  }

  init(of suggestions: [Suggestion], in files: any RepositoryFiles, _ bench: Bench) {
    overlay = OverlayFiles(over: files)
    self.bench = bench
    let planned = plan(suggestions)
    let (good, conflicting) = separate(planned, applyingTo: files)
    for item in good { settle(item.suggestion, item.edits.map(\.file)) }
    for item in conflicting { carryOutAlone(item.suggestion) }
  }

  /// The files that a suggestion changes.
  func files(of suggestion: Suggestion) -> [String] {
    guard case .edited(let files)? = results[suggestion.id] else { return [] }
    return files
  }

  /// Why suggestions must not be carried out although they could be: a file that they change is blocked.
  func refusals(because blocked: [String: EngineError]) -> [SuggestionID: Refusal] {
    var refusals: [SuggestionID: Refusal] = [:]
    for suggestion in edited {
      guard case .edited(let files)? = results[suggestion.id],
        let (file, error) = files.lazy.compactMap({ file in blocked[file].map { (file, $0) } }).first
      else { continue }
      let position =
        file == suggestion.position.file
        ? suggestion.position : SourcePosition(file: file, line: 1, column: 1)
      refusals[suggestion.id] = Refusal(code: error.code, sentence: error.message, position: position)
    }
    return refusals
  }

  private mutating func settle(_ suggestion: Suggestion, _ files: [String]) {
    results[suggestion.id] = .edited(Set(files).sorted())
    edited.append(suggestion)
  }
}

// MARK: - All at once

extension EditDraft {
  private struct Planned {
    var suggestion: Suggestion
    var edits: [FileEdit]
  }

  /// Asks the adapters; what they settle themselves is noted.
  private mutating func plan(_ suggestions: [Suggestion]) -> [Planned] {
    var planned: [Planned] = []
    for adapter in bench.registry.adapters {
      let own = suggestions.filter { $0.job.platform == type(of: adapter).platform }
      guard !own.isEmpty else { continue }
      let outcomes = adapter.edits(for: own, in: overlay, options: bench.options)
      for suggestion in own {
        if let edits = note(outcomes[suggestion.id], of: suggestion) {
          planned.append(Planned(suggestion: suggestion, edits: edits))
        }
      }
    }
    let order = Dictionary(
      suggestions.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    return planned.sorted { order[$0.suggestion.id, default: 0] < order[$1.suggestion.id, default: 0] }
  }

  private mutating func note(_ outcome: EditOutcome?, of suggestion: Suggestion) -> [FileEdit]? {
    switch outcome {
    case .edits(let edits)?:
      if !edits.allSatisfy(\.edits.isEmpty) { return edits }
      results[suggestion.id] = .unchanged
    case .unchanged?:
      results[suggestion.id] = .unchanged
    case .refused(var refusal)?:
      refusal.sentence = SecretMask.sentence(refusal.sentence)
      results[suggestion.id] = .refused(refusal)
    case nil:
      let sentence = "The adapter gave no answer to this suggestion; please report it."
      results[suggestion.id] = .refused(
        Refusal(code: "no-answer", sentence: sentence, position: suggestion.position))
    }
    return nil
  }

  /// Applies all edits of each file at once. Suggestions that touch a file where this fails, and those bound
  /// to them by another file, are given back as conflicting; nothing of theirs is applied.
  private mutating func separate(
    _ planned: [Planned], applyingTo files: any RepositoryFiles
  ) -> (good: [Planned], conflicting: [Planned]) {
    var good = planned
    var conflicting: [Planned] = []
    while true {
      var replaced: [String: [UInt8]] = [:]
      var failing: Set<String> = []
      for (file, edits) in Self.byFile(good.flatMap(\.edits)) {
        guard let source = files.contents(of: file), case .success(let result) = Self.apply(edits, to: source)
        else {
          failing.insert(file)
          continue
        }
        replaced[file] = result
      }
      if failing.isEmpty {
        for (file, contents) in replaced { overlay.replace(file, with: contents) }
        return (good, conflicting)
      }
      let isFailing = { (item: Planned) in item.edits.contains { failing.contains($0.file) } }
      conflicting += good.filter(isFailing)
      good.removeAll(where: isFailing)
    }
  }

  private static func byFile(_ edits: [FileEdit]) -> [(file: String, edit: FileEdit)] {
    var order: [String] = []
    var merged: [String: FileEdit] = [:]
    var seen: [String: Set<YAMLEdit>] = [:]
    for edit in edits {
      if merged[edit.file] == nil {
        order.append(edit.file)
        merged[edit.file] = FileEdit(file: edit.file, edits: [], dialect: edit.dialect)
      }
      // Two suggestions may ask for the very same edit, such as one place that rules two jobs.
      let new = edit.edits.filter { seen[edit.file]?.contains($0) != true }
      seen[edit.file, default: []].formUnion(new)
      merged[edit.file]?.edits += new
    }
    return order.compactMap { file in merged[file].map { (file, $0) } }
  }

  private static func apply(_ edit: FileEdit, to source: [UInt8]) -> Result<[UInt8], YAMLError> {
    let stream = YAMLStream(reading: source, file: edit.file, dialect: edit.dialect)
    do throws(YAMLError) {
      return .success(try stream.applying(edit.edits).stream.source)
    } catch {
      return .failure(error)
    }
  }
}

// MARK: - One after another

extension EditDraft {
  private mutating func carryOutAlone(_ stale: Suggestion) {
    // Earlier edits move steps and lines, so the suggestion is made again from the files as they are by now.
    guard let suggestion = renewed(stale) else {
      settle(stale, [stale.position.file])
      return
    }
    guard let adapter = bench.registry[suggestion.job.platform] else { return }
    let outcome = adapter.edits(for: [suggestion], in: overlay, options: bench.options)[suggestion.id]
    guard let edits = note(outcome, of: suggestion) else { return }
    var replaced: [String: [UInt8]] = [:]
    for (file, edit) in Self.byFile(edits) {
      guard let source = overlay.contents(of: file) else { return refuse(suggestion, nil) }
      switch Self.apply(edit, to: source) {
      case .success(let result): replaced[file] = result
      case .failure(let error): return refuse(suggestion, error)
      }
    }
    for (file, contents) in replaced { overlay.replace(file, with: contents) }
    settle(stale, edits.map(\.file))
  }

  private func renewed(_ suggestion: Suggestion) -> Suggestion? {
    var repository = bench.repository
    repository.pipelines = [
      Repository.Pipelines(platform: suggestion.job.platform, files: [suggestion.job.pipeline])
    ]
    let report = bench.suggester.report(on: repository, reading: overlay, bench.surroundings)
    return report.suggestions.first { $0.id == suggestion.id }
  }

  private mutating func refuse(_ suggestion: Suggestion, _ error: YAMLError?) {
    let sentence = error?.message ?? "A file that it would change cannot be read."
    let position = error?.position.map {
      SourcePosition(file: suggestion.position.file, line: $0.line, column: $0.column)
    }
    results[suggestion.id] = .refused(
      Refusal(
        code: error?.code.description ?? "unreadable", sentence: sentence,
        position: position ?? suggestion.position))
  }
}
