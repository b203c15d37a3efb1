/// Which folders of a checkout hold its own sources, as far as their names tell.
///
/// Stores of fetched packages and output of builds are not in a fresh checkout, so what lies in them must not
/// count as a lockfile or a pipeline of the repository.
enum SourceFolders {
  /// Never sources, wherever they are.
  private static let stores: Set<String> = [
    ".bundle", ".build", ".eggs", ".git", ".gradle", ".hg", ".mypy_cache", ".next", ".nox", ".nuxt",
    ".parcel-cache", ".pytest_cache", ".ruff_cache", ".svn", ".terraform", ".tox", ".turbo", ".venv", "Pods",
    "__pycache__", "bower_components", "jspm_packages", "node_modules", "vendor", "venv",
  ]

  /// Output only beside a manifest of a tool that writes there; elsewhere names like others.
  private static let outputs: Set<String> = ["_build", "build", "dist", "out", "target"]

  private static let manifests: Set<String> = [
    "CMakeLists.txt", "Cargo.toml", "build.gradle", "build.gradle.kts", "build.sbt", "package.json",
    "pom.xml",
    "project.clj", "pyproject.toml", "setup.py",
  ]

  /// Whether to look into a folder.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - neighbours: What stands beside it.
  static func holdsSources(_ name: String, beside neighbours: [LocalDisk.Entry]) -> Bool {
    if stores.contains(name) { return false }
    guard outputs.contains(name) else { return true }
    return !neighbours.contains { $0.kind == .file && manifests.contains($0.name) }
  }
}
