internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A place in a config that decides the class of rows.
struct SizePlace: Hashable {
  enum Form: Hashable {
    /// A scalar that holds the class, between what templates put around it.
    case text(prefix: String, suffix: String)
    /// An alias in the place of the class, which gets a value of its own.
    case alias
    /// A job that gets a `resource_class`.
    case newKey
  }

  var node: YAMLNode
  var form: Form
}

/// The places of a config that decide classes, and whom they rule.
struct SizePlaces {
  private let config: ReadConfig
  /// Rows by the scalar that gives their class.
  private var bySource: [YAMLNode: [PlacedRow]] = [:]
  /// Rows by the value of the `resource_class` that they have.
  private var byValue: [YAMLNode: [PlacedRow]] = [:]
  /// All scalars that lead to classes through templates.
  private var onTrails: Set<YAMLNode> = []

  init(_ config: ReadConfig) {
    self.config = config
    for (job, read) in config.jobs.enumerated() {
      for (row, trace) in read.traces.enumerated() {
        let place = PlacedRow(job: job, row: row)
        if let source = trace.filled?.source { bySource[source, default: []].append(place) }
        if let value = trace.value { byValue[value, default: []].append(place) }
        onTrails.formUnion((trace.filled?.trail ?? []).map(\.node))
      }
    }
  }

  /// The class that a row has today.
  func resourceClass(of row: PlacedRow) -> String? { config.jobs[row.job].traces[row.row].resourceClass }

  // MARK: - Candidates

  /// The places that could give a row another class, the smallest change first.
  ///
  /// - Throws: If there is none, what is in the way.
  func candidates(of job: Int, _ row: Int, for wanted: String) throws(RefusedEdit) -> [SizePlace] {
    let read = config.jobs[job]
    let trace = read.traces[row]
    guard let node = read.node else { return [] }
    let hasOwnKey = node.kind != .alias && node.entry(forKey: "resource_class") != nil
    if let value = trace.value, value.kind == .alias, value.parent == node {
      return [SizePlace(node: value, form: .alias)]
    }
    var places: [SizePlace] = []
    var refusal: RefusedEdit?
    if let filled = trace.filled, let value = trace.value {
      do throws(RefusedEdit) {
        if let place = try self.place(of: filled, value, read, wanted), !isForeign(wanted, trace.holder) {
          places.append(place)
        }
      } catch {
        refusal = error
      }
    }
    let isNested = trace.holder == .job && trace.value?.parent != node && !hasOwnKey && !isMerged(trace, node)
    if !hasOwnKey, !isNested {
      try node.refuseAlias("the job")
      places.append(SizePlace(node: node, form: .newKey))
    }
    if places.isEmpty, let refusal { throw refusal }
    guard !places.isEmpty else {
      throw RefusedEdit(
        "computed-value", "'\(trace.filled?.text ?? "")' is computed; change it by hand",
        at: read.definition.rows[row].runner.position)
    }
    return places
  }

  /// Whether a job has its class from what a merge key brings.
  private func isMerged(_ trace: SizeTrace, _ node: YAMLNode) -> Bool {
    guard let value = trace.value else { return false }
    return !node.range.contains(value.range.lowerBound)
  }

  /// Executors are checked against a list of CircleCI's own classes; the user's own go into the job.
  private func isForeign(_ wanted: String, _ holder: SizeTrace.Holder) -> Bool {
    if case .executor = holder { return MachineLabels.isOwn(wanted) }
    return false
  }

  private func place(
    of filled: Scope.Filled, _ value: YAMLNode, _ job: ReadJob, _ wanted: String
  ) throws(RefusedEdit) -> SizePlace? {
    guard let source = filled.source, filled.isComplete else { return nil }
    guard wanted.hasPrefix(filled.prefix), wanted.hasSuffix(filled.suffix),
      wanted.utf8.count > filled.prefix.utf8.count + filled.suffix.utf8.count
    else {
      throw RefusedEdit(
        "computed-value", "'\(value.canonicalText)' cannot give the class '\(wanted)'", at: value.place)
    }
    let place = SizePlace(node: source, form: .text(prefix: filled.prefix, suffix: filled.suffix))
    for link in filled.trail { try check(link, of: filled, text(wanted, at: place), job) }
    try refuseForeignAliases(of: source)
    return place
  }

  private func text(_ wanted: String, at place: SizePlace) -> String {
    guard case .text(let prefix, let suffix) = place.form else { return wanted }
    return String(wanted.dropFirst(prefix.count).dropLast(suffix.count))
  }

  /// Refuses parameters that do more than choose a class, allow no other, or are part of a name.
  private func check(
    _ link: Scope.Filled.Link, of filled: Scope.Filled, _ text: String, _ job: ReadJob
  ) throws(RefusedEdit) {
    let place = link.node.place
    guard !job.rowsDependOnClass else {
      throw RefusedEdit(
        "renames-job", "invocations of the job differ in nothing but this; give each a `name` first",
        at: place)
    }
    let name: String
    switch link.reference {
    case .matrix(let axis):
      throw RefusedEdit(
        "renames-job",
        "the matrix's '\(axis)' chooses the class and the name; give the class by another parameter",
        at: place)
    case .pipelineParameter(let parameter):
      name = parameter
      guard let root = config.stream?.documents.first?.root else { return }
      let others = References(in: root, prefix: "pipeline.parameters.").nodes(naming: name).subtracting(
        onTrails)
      guard others.isEmpty else { throw Self.alsoUsed(name, others, at: place) }
      try Self.checkEnum(root["parameters"]?[name], name, text)
    case .parameter(let parameter):
      name = parameter
      guard !job.namingParameters.contains(name) else {
        throw RefusedEdit(
          "renames-job", "the parameter '\(name)' is part of the jobs' names, which the edit would change",
          at: place)
      }
      guard let element = Self.element(around: link.node) else {
        throw RefusedEdit("shared-anchor", "the class comes from an anchor outside the job", at: place)
      }
      let others = References(in: element).nodes(naming: name).subtracting(onTrails)
      guard others.isEmpty else { throw Self.alsoUsed(name, others, at: place) }
      try Self.checkEnum(element["parameters"]?[name], name, text)
    }
    if let source = filled.source, Self.isInMatrix(source) {
      throw RefusedEdit(
        "renames-job", "the class is an element of a matrix, whose values other rows and exclusions share",
        at: source.place)
    }
  }

