internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A pipeline: a file with all that it includes, as one configuration.
final class Pipeline {
  /// A file of the pipeline, or one out of view in its place.
  enum Part {
    case file(ConfigFile)
    case outside(OutsideView)
  }

  /// Path of the file that the pipeline begins with.
  let path: String
  /// The weakest first: included files before those that include them.
  let parts: [Part]
  /// What the first levels of all files hold together, by name; the strongest first.
  private let table: [String: [ConfigLayer]]
  /// The names on the first level, in GitLab's order.
  let names: [String]
  /// The first levels of all files, the strongest first.
  private let first: ConfigNode
  private var readVariables: JobVariables?
  private var standards: [String: ConfigNode.Found] = [:]
  private var knownAncestors: [String: Set<String>] = [:]
  private var extended: [String: Result<ConfigNode, ExtendsFailure>] = [:]
  private var targets: [Reference: ConfigNode.Found] = [:]
  private var scripts: [ScriptPlace: ScriptLines?] = [:]
  /// How many more members of lists are looked at.
  private var membersLeft = 5_000_000

  /// A `!reference`, and how many were followed to find it.
  private struct Reference: Hashable {
    var node: YAMLNode
    var depth: Int
  }

  /// Where a script is written, and the inputs that fill it.
  private struct ScriptPlace: Hashable {
    var node: YAMLNode
    var file: ObjectIdentifier
  }

  /// Why GitLab would refuse what a job extends.
  struct ExtendsFailure: Error {
    var message: String
    var position: SourcePosition
  }

  /// Words on the first level that name no job.
  static let keywords: Set<String> = [
    "default", "include", "stages", "types", "variables", "workflow", "spec", "image", "services", "cache",
    "before_script", "after_script",
  ]

  /// Keywords of the first level that are defaults by an older notation.
  private static let oldDefaults: Set = ["image", "services", "cache", "before_script", "after_script"]

  /// Most layers of one job; more are nobody's.
  private static let mostLayers = 400
  /// Most members of one list, those of lists and references in it counted.
  private static let mostMembers = 5_000
  /// Bases above bases that GitLab follows.
  private static let deepestBase = 10

  init(path: String, parts: [Part]) {
    self.path = path
    self.parts = parts
    var table: [String: [ConfigLayer]] = [:]
    var names: [String] = []
    for case .file(let file) in parts {
      for entry in file.root?.effectiveEntries ?? [] {
        let name = InputText.filled(entry.key.resolved.text, from: file)
        if table[name] == nil { names.append(name) }
        table[name, default: []].insert(ConfigLayer(entry.value, in: file), at: 0)
      }
    }
    self.table = table
    self.names = names
    first = ConfigNode(
      parts.reversed().compactMap { part in
        switch part {
        case .outside(let view): return .outside(view)
        case .file(let file): return file.root.map { .known(ConfigLayer($0, in: file)) }
        }
      })
  }

  /// The variables of the first level.
  var variables: JobVariables {
    if let readVariables { return readVariables }
    var variables = JobVariables()
    switch root("variables") {
    case .value(let node): variables.add(node, in: self)
    case .outside(let view): variables.outside = view
    case .absent, .null: break
    }
    if let rules = root("workflow").value?.child("rules").value { variables.addChanging(rules, in: self) }
    variables.shareTexts()
    readVariables = variables
    return variables
  }

  /// Where its `workflow` says that it runs for tags only.
  private(set) lazy var rulesForTags = JobSigns.rulesForTags(self)

  /// What out of view may add to the pipeline.
  var outside: OutsideView? {
    for case .outside(let view) in parts.reversed() { return view }
    return nil
  }

  /// The files of the pipeline.
  var files: [ConfigFile] {
    parts.compactMap { if case .file(let file) = $0 { file } else { nil } }
  }

  // MARK: - Values

  /// The value of a keyword of the first level.
  func root(_ key: String, ignoring isIgnored: (OutsideView) -> Bool = { _ in false }) -> ConfigNode.Found {
    settled(first.child(key, ignoring: isIgnored))
  }

