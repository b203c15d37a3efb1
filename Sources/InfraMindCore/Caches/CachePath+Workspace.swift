extension CachePath {
  /// Whether the tool keeps the folder in the home folder or at an absolute path, out of the checkout.
  public var isOutsideWorkspace: Bool { path.hasPrefix("~") || path.hasPrefix("/") }

  /// A folder of the checkout that may take its place, from the root: the folder itself if it lies there,
  /// else a hidden one named like it, without what ``CacheMover/kept`` says lies below the folder that the
  /// variable names.
  ///
  /// `.npm` for `~/.npm`; `.cargo` for `~/.cargo/registry`, of which `registry` is kept; `.cache/pip` for
  /// `~/.cache/pip`.
  public var folderInWorkspace: String {
    var parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
    guard isOutsideWorkspace else { return parts.joined(separator: "/") }
    if parts.first == "~" { parts.removeFirst() }
    if let kept = mover?.kept, !kept.isEmpty {
      parts.removeLast(min(kept.split(separator: "/").count, parts.count))
    }
    if let hidden = parts.firstIndex(where: { $0.hasPrefix(".") && $0 != ".local" }) {
      parts = Array(parts[hidden...])
    } else if parts.contains("pnpm") {
      parts = [".pnpm-store"]
    } else if parts.starts(with: ["usr", "local"]) {
      parts = Array(parts.dropFirst(2))
    }
    guard let first = parts.first else { return ".cache" }
    if !first.hasPrefix(".") { parts[0] = "." + first }
    return parts.joined(separator: "/")
  }
}

extension CacheMover {
  /// The folder that a value of the variable names, up to the next space if there is a ``prefix``; `nil` if
  /// the prefix is not in it.
  public func folder(in value: String) -> Substring? {
    guard !prefix.isEmpty else { return value[...] }
    guard let start = value.firstRange(of: prefix) else { return nil }
    return value[start.upperBound...].prefix { $0 != " " }
  }
}