  private static func alsoUsed(_ name: String, _ others: Set<YAMLNode>, at place: SourcePosition)
    -> RefusedEdit
  {
    let lines = SentenceText.lines(others.map(\.contentPosition.line))
    return RefusedEdit(
      "shared-place", "the parameter '\(name)' also says something else in \(lines), so it is no mere size",
      at: place)
  }

  private static func checkEnum(_ declaration: YAMLNode?, _ name: String, _ text: String) throws(RefusedEdit)
  {
    guard let allowed = declaration?["enum"]?.texts, !allowed.isEmpty, !allowed.contains(text) else { return }
    throw RefusedEdit(
      "outside-enum",
      "the parameter '\(name)' allows \(SentenceText.list(allowed)) only; add '\(text)' to its `enum` first",
      at: declaration?["enum"]?.place ?? SourcePosition(file: "", line: 1, column: 1))
  }

  /// The job, executor or command around a node.
  private static func element(around node: YAMLNode) -> YAMLNode? {
    var node = node
    while let parent = node.parent {
      if let holder = parent.parent, holder.kind == .mapping,
        let entry = holder.entries.first(where: { $0.value == parent }),
        ["jobs", "executors", "commands"].contains(entry.key.resolved.text)
      {
        return node
      }
      node = parent
    }
    return nil
  }

  private static func isInMatrix(_ node: YAMLNode) -> Bool {
    guard node.parent?.kind == .sequence else { return false }
    return node.path.components.contains(.key("matrix"))
  }

  /// Refuses a scalar whose anchor is used for something else than classes.
  private func refuseForeignAliases(of source: YAMLNode) throws(RefusedEdit) {
    for alias in source.sharedBy where alias.target == source && byValue[alias] == nil {
      throw RefusedEdit(
        "shared-anchor",
        "the class is shared with \(SentenceText.lines([alias.position.line])) through an anchor",
        at: source.place)
    }
  }

  // MARK: - Who is ruled

  /// The rows that a place rules.
  func ruled(by place: SizePlace) -> [PlacedRow] {
    switch place.form {
    case .text: return bySource[place.node] ?? []
    case .alias: return byValue[place.node] ?? []
    case .newKey:
      return config.jobs.indices.flatMap { job -> [PlacedRow] in
        guard let node = config.jobs[job].node, inherits(node, from: place.node) else { return [] }
        return config.jobs[job].traces.indices.map { PlacedRow(job: job, row: $0) }
      }
    }
  }

  /// Whether a key that one job gets becomes the other's too.
  private func inherits(_ job: YAMLNode, from other: YAMLNode) -> Bool {
    if job.resolved == other { return true }
    guard !other.sharedBy.isEmpty else { return false }
    var waiting = [job.resolved]
    var seen: Set<YAMLNode> = []
    while let mapping = waiting.popLast() {
      guard seen.insert(mapping).inserted, mapping.entry(forKey: "resource_class") == nil else { continue }
      if mapping == other { return true }
      for entry in mapping.entries where entry.isMerge {
        let value = entry.value.resolved
        waiting += value.kind == .sequence ? value.items.map(\.resolved) : [value]
      }
    }
    return false
  }

  /// Why a place cannot be changed for the sake of some rows, given others that it rules.
  func refusal(of place: SizePlace, for others: [PlacedRow]) -> RefusedEdit {
    var seen: Set<String> = []
    let names = others.map { other in
      let job = config.jobs[other.job].definition
      return "'\(job.rows[other.row].name)' (line \(job.position.line))"
    }.filter { seen.insert($0).inserted }
    let isAnchor = !place.node.sharedBy.isEmpty
    return RefusedEdit(
      isAnchor ? "shared-anchor" : "shared-place",
      "line \(place.node.contentPosition.line) also rules the class of \(SentenceText.list(names)), "
        + "for which the same is not suggested",
      at: place.node.place)
  }

  // MARK: - Edits

  /// The edit of a place.
  func edit(_ place: SizePlace, to wanted: String) -> YAMLEdit {
    let isShared = !place.node.sharedBy.isEmpty
    switch place.form {
    case .text:
      return .set(
        place.node.path, to: .string(text(wanted, at: place)), sharing: isShared ? .editAnchor : .refuse)
    case .alias: return .set(place.node.path, to: .string(wanted), sharing: .detach)
    case .newKey:
      return .insertEntry(
        key: "resource_class", value: .string(wanted), into: place.node.path,
        at: Self.entryPlace(in: place.node),
        sharing: isShared ? .editAnchor : .refuse)
    }
  }

  /// Directly behind what says where the job runs.
  private static func entryPlace(in job: YAMLNode) -> YAMLEdit.EntryPlace {
    let keys = ExecutorKind.allCases.map(\.rawValue) + ["executor"]
    if let key = keys.first(where: { job.entry(forKey: $0) != nil }) { return .after(key) }
    return job.entry(forKey: "steps") == nil ? .last : .before("steps")
  }

  /// The edits of this config's file.
  func change(_ edits: [YAMLEdit]) -> FileEdit {
    FileEdit(file: config.path, edits: edits, dialect: .circleCI)
  }
}
