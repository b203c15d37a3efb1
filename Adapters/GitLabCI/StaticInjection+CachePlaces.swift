internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Where a job's caches are written.
struct CachePlace {
  private let site: JobSite
  private let form: Form
  /// The file that is changed.
  let file: String
  /// The node that is changed: the job's mapping, or its caches.
  let node: YAMLNode
  /// Whether the caches are those that all jobs have by default.
  let isInherited: Bool
  /// What speaks against an edit of the job's mapping unless all who share it through an anchor agree; `nil`
  /// if nobody does.
  let sharing: RefusedEdit?

  var position: SourcePosition { SourcePosition(node.position) }
  /// Whether other jobs get what is written here.
  var isShared: Bool { isInherited || sharing != nil }

  private enum Form {
    /// The job has none yet.
    case missing
    /// `cache:` without a value.
    case empty(YAMLNode)
    /// A list of its own.
    case list(YAMLNode, count: Int)
    /// One cache of its own, which becomes the first of a list.
    case single(YAMLNode, YAMLFragment)
  }

  private static let most = 4

  init(of wish: CacheWish) throws(RefusedEdit) {
    site = wish.job.site
    guard !wish.isKept else {
      sharing = nil
      form = .missing
      (file, node, isInherited) = (site.file.path, site.mapping, false)
      return
    }
    let place = wish.caches.found.value?.place ?? site.position
    if let outside = wish.caches.outside {
      throw RefusedEdit(
        "outside-view", "the job may have caches of \(outside.what), which is not in the files read",
        at: place)
    }
    if let own = site.entry("cache") {
      sharing = try site.sharing(of: own.value, "the job's cache")
      form = try Self.form(of: own.value, wish)
      (file, node, isInherited) = (site.file.path, own.value, false)
      return
    }
    guard let top = wish.caches.found.value?.top else {
      sharing = site.sharing
      form = .missing
      (file, node, isInherited) = (site.file.path, site.mapping, false)
      return
    }
    guard wish.job.settings.own("cache").isAbsent, top.node.kind != .alias else {
      throw RefusedEdit(
        "shared-place",
        "the job's caches come from line \(place.line) of \(place.file), which rules others too, "
          + "and a list of its own would replace them; add this cache there",
        at: place)
    }
    try top.node.refuseShared("the cache")
    sharing = nil
    form = try Self.form(of: top.node, wish)
    (file, node, isInherited) = (top.file.path, top.node, true)
  }

  private static func form(of value: YAMLNode, _ wish: CacheWish) throws(RefusedEdit) -> Form {
    let place = SourcePosition(value.position)
    if value.isNull { return .empty(value) }
    guard value.kind != .alias, value.tag == nil else {
      throw RefusedEdit(
        "shared-anchor",
        "the job's cache is written elsewhere, for others too; give the job a list of its own",
        at: place)
    }
    let isNothing = value.kind == .mapping ? value.entries.isEmpty : value.items.isEmpty
    guard !isNothing else {
      throw RefusedEdit("switched-off", "the job's cache is switched off on purpose", at: place)
    }
    if value.kind == .sequence { return .list(value, count: wish.caches.caches.count) }
    guard (wish.caches.found.value?.layers.count ?? 0) == 1 else {
      throw RefusedEdit(
        "shared-place",
        "the job's cache adds to one that it inherits, and a list would replace both; write it by hand",
        at: place)
    }
    guard !value.document.source[value.range].contains(UInt8(ascii: "#")) else {
      throw RefusedEdit(
        "would-lose-comments",
        "the job's one cache must become the first of a list, and has comments; do it by hand",
        at: place)
    }
    guard let fragment = YAMLFragment(repeating: value) else {
      throw RefusedEdit(
        "shared-anchor", "the job's cache has anchors, aliases or tags in it; make it a list by hand",
        at: place)
    }
    return .single(value, fragment)
  }

  func edits(adding caches: [CacheFragment]) throws(RefusedEdit) -> [YAMLEdit] {
    guard !caches.isEmpty else { return [] }
    let sharing: YAMLEdit.Sharing = sharing == nil ? .refuse : .editAnchor
    let fragments = caches.map(\.fragment)
    let one = fragments.count == 1 ? fragments.first : nil
    switch form {
    case .missing:
      return [
        .insertEntry(
          key: "cache", value: one ?? .sequence(fragments), into: site.mapping.path,
          at: site.mapping.slot(above: "script"), sharing: sharing)
      ]
    case .empty(let node): return [.replace(node.path, with: one ?? .sequence(fragments), sharing: sharing)]
    case .list(let node, let count):
      try refuse(count + caches.count, at: node)
      return fragments.map { .insertItem($0, into: node.path, sharing: sharing) }
    case .single(let node, let old):
      try refuse(1 + caches.count, at: node)
      return [.replace(node.path, with: .sequence([old] + fragments), sharing: sharing)]
    }
  }

  private func refuse(_ count: Int, at node: YAMLNode) throws(RefusedEdit) {
    guard count > Self.most else { return }
    throw RefusedEdit(
      "too-many-caches", "the job would have \(count) caches, and GitLab keeps at most \(Self.most)",
      at: SourcePosition(node.position))
  }
}

/// Where a job's variables are written.
struct VariablePlace {
  private let site: JobSite
  private let own: YAMLNode?
  private let sharing: YAMLEdit.Sharing

  init(of wish: CacheWish) throws(RefusedEdit) {
    site = wish.job.site
    own = site.entry("variables")?.value
    sharing = site.isAnchored ? .editAnchor : .refuse
    guard !wish.variables.isEmpty else { return }
    let place = SourcePosition(own?.position ?? site.node.position)

    if let outside = wish.job.settings.variables.outside, outside.isTemplate == false {
      let name = wish.variables[0].name
      throw RefusedEdit(
        "outside-view", "\(name) may be set in \(outside.what), which is not in the files read", at: place)
    }
    guard let own else {
      guard site.mapping["variables"] == nil else {
        throw RefusedEdit(
          "shared-anchor",
          "the job's variables come over a merge key, and variables of its own would replace them; "
            + "write them by hand",
          at: place)
      }
      return
    }
    guard own.kind == .mapping || own.isNull, own.kind != .alias, own.tag == nil else {
      throw RefusedEdit(
        "shared-anchor", "the job's variables are written elsewhere, for others too", at: place)
    }
    _ = try site.sharing(of: own, "the list of variables")
  }

  func edits(setting variables: [WorkspaceFolders.Variable]) throws(RefusedEdit) -> [YAMLEdit] {
    var seen: Set<String> = []
    let new = variables.filter { seen.insert($0.name).inserted }
    guard !new.isEmpty else { return [] }
    guard let own, !own.isNull else {
      let all = YAMLFragment.mapping(new.map { ($0.name, .scalar(.string($0.value), style: .doubleQuoted)) })
      if let own { return [.replace(own.path, with: all, sharing: sharing)] }
      return [
        .insertEntry(
          key: "variables", value: all, into: site.mapping.path, at: site.mapping.slot(above: "script"),
          sharing: sharing)
      ]
    }
    return new.map {
      .insertEntry(
        key: $0.name, value: .scalar(.string($0.value), style: .doubleQuoted), into: own.path,
        sharing: sharing)
    }
  }
}
