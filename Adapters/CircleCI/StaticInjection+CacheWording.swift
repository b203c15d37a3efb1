internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Writes a plan's key and folders in CircleCI's words.
///
/// Keys are `v1-<tool>[-<job>][-<arch>][-<parameter>…]-<checksum>…`: entries cannot be deleted, so who wants to start
/// afresh raises the number. The second key is the start of the first, up to a separator, so that the latest entry
/// serves where files have changed. The architecture (with the CPU's family) is part of the key for tools that keep
/// compiled files; the job's name for build outputs, since an entry is never written twice and the first job to
/// finish would decide what is kept.
struct CacheWording {
  let plan: CachePlan
  let job: ReadJob

  /// Tools whose files work on one architecture only.
  private static let compiled: Set<CacheTool> = [
    .pip, .poetry, .uv, .conda, .go, .cargo, .bundler, .julia, .bazel, .ccache, .sccache, .preCommit,
  ]
  /// Tools whose cache holds what a job built.
  private static let outputs: Set<CacheTool> = [.go, .cargo, .bazel, .ccache, .sccache]
  /// With more files than this, one list of them all makes the key.
  private static let mostFiles = 3

  /// Steps to insert.
  struct Steps {
    var before: [YAMLFragment]
    var save: YAMLFragment
  }

  /// The folders as `save_cache` names them; `nil` if one cannot be named from the job's folder.
  var paths: [String]? {
    let systems = self.systems
    var paths: [String] = []
    for path in plan.paths where path.os.map({ systems.contains($0) }) ?? true {
      let isAbsolute = path.path.hasPrefix("~") || path.path.hasPrefix("/")
      guard let named = isAbsolute ? path.path : job.folders.pathFromJob(path.path) else { return nil }
      if !paths.contains(named) { paths.append(named) }
    }
    return paths
  }

  /// The steps that restore and save.
  ///
  /// - Parameter isOwn: Whether they go into the job's own text, where its parameters have a meaning.
  func steps(isOwn: Bool, at position: SourcePosition) throws(RefusedEdit) -> Steps {
    guard isOwn || plan.keyParts.isEmpty else {
      throw RefusedEdit(
        "shared-place",
        "the key needs \(SentenceText.list(plan.keyParts)), which the command that installs does not know",
        at: position)
    }
    let start = try keyStart(at: position)
    var before: [YAMLFragment] = []
    let ending: String
    if plan.keyFiles.isEmpty && plan.keyGlobs.isEmpty {
      ending = "{{ .Revision }}"
    } else if isListed {
      guard !systems.contains("windows") else {
        throw RefusedEdit(
          "advice-only", "too many files make the key for a job on Windows; write it by hand", at: position)
      }
      before.append([
        "run": ["name": .string("Gather what keys the \(plan.tool) cache"), "command": .string(gathering)]
      ])
      ending = "{{ checksum \"\(list)\" }}"
    } else {
      let files = plan.keyFiles.map { job.folders.pathFromJob($0) }
      guard !files.contains(nil) else {
        throw RefusedEdit(
          "no-checkout", "the job works in a folder from which the key's files cannot be named", at: position)
      }
      ending = files.compactMap(\.self).map { "{{ checksum \"\($0)\" }}" }.joined(separator: "-")
    }
    let key = start + ending
    before.append(["restore_cache": ["keys": [.string(key), .string(start)]]])
    let kept = (paths ?? []).map { YAMLFragment.string($0) }
    return Steps(before: before, save: ["save_cache": ["key": .string(key), "paths": .sequence(kept)]])
  }

  // MARK: - Keys

  private func keyStart(at position: SourcePosition) throws(RefusedEdit) -> String {
    var parts = ["v1", plan.tool.rawValue]
    if Self.outputs.contains(plan.tool) { parts.append("{{ .Environment.CIRCLE_JOB }}") }
    if Self.compiled.contains(plan.tool) || systems.count > 1 { parts.append("{{ arch }}") }
    for written in plan.keyParts {
      let part = written.hasPrefix("matrix.") ? String(written.dropFirst("matrix.".count)) : written
      let isParameter = job.definition.rows.contains { $0.matrix[part] != nil }
      let isWord =
        part.utf8.allSatisfy { $0 < 128 }
        && part.allSatisfy { $0.isLetter || $0.isNumber || "._-".contains($0) }
      guard isWord, !part.isEmpty else { continue }
      parts.append(isParameter ? "<< parameters.\(part) >>" : part)
    }
    return parts.joined(separator: "-") + "-"
  }

  /// Whether the key's files are too many, or found by a pattern.
  private var isListed: Bool {
    plan.keyGlobs.contains { $0.contains("*") } || Set(plan.keyFiles).count > Self.mostFiles
  }

  /// The file in which the key's files are gathered.
  private var list: String { "/tmp/inframind-\(plan.tool)-key" }

  /// The command that gathers them: all files of their names, in one order.
  private var gathering: String {
    let names = Set(
      (plan.keyGlobs.isEmpty ? plan.keyFiles : plan.keyGlobs).map { String(RepositoryPath.name(of: $0)) })
    let tests = names.sorted().map { "-name '\($0)'" }.joined(separator: " -o ")
    let which = names.count > 1 ? "\\( \(tests) \\)" : tests
    return
      "find . -type f \(which) -not -path '*/node_modules/*' | sort | tr '\\n' '\\0' | xargs -0 cat > \(list)"
  }

  /// The operating systems of the job's rows.
  private var systems: Set<String> {
    let systems = Set(job.traces.map(\.system))
    return systems.isEmpty ? ["linux"] : systems
  }
}
