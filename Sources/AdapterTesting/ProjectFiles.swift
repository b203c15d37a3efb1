package import InfraMindCore

/// A checkout in which every folder also has the lockfiles and manifests that tools look for, so that advice on
/// caches can be tried on pipeline files alone.
package struct ProjectFiles: RepositoryFiles {
  private let base: any RepositoryFiles

  /// Puts projects around the files of a checkout.
  package init(around base: any RepositoryFiles) { self.base = base }

  private static let texts: [String: String] = [
    "package.json": "{}", "package-lock.json": "{}", "yarn.lock": "# yarn lockfile v1\n",
    "pnpm-lock.yaml": "",
    "requirements.txt": "", "pyproject.toml": "[project]\ndependencies = [\"a\"]", "poetry.lock": "",
    "uv.lock": "", "environment.yml": "", "pom.xml": "", "build.gradle": "", "go.mod": "", "go.sum": "",
    "Cargo.toml": "", "Cargo.lock": "", "Gemfile": "", "Gemfile.lock": "", "composer.json": "{}",
    "composer.lock": "", "packages.lock.json": "{}", "MODULE.bazel": "", "Project.toml": "",
    "CMakeLists.txt": "",
  ]

  /// The paths of the checkout that match, and an invented one if the glob names a tool's file, or all files of a
  /// folder.
  package func paths(matching glob: String) -> [String] {
    let there = base.paths(matching: glob)
    let parts = glob.split(separator: "/")
    guard let last = parts.last.map(String.init) else { return there }
    let name = last == "*" ? "package.json" : last
    guard Self.texts[name] != nil else { return there }
    let folders = parts.dropLast().filter { !$0.contains("*") }
    let path = (folders.map(String.init) + [name]).joined(separator: "/")
    return there.contains(path) ? there : (there + [path]).sorted()
  }

  /// The checkout's bytes, or those of an invented file.
  package func contents(of path: String) -> [UInt8]? {
    base.contents(of: path) ?? Self.text(of: path).map { Array($0.utf8) }
  }

  /// Whether the file is there or invented.
  package func exists(_ path: String) -> Bool { base.exists(path) || Self.text(of: path) != nil }

  private static func text(of path: String) -> String? {
    texts[path.split(separator: "/").last.map(String.init) ?? ""]
  }
}
