/// Absolute paths as a user would write them from where they are.
enum ShownPath {
  /// The shorter way to a path: relative to the current folder, or absolute if that leads far up.
  static func of(_ path: String, from current: String = LocalDisk.currentFolder) -> String {
    let here = current.split(separator: "/")
    let there = path.split(separator: "/")
    let shared = zip(here, there).prefix { $0 == $1 }.count
    let up = here.count - shared
    guard up <= 3, shared > 0 || here.isEmpty else { return path }
    let names = Array(repeating: "..", count: up) + there[shared...]
    return names.isEmpty ? "." : names.joined(separator: "/")
  }
}
