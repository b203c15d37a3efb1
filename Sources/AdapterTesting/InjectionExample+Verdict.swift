public import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import LosslessYAML

extension InjectionExample {
  /// How an adapter's answers differ from those of the case, in sentences; none if it is right.
  ///
  /// Edits must give exactly the texts for afterwards, within the bound on changed lines, and when asked
  /// again of these, every suggestion must be `.unchanged`. Where the environment names a folder by
  /// `INFRAMIND_WRITE_FIXTURES`, the edited pipeline file is written there, to be looked at and copied.
  ///
  /// - Parameters:
  ///   - adapter: The adapter.
  ///   - sizeLines: Most lines of a file that moves to other machines may change.
  ///   - cacheLines: The same where caches are written.
  public func failures(
    of adapter: some CIAdapter, sizeLines: Int = 2, cacheLines: Int = 10
  ) -> [String] {
    let suggestions = suggestions(for: adapter)
    guard !suggestions.isEmpty else { return ["nothing is suggested"] }
    let outcomes = adapter.edits(for: suggestions, in: checkout, options: options)
    guard Set(outcomes.keys) == Set(suggestions.map(\.id)) else {
      return ["\(outcomes.count) outcomes for \(Set(suggestions.map(\.id)).count) suggestions"]
    }
    if let refused = content.refused {
      return outcomes.values.flatMap { differences($0, from: refused, explained: adapter.summary.refuses) }
    }
    let refusals = outcomes.values.compactMap { outcome in
      if case .refused(let refusal) = outcome { "refused: \(refusal)" } else { nil }
    }
    do throws(YAMLError) {
      let edited = try EditedFiles(outcomes, in: checkout)
      let most = content.mostLines ?? (content.sizes == nil ? cacheLines : sizeLines)
      return refusals + differences(edited, mostLines: most)
        + repetitions(adapter.edits(for: suggestions, in: edited.checkout, options: options))
    } catch {
      return refusals + ["the edits cannot be applied: \(error)"]
    }
  }

  private func differences(
    _ outcome: EditOutcome, from refused: Refused, explained: [String: String]
  ) -> [String] {
    guard case .refused(let refusal) = outcome else { return ["not refused but \(outcome)"] }
    let place = SourcePosition(file: refused.file ?? file, line: refused.line, column: 1)
    let isThere = refusal.position.file == place.file && refusal.position.line == place.line
    let isRight =
      refusal.code == refused.code && isThere && refusal.sentence.contains(refused.says ?? "")
      && explained[refusal.code] != nil
    return isRight
      ? [] : ["refused with \(refusal), not as \(refused)"]
  }

  private func differences(_ edited: EditedFiles, mostLines: Int) -> [String] {
    record(edited.checkout.contents(of: file) ?? [])
    let texts = after.sorted { $0.key < $1.key }.filter { edited.checkout.contents(of: $0.key) != $0.value }
      .map { "\($0.key) became:\n\(edited.checkout.text(of: $0.key))" }
    let long = edited.revisions.sorted { $0.key < $1.key }.filter { $0.value.changedLines > mostLines }
      .map { "\($0.value.changedLines) lines of \($0.key) change, more than \(mostLines)" }
    return texts + long
  }

  private func repetitions(_ again: [SuggestionID: EditOutcome]) -> [String] {
    again.values.filter { $0 != .unchanged }.map { "the second time: \($0)" }
  }

  private func record(_ bytes: [UInt8]) {
    guard let folder = ProcessInfo.processInfo.environment["INFRAMIND_WRITE_FIXTURES"] else { return }
    try? Data(bytes).write(to: URL(filePath: folder).appending(path: "\(name).after.yml"))
  }
}
