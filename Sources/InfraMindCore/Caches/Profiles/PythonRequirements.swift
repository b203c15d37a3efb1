/// What a pip-like command installs: requirement files, projects of the checkout, or packages by name.
struct PythonRequirements: Sendable {
  /// Requirement and constraint files, as written.
  var files: [String] = []
  /// Folders of projects, as written, without extras.
  var projects: [String] = []
  /// Packages by name.
  var names: [String] = []

  /// Reads the words behind `install`.
  init(_ words: some Collection<String>) {
    var expectsFile = false
    var expectsProject = false
    var skips = false
    for word in words {
      if skips {
        skips = false
      } else if expectsFile {
        files.append(word)
        expectsFile = false
      } else if expectsProject {
        addTarget(word)
        expectsProject = false
      } else if ["-r", "--requirement", "--requirements", "-c", "--constraint"].contains(word) {
        expectsFile = true
      } else if word.hasPrefix("-r") || word.hasPrefix("--requirement=") {
        files.append(String(word.hasPrefix("--") ? word.dropFirst(14) : word.dropFirst(2)))
      } else if ["-e", "--editable"].contains(word) {
        expectsProject = true
      } else if word.hasPrefix("-") {
        skips = Self.valued.contains(word)
      } else {
        addTarget(word)
      }
    }
  }

  private mutating func addTarget(_ word: String) {
    if word.containsBytes(of: " @ "), let at = word.firstRange(of: " @ ") {
      return addTarget(String(word[at.upperBound...]))
    }
    let path = word.prefix { $0 != "[" }
    let isPath =
      path.hasPrefix(".") || path.hasPrefix("/") || path.hasSuffix("/")
      || path.utf8.containsBytes(of: "github.workspace")
    guard isPath, !path.hasSuffix(".whl"), !path.contains("*") else { return names.append(word) }
    projects.append(String(path))
  }

  /// Files of the checkout that decide what is installed, sorted; those with parts that only a run knows as
  /// globs.
  func keyFiles(from folder: String, in job: JobScan) -> [String] {
    var found: Set<String> = []
    for file in files {
      let glob = Self.withoutExpressions(file)
      guard glob.contains("*") else {
        let path = RepositoryPath.joining(folder, file)
        if let path, job.repository.exists(path) { found.insert(path) }
        continue
      }
      found.formUnion(job.repository.paths(matching: RepositoryPath.appending(glob, to: folder)))
    }
    for project in projects {
      guard let place = RepositoryPath.joining(folder, project) else { continue }
      found.formUnion(Self.manifests(of: place, in: job))
    }
    return found.sorted()
  }

  /// Manifests of a project that name dependencies.
  static func manifests(of folder: String, in job: JobScan) -> [String] {
    let marks = [
      "pyproject.toml": ["dependencies"], "setup.py": ["install_requires", "extras_require", "requirements"],
      "setup.cfg": ["install_requires", "extras_require"],
    ]
    return marks.keys.sorted().compactMap { name in
      let path = RepositoryPath.appending(name, to: folder)
      guard let text = job.text(of: path), let words = marks[name] else { return nil }
      return words.contains { text.contains($0) } ? path : nil
    }
  }

  private static func withoutExpressions(_ file: String) -> String {
    var text = file
    while let start = text.firstRange(of: "${{"), let end = text[start.upperBound...].firstRange(of: "}}") {
      text.replaceSubrange(start.lowerBound..<end.upperBound, with: "*")
    }
    return text.hasPrefix("./") ? String(text.dropFirst(2)) : text
  }

  private static let valued: Set<String> = [
    "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "--prefix", "--python",
    "--trusted-host", "--timeout", "--retries", "--cache-dir", "--root", "--python-version", "--platform",
    "--only-binary", "--no-binary", "--progress-bar", "--upgrade-strategy", "-p", "--config-settings",
    "--group",
    "--index-strategy", "--index", "--default-index", "--extra", "--resolution",
  ]
}
