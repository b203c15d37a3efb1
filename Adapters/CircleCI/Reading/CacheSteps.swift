internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What every `save_cache` of a file keeps, by its key: a restore names no folders.
struct SavedCaches {
  private var saved: [(key: String, paths: [String])] = []
  /// Saves beyond this many are not looked at.
  private static let most = 2_000

  /// Looks through a file, commands and anchors included.
  init(in stream: YAMLStream) {
    for document in stream.documents {
      for node in document.nodes where node.kind == .mapping && saved.count < Self.most {
        guard let save = node.entry(forKey: "save_cache")?.value.resolved else { continue }
        add(key: save["key"]?.scalarText ?? "", paths: save["paths"]?.texts ?? [])
      }
    }
  }

  /// None yet.
  init() {}

  mutating func add(key: String, paths: [String]) {
    if !paths.isEmpty { saved.append((Self.plain(key), paths)) }
  }

  /// The folders saved under a key, or under one that begins with it.
  func paths(for key: String) -> [String] {
    let wanted = Self.plain(key)
    guard !wanted.isEmpty else { return [] }
    if let exact = saved.first(where: { $0.key == wanted }) { return exact.paths }
    return saved.first { $0.key.hasPrefix(wanted) }?.paths ?? []
  }

  /// A key without the blanks that templates may have.
  private static func plain(_ key: String) -> String {
    let bytes = key.utf8.filter { $0 != 0x20 && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"") }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The cache steps of one job, in the order of running.
struct CacheSteps {
  /// A `restore_cache`.
  private struct Restore {
    var keys: [String]
    var written: [String]
    var position: SourcePosition
    var step: Int
  }

  private var restores: [Restore] = []
  private var saves: [(key: String, paths: [String], position: SourcePosition, step: Int)] = []
  private var others: [DeclaredCache] = []

  /// Takes note of a `restore_cache` before a step of a number.
  mutating func restore(_ settings: YAMLNode, in scope: Scope, at position: SourcePosition, before step: Int)
  {
    let nodes =
      [settings["key"]].compactMap(\.self) + settings.list("keys") + (settings["keys"].map { [$0] } ?? [])
    let written = nodes.compactMap(\.scalarText)
    let keys = nodes.compactMap { scope.fill($0)?.text }
    restores.append(Restore(keys: keys, written: written, position: position, step: step))
  }

  /// Takes note of a `save_cache`.
  mutating func save(_ settings: YAMLNode, in scope: Scope, at position: SourcePosition, before step: Int) {
    let paths = settings["paths"].map { node in
      node.resolved.kind == .sequence
        ? node.resolved.items.compactMap { scope.fill($0) } : [scope.fill(node)].compactMap(\.self)
    }
    let key = settings["key"].flatMap { scope.fill($0)?.text } ?? ""
    saves.append((key, (paths ?? []).map(Self.path), position, step))
  }

  /// Takes note of a cache that something else keeps.
  mutating func add(_ cache: DeclaredCache) { others.append(cache) }

  /// Where restores stand none of whose keys can ever be found: each holds a number that no other run has.
  var hopeless: [SourcePosition] {
    restores.filter { restore in
      !restore.keys.isEmpty
        && restore.keys.allSatisfy {
          $0.containsBytes(of: "epoch }}") || $0.containsBytes(of: ".BuildNum }}")
        }
    }
    .map(\.position)
  }

  /// A folder; with a sign that it is computed where it is.
  private static func path(_ filled: Scope.Filled) -> String {
    filled.isComplete ? filled.text : filled.text + "$"
  }

  /// All caches of the job. A restore keeps what the job saves under its key, or else what another place of the
  /// file does; if nothing does, what it holds is outside the view.
  func declared(_ file: SavedCaches) -> [DeclaredCache] {
    var own = SavedCaches()
    for save in saves { own.add(key: save.key, paths: save.paths) }
    let restored = restores.map { restore in
      var paths: [String] = []
      for (key, written) in zip(restore.keys, restore.written) {
        let found = own.paths(for: key)
        paths += found.isEmpty ? file.paths(for: written) : found
      }
      return DeclaredCache(
        position: restore.position, paths: paths, key: restore.keys.joined(separator: "\n"),
        step: restore.step,
        name: "restore_cache", isOutsideView: paths.isEmpty)
    }
    let saved = saves.map { save in
      DeclaredCache(
        position: save.position, paths: save.paths, key: save.key, step: save.step, name: "save_cache")
    }
    return restored + saved + others
  }
}
