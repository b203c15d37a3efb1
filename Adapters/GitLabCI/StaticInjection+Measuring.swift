internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The lines that measure a job: one before its commands, one behind them.
///
/// Where the job's commands come from elsewhere, it gets a list of its own, which refers to them: nothing that rules other
/// jobs is touched. Measuring begun twice is begun once, so a job may inherit the lines, too.
struct MeasuringLines {
  private let job: JobEntry

  init(_ job: JobEntry) { self.job = job }

  /// - Throws: `no-component`, `outside-view`, `shared-anchor`, `advice-only`.
  func outcome() throws(RefusedEdit) -> EditOutcome {
    guard !job.settings.isMeasured else { return .unchanged }
    try refuseUnmeasurable()
    guard job.settings.pipeline.bringsMeasuring else {
      throw RefusedEdit(
        "no-component",
        "the pipeline does not include our component yet, whose `\(MeasuringTemplate.name)` measures jobs: "
          + "see docs/platforms/gitlab-ci.md",
        at: job.position)
    }
    if let sharing = job.site.sharing { throw sharing }
    let edits = [
      try CommandList("before_script", of: job).edit(at: .first),
      try CommandList("after_script", of: job).edit(at: .last),
    ]
    return .edits([FileEdit(file: job.site.file.path, edits: edits, dialect: .gitLabCI)])
  }

  /// Refuses a job that others extend or share, which are not to be measured.
  func refuse(_ dependents: [JobEntry], besides suggestions: [Suggestion]) throws(RefusedEdit) {
    let asked = Set(suggestions.lazy.filter { $0.change == .measuring }.map(\.job.withoutVariant))
    let others = dependents.filter { other in
      let keepsOwn = ["before_script", "after_script"].allSatisfy { other.site.entry($0) != nil }
      return !asked.contains(other.key) && !other.settings.isMeasured && (other.site == job.site || !keepsOwn)
    }
    guard !others.isEmpty else { return }
    throw RefusedEdit(
      "shared-place",
      "the job is also the base of \(JobSite.names(of: others)), for which the same is not suggested",
      at: job.position)
  }

  private func refuseUnmeasurable() throws(RefusedEdit) {
    switch job.settings.own("script") {
    case .value: break
    case .outside(let view):
      throw RefusedEdit(
        "outside-view", "what the job runs comes from \(view.what), which is not in the files read",
        at: view.position)
    case .absent, .null:
      throw .adviceOnly("the job has no `script` that commands could be put around", at: job.position)
    }
    let other = job.tags.tags.first { tag in
      ["windows", "macos"].contains { tag.text.lowercased().contains($0) }
    }
    if let other {
      throw .adviceOnly(
        "the job runs on '\(other.text.short)', and measuring works on Linux only", at: other.layer.place)
    }
  }
}

/// A job's `before_script` or `after_script`, to which a line is added.
private struct CommandList {
  private let key: String
  private let job: JobEntry

  init(_ key: String, of job: JobEntry) {
    self.key = key
    self.job = job
  }

  private var line: YAMLFragment { MeasuringTemplate.reference(to: key) }

  /// - Parameter place: `.first` or `.last` of the commands.
  func edit(at place: YAMLEdit.ItemPlace) throws(RefusedEdit) -> YAMLEdit {
    if let own = job.site.entry(key)?.value { return try edit(own, at: place) }
    guard job.site.mapping[key] == nil else {
      throw RefusedEdit(
        "shared-anchor",
        "the job's `\(key)` comes over a merge key, and one of its own would replace it; write it by hand",
        at: job.position)
    }
    let list: [YAMLFragment] =
      if let inherited = try inherited() { Self.joined(line, inherited, place) } else { [line] }
    return .insertEntry(
      key: key, value: .sequence(list), into: job.site.mapping.path,
      at: place == .first ? job.site.mapping.slot(above: "script") : job.site.mapping.slot(below: ["script"]))
  }

  private static func joined(
    _ line: YAMLFragment, _ others: YAMLFragment, _ place: YAMLEdit.ItemPlace
  ) -> [YAMLFragment] {
    place == .first ? [line, others] : [others, line]
  }

  // MARK: - The job's own

  private func edit(_ own: YAMLNode, at place: YAMLEdit.ItemPlace) throws(RefusedEdit) -> YAMLEdit {
    try own.refuseShared("the job's `\(key)`")
    if own.isNull || own.kind == .sequence && own.tag == nil {
      try refuseHidden()
      return .insertItem(line, into: own.path, at: place)
    }
    guard own.kind != .alias, let fragment = Self.repeated(own),
      !own.document.source[own.range].contains(UInt8(ascii: "#")) || own.kind == .scalar
    else {
      throw RefusedEdit(
        "shared-anchor",
        "the job's `\(key)` is written elsewhere, for others too; put the line there by hand",
        at: SourcePosition(own.position))
    }
    return .replace(own.path, with: .sequence(Self.joined(line, fragment, place)))
  }

  /// `null` in the place of a default: what it makes of it nobody could verify.
  private func refuseHidden() throws(RefusedEdit) {
    guard case .outside(let view) = job.settings.effective(key), job.site.entry(key)?.value.isNull == true
    else { return }
    throw outside(view)
  }

  /// One command, or a reference in the place of a list.
  private static func repeated(_ own: YAMLNode) -> YAMLFragment? {
    guard own.tag == "!reference" else { return YAMLFragment(repeating: own) }
    let texts = own.items.map(\.scalar)
    var path: [YAMLFragment] = []
    for case .string(let text)? in texts { path.append(.string(text)) }
    return path.count == texts.count ? .tagged("!reference", .sequence(path)) : nil
  }

  // MARK: - What it inherits

  /// A reference to the commands that the job has from a template or as all jobs; `nil` without any.
  private func inherited() throws(RefusedEdit) -> YAMLFragment? {
    switch job.settings.job.child(key) {
    case .outside(let view): throw outside(view)
    case .value(let node): return try reference(to: node)
    case .null(let layer):
      throw outside(OutsideView(what: "what `\(key): null` makes of the default", position: layer.place))
    case .absent: break
    }
    switch job.settings.standard(key) {
    case .outside(let view): throw outside(view)
    case .absent, .null: return nil
    case .value: return Self.reference(to: isDefault ? ["default", key] : [key])
    }
  }

  /// Whether what all jobs have stands below `default`, rather than on the first level.
  private var isDefault: Bool {
    guard let node = job.settings.pipeline.root("default").value else { return false }
    return !node.child(key).isAbsent
  }

  /// A reference to commands of a template that the job extends, by the template that has them.
  private func reference(to node: ConfigNode) throws(RefusedEdit) -> YAMLFragment {
    let pipeline = job.settings.pipeline
    let owners = pipeline.ancestors(of: job.name).sorted().filter { name in
      pipeline.written(name).contains { $0.child(key)?.node == node.top?.node }
    }
    guard let owner = owners.first else {
      throw RefusedEdit(
        "shared-place",
        "the job's `\(key)` comes from another file that has a job of this name; add the line there",
        at: node.place ?? job.position)
    }
    return Self.reference(to: [owner, key])
  }

  private static func reference(to path: [String]) -> YAMLFragment {
    .tagged("!reference", .sequence(path.map { .string($0) }))
  }

  private func outside(_ view: OutsideView) -> RefusedEdit {
    RefusedEdit(
      "outside-view", "the job may have a `\(key)` of \(view.what), which is not in the files read",
      at: view.position)
  }
}
