/// Caches that are there and save a tool nothing: they do not count, and the suggestion says why.
enum IdleCache {
  /// Sentences about the caches of a job that keep a tool's folder in vain.
  static func sentences(for profile: some CacheProfile, uses: [ToolUse], in job: JobScan) -> [String] {
    job.folderCaches.flatMap { cache in
      cache.paths.compactMap { path in
        profile.idleness(of: path, for: uses, in: job).map { reason in
          let start = cache.name.prefix(1).uppercased() + cache.name.dropFirst()
          return "\(start) keeps \(folderInWorkspace(path) ?? path), \(reason)."
        }
      }
    }
    .uniqued
  }

  /// A cached path from the workspace's root, without `./`; `nil` if it lies elsewhere or only a run knows.
  ///
  /// - Parameter path: As a cache has it, in small letters.
  static func folderInWorkspace(_ path: String) -> String? {
    let root = roots.first { path.hasPrefix($0) }
    let folder = path.dropFirst(root?.utf8.count ?? 0)
    guard let first = folder.first, first != "/", first != "~", !folder.contains("$") else { return nil }
    return String(folder)
  }

  private static let roots = [
    "./", "$ci_project_dir/", "${ci_project_dir}/", "$github_workspace/", "${{ github.workspace }}/",
    "${{github.workspace}}/", "$pwd/", "$(pwd)/",
  ]
}

extension JobScan {
  /// Whether the files show that a variable is set for the steps, in whatever case of its letters: as theirs, before a
  /// command, or by `export`.
  func sets(_ variable: StaticString) -> Bool {
    let name = "\(variable)".lowercasedASCII
    if definition.steps.contains(where: { $0.environment.keys.contains { $0.lowercasedASCII == name } }) {
      return true
    }
    return commands.contains { _, command in
      command.assignments.keys.contains { $0.lowercasedASCII == name }
        || command.arguments.contains { $0.lowercasedASCII.hasPrefix(name + "=") }
    }
  }

  /// Whether a script looks whether a folder is there.
  func asks(for folder: StaticString) -> Bool {
    commands.contains { _, command in
      ["[", "[[", "test", "if", "Test-Path"].contains(command.name)
        && command.arguments.contains { $0.containsBytes(of: folder) }
    }
  }
}
