internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The caches that hold for a job.
struct JobCaches {
  /// One cache, as it is written.
  struct Cache {
    let node: ConfigNode
    let declared: DeclaredCache
  }

  /// What holds for `cache`.
  let found: ConfigNode.Found
  /// The caches in order.
  private(set) var caches: [Cache] = []
  /// What out of view may keep more.
  private(set) var outside: OutsideView?
  /// Whether the job says that it has none.
  private var isSwitchedOff = false
  private let position: SourcePosition

  init(of settings: JobSettings, at job: SourcePosition) {
    found = settings.effective("cache")
    position = found.value?.place ?? job
    let variables = settings.variables
    switch found {
    case .absent, .null: break
    case .outside(let view): outside = view
    case .value(let node):
      if node.isMapping {
        add(node, settings, variables)
        if node.keys.isEmpty, node.outside == nil { addNothing(of: settings) }
        return
      }
      let members = settings.pipeline.members(of: node)
      outside = members.outside
      if members.known.isEmpty, outside == nil { addNothing(of: settings) }
      for member in members.known.prefix(100) where member.isMapping {
        add(ConfigNode(member), settings, variables)
      }
    }
  }

  /// The caches as the profiles look at them.
  var declared: [DeclaredCache] {
    var all = caches.map(\.declared)
    if isSwitchedOff {
      var off = DeclaredCache(position: position, paths: [])
      off.isSwitchedOff = true
      all.append(off)
    }
    if let outside {
      all.append(
        DeclaredCache(
          position: position, paths: [], name: "the cache of \(outside.what)", isOutsideView: true))
    }
    return all
  }

  /// `cache: []` of a job's own takes away what it would inherit.
  private mutating func addNothing(of settings: JobSettings) {
    guard case .value = settings.own("cache") else { return }
    isSwitchedOff = true
  }

  private mutating func add(_ node: ConfigNode, _ settings: JobSettings, _ variables: JobVariables) {
    var isOutside = node.outside != nil
    var paths: [String] = []
    if case .value(let list) = settings.pipeline.value("paths", of: node) {
      let members = settings.pipeline.members(of: list)
      isOutside = isOutside || members.outside != nil
      paths = members.known.compactMap(\.text).map { Self.expanded($0, variables) }
    } else if case .outside = settings.pipeline.value("paths", of: node) {
      isOutside = true
    }
    let untracked = node.child("untracked").value?.top?.resolved.node.scalar
    let keepsAll = untracked != nil && untracked != .bool(false)
    guard keepsAll || isOutside || !paths.isEmpty else { return }
    var declared = DeclaredCache(
      position: node.place ?? position, paths: paths, key: Self.key(of: node, settings),
      isOutsideView: isOutside || keepsAll)
    if keepsAll { declared.name = "what the job's cache keeps of untracked files" }
    caches.append(Cache(node: node, declared: declared))
  }

  /// A path with the variables that the files give; the project's own folder is the root.
  private static func expanded(_ text: String, _ variables: JobVariables) -> String {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    let filled = VariableText(text).filled(from: variables)
    let root = "${CI_PROJECT_DIR}/"
    return filled.hasPrefix(root) ? String(filled.dropFirst(root.count)) : filled
  }

  private static func key(of node: ConfigNode, _ settings: JobSettings) -> String {
    guard case .value(let key) = settings.pipeline.value("key", of: node) else { return "" }
    guard key.isMapping else { return key.text ?? "" }
    let files = ["files", "files_commits"].compactMap { key.child($0).value }
    let names = files.flatMap { settings.pipeline.members(of: $0).known.compactMap(\.text) }
    return ([key.child("prefix").value?.text].compactMap(\.self) + names).joined(separator: "-")
  }
}
