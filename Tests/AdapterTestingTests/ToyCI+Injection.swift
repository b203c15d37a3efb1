internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension ToyCI: StaticInjecting {
  func edits(
    for suggestions: [Suggestion], in repository: some RepositoryFiles, options: InjectionOptions
  ) -> [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    for (number, suggestion) in suggestions.enumerated() {
      if has(.forgetsSuggestions), suggestion.kind == .cache { continue }
      outcomes[suggestion.id] = outcome(of: suggestion, in: repository)
      if has(.findsOtherOrder), number > 0 { outcomes[suggestion.id] = refused("no-step", suggestion) }
    }
    let isLost = outcomes.values.contains { if case .refused = $0 { true } else { false } }
    if has(.losesAllForOne), isLost {
      for suggestion in suggestions { outcomes[suggestion.id] = refused("no-job", suggestion) }
    }
    return outcomes
  }

  private func outcome(of suggestion: Suggestion, in repository: some RepositoryFiles) -> EditOutcome {
    let file = suggestion.job.pipeline
    if suggestion.adviceOnly != nil, !has(.takesAdvice) { return refused("advice-only", suggestion) }
    guard !file.contains(".."), let bytes = repository.contents(of: file) else {
      return refused("no-job", suggestion)
    }
    if bytes.starts(with: "# Code generated".utf8), !has(.editsGeneratedFiles) {
      return refused("generated-file", suggestion)
    }
    let stream = YAMLStream(reading: bytes, file: file)
    let path: YAMLPath = ["jobs", .key(suggestion.job.job)]
    guard stream.problem == nil, let job = stream.node(at: path), job.kind == .mapping else {
      return refused("no-job", suggestion)
    }
    switch suggestion.change {
    case .measuring: return .unchanged
    case .runner(let change): return move(job, path, to: change, stream, suggestion)
    case .cache(let plan): return cache(job, path, plan, stream, suggestion)
    }
  }

  // MARK: - Sizes

  private func move(
    _ job: YAMLNode, _ path: YAMLPath, to change: RunnerChange, _ stream: YAMLStream, _ suggestion: Suggestion
  ) -> EditOutcome {
    guard let label = change.to.label else { return refused("no-label", suggestion) }
    let isThere = job["size"]?.text == label
    if isThere, !has(.editsWhatIs) { return .unchanged }
    let key = has(.writesElsewhere) ? "machine" : "size"
    let own: YAMLEdit =
      job[key] == nil
      ? .insertEntry(key: key, value: .string(label), into: path, at: .first)
      : .set(path.appending(.key(key)), to: .string(label))
    var edits = [own]
    let first = stream.documents[0].root?["jobs"]?.entries.first { $0.key.text != suggestion.job.job }
    if has(.changesOtherJobs), let first, first.value["size"] != nil {
      edits.append(.set(["jobs", .key(first.key.text), "size"], to: .string(label)))
    }
    if has(.leavesComments), let first {
      edits.append(.comment(["jobs", .key(first.key.text)], "written by a robot", placement: .above))
    }
    if has(.addsUnknownKeys) { edits.append(.insertEntry(key: "robot", value: true, into: path, at: .last)) }
    return .edits([FileEdit(file: suggestion.job.pipeline, edits: edits, dialect: .core12)])
  }

  // MARK: - Caches

  private func cache(
    _ job: YAMLNode, _ path: YAMLPath, _ plan: CachePlan, _ stream: YAMLStream, _ suggestion: Suggestion
  ) -> EditOutcome {
    guard let steps = job["steps"], steps.items.indices.contains(plan.step), let folder = plan.paths.first
    else {
      return refused("no-step", suggestion)
    }
    let isThere = steps.items.contains { $0["cache"]?.text == folder.path }
    if isThere, !has(.writesCachesAgain) { return .unchanged }
    let keys = plan.keyGlobs.map { "'\($0)'" }.joined(separator: ", ")
    let item: YAMLFragment = [
      "cache": .string(folder.path), "key": .string("\(plan.tool)-${{ hashFiles(\(keys)) }}"),
    ]
    let edit = YAMLEdit.insertItem(item, into: path.appending(.key("steps")), at: .before(plan.step))
    return .edits([FileEdit(file: suggestion.job.pipeline, edits: [edit], dialect: .core12)])
  }

  private func refused(_ code: String, _ suggestion: Suggestion) -> EditOutcome {
    var position = suggestion.position
    if has(.pointsNowhere) { position.line = 0 }
    let sentence = has(.hidesReasons) ? "" : "The toy cannot do this: \(code)."
    let code = has(.usesNewCodes) ? "new-code" : code
    return .refused(Refusal(code: code, sentence: sentence, position: position))
  }
}