  /// The value that jobs have for a key by default.
  func standard(_ key: String) -> ConfigNode.Found {
    if let known = standards[key] { return known }
    let found = findStandard(key)
    standards[key] = found
    return found
  }

  private func findStandard(_ key: String) -> ConfigNode.Found {
    // Files that come with GitLab choose no runners.
    let isIgnored: (OutsideView) -> Bool = { key == "tags" && $0.isTemplate || $0.bringsJobsOnly }
    switch root("default", ignoring: isIgnored) {
    case .outside(let view): return .outside(view)
    case .value(let node):
      switch settled(node.child(key, ignoring: isIgnored)) {
      case .value(let value): return .value(value)
      case .outside(let view): return .outside(view)
      case .null: return .absent
      case .absent: break
      }
    case .absent, .null: break
    }
    guard Self.oldDefaults.contains(key) else { return .absent }
    switch root(key, ignoring: isIgnored) {
    case .value(let value): return .value(value)
    case .outside(let view): return .outside(view)
    case .absent, .null: return .absent
    }
  }

  /// What the files themselves say under a name: no templates applied. The strongest layer first.
  func written(_ name: String) -> [ConfigLayer] { table[name] ?? [] }

  /// A job or template with all that it extends.
  func job(_ name: String) throws(ExtendsFailure) -> ConfigNode {
    try extended(name, trail: []).get()
  }

  private func extended(_ name: String, trail: [String]) -> Result<ConfigNode, ExtendsFailure> {
    if let known = extended[name] { return known }
    let result = extend(name, trail: trail)
    // A failure by depth or cycle depends on where the question began.
    if trail.isEmpty || (try? result.get()) != nil { extended[name] = result }
    return result
  }

  private func extend(_ name: String, trail: [String]) -> Result<ConfigNode, ExtendsFailure> {
    let all = table[name] ?? []
    let own = ConfigNode(all.prefix { $0.isMapping }.map { .known($0) })
    guard let bases = own.child("extends").value, let top = bases.top else { return .success(own) }
    guard !trail.contains(name) else {
      return failure("'\(name)' extends itself over \(SentenceText.list(trail.map { "'\($0)'" }))", top)
    }
    guard trail.count < Self.deepestBase else {
      return failure(
        "'\(name)' is extended over more levels than the \(Self.deepestBase) that GitLab follows", top)
    }
    var layers = own.layers
    for base in top.baseNames.reversed() {
      guard table[base.name]?.first?.isMapping == true else {
        layers.append(.outside(OutsideView(what: "the template '\(base.name)'", position: base.layer.place)))
        continue
      }
      switch extended(base.name, trail: trail + [name]) {
      case .failure(let failure): return .failure(failure)
      case .success(let node): layers += node.layers
      }
      guard layers.count <= Self.mostLayers else {
        return failure("'\(name)' extends more templates than \(Self.mostLayers)", top)
      }
    }
    return .success(ConfigNode(layers))
  }

  private func failure(_ message: String, _ layer: ConfigLayer) -> Result<ConfigNode, ExtendsFailure> {
    .failure(ExtendsFailure(message: message, position: layer.place))
  }

  /// The names of all that a job extends, over all levels.
  func ancestors(of name: String) -> Set<String> {
    if let known = knownAncestors[name] { return known }
    let found = findAncestors(of: name)
    knownAncestors[name] = found
    return found
  }

  private func findAncestors(of name: String) -> Set<String> {
    var found: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      let own = ConfigNode((table[next] ?? []).prefix { $0.isMapping }.map { .known($0) })
      for base in own.child("extends").value?.top?.baseNames ?? [] where found.insert(base.name).inserted {
        open.append(base.name)
      }
    }
    return found
  }

  // MARK: - References

  /// The value with a `!reference` in its place followed.
  func settled(_ found: ConfigNode.Found, depth: Int = 0) -> ConfigNode.Found {
    guard case .value(let node) = found, let top = node.top, let path = top.reference else { return found }
    return target(of: path, at: top, depth: depth)
  }

  /// The value of a key of a value, with references followed.
  func value(_ key: String, of node: ConfigNode) -> ConfigNode.Found { settled(node.child(key)) }

  private func target(of path: [String], at layer: ConfigLayer, depth: Int) -> ConfigNode.Found {
    // References over references ask for the same few values again and again.
    let reference = Reference(node: layer.node.resolved, depth: depth)
    if let known = targets[reference] { return known }
    let found = findTarget(of: path, at: layer, depth: depth)
    targets[reference] = found
    return found
  }

  private func findTarget(of path: [String], at layer: ConfigLayer, depth: Int) -> ConfigNode.Found {
    let what = "!reference [\(path.joined(separator: ", "))]"
    guard depth < 10 else {
      return .outside(OutsideView(what: "a long chain of references", position: layer.place))
    }
    guard let first = path.first, table[first] != nil, let start = try? job(first) else {
      return .outside(OutsideView(what: what, position: layer.place))
    }
    var found = ConfigNode.Found.value(start)
    // A keyword of the first level may be a list or a text.
    if start.layers.isEmpty, let top = table[first]?.first { found = .value(ConfigNode(top)) }
    for key in path.dropFirst() {
      guard case .value(let node) = found, node.isMapping else {
        return .outside(OutsideView(what: what, position: layer.place))
      }
      found = settled(node.child(key), depth: depth + 1)
    }
    if found.isAbsent { return .outside(OutsideView(what: what, position: layer.place)) }
    return found
  }

  /// Members of a list, with lists within lists and references made flat.
  struct Members {
    /// The members that are known, in order.
    var known: [ConfigLayer] = []
    /// What out of view holds more of them.
    var outside: OutsideView?
    /// Whether a reference to ``MeasuringTemplate`` is among them.
    var measures = false
  }

  /// The members of a list; one for a value that is none.
  func members(of node: ConfigNode) -> Members {
    var members = Members()
    let most = min(Self.mostMembers, membersLeft)
    var budget = most
    collect(node, lists: 0, references: 0, &budget, into: &members)
    membersLeft -= most - max(0, budget)
    if budget <= 0, members.outside == nil, let place = node.place {
      members.outside = OutsideView(what: "a list too long to be read", position: place)
    }
    return members
  }

  /// The lines of a script; `nil` if it has none.
  func script(of node: ConfigNode) -> ScriptLines? {
    guard let top = node.top else { return nil }
    let place = ScriptPlace(node: top.node, file: ObjectIdentifier(top.file))
    if let known = scripts[place] { return known }
    let members = members(of: node)
    let texts = JobScript.texts(of: members.known)
    let script = texts.isEmpty && !members.measures ? nil : ScriptLines(texts, measures: members.measures)
    scripts[place] = .some(script)
    return script
  }

  private func collect(
    _ node: ConfigNode, lists: Int, references: Int, _ budget: inout Int, into members: inout Members
  ) {
    budget -= 1
    guard lists <= 12, budget > 0, let top = node.top else { return }
    if let path = top.reference {
      if path.first == MeasuringTemplate.name { members.measures = true }
      switch target(of: path, at: top, depth: references) {
      case .value(let node):
        collect(node, lists: 0, references: references + 1, &budget, into: &members)
      case .outside(let view): members.outside = members.outside ?? view
      case .absent, .null: break
      }
      return
    }
    guard top.isSequence else {
      if !top.isNull { members.known.append(top) }
      return
    }
    for item in top.items where budget > 0 {
      collect(ConfigNode(item), lists: lists + 1, references: references, &budget, into: &members)
    }
  }
}

extension ConfigLayer {
  /// The names that an `extends` lists.
  fileprivate var baseNames: [(name: String, layer: ConfigLayer)] {
    let all = isSequence ? items : [self]
    return all.prefix(100).compactMap { item in item.text.map { ($0, item) } }
  }
}
