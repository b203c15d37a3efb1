internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A workflow's file, read once.
struct WorkflowFile {
  let path: String
  let stream: YAMLStream
  let triggers: WorkflowTriggers
  /// The value of `jobs`, aliases followed: a mapping.
  let jobs: YAMLNode
  /// `name`, if there is one.
  let name: String?
  /// Workflow-level environment, as written.
  let environment: [String: String]
  /// `defaults.run.working-directory`, as written.
  let workingDirectory: String?
  let permissions: YAMLNode?
  let generatedHeader: GeneratedHeader?

  /// The root's entries; the caller has seen that it has `on` and `jobs`.
  init(path: String, stream: YAMLStream, root: YAMLNode, on: YAMLNode, jobs: YAMLNode) {
    self.path = path
    self.stream = stream
    self.jobs = jobs
    triggers = WorkflowTriggers(on)
    name = root["name"]?.scalarText
    environment = root["env"]?.textsByKey ?? [:]
    workingDirectory = root["defaults"]?["run"]?["working-directory"]?.scalarText
    permissions = root["permissions"]?.resolved
    generatedHeader = GeneratedHeader(in: stream.source)
  }
}

/// A file that was looked at: what it is, and what there is to say about it.
struct LoadedWorkflow {
  var file: WorkflowFile?
  var problems: [PipelineProblem] = []
}

extension LoadedWorkflow {
  /// Reads a file as GitHub does.
  init(path: String, source: [UInt8]) {
    let stream = YAMLStream(reading: source, file: path, dialect: .gitHubActions)
    if let problem = stream.problem {
      problems.append(PipelineProblem(problem, in: path))
      return
    }
    problems = stream.warnings.map { PipelineProblem(warning: $0, in: path) }
    let documents = stream.documents
    if documents.count > 1 {
      problems.append(
        .at(
          documents[1].root, in: path, .warning, "several-documents",
          "GitHub reads one document per file; move the others into files of their own"))
    }
    guard let root = documents.first?.root?.resolved, !root.isNull else {
      problems.append(
        .at(nil, in: path, .error, "empty-file", "the file holds nothing; delete it or add a workflow"))
      return
    }
    guard let parts = Self.parts(of: root, path: path, problems: &problems) else { return }
    problems += MergeKeys.problems(in: documents[0], path: path)
    file = WorkflowFile(path: path, stream: stream, root: root, on: parts.on, jobs: parts.jobs)
  }

  private static func parts(
    of root: YAMLNode, path: String, problems: inout [PipelineProblem]
  ) -> (on: YAMLNode, jobs: YAMLNode)? {
    guard root.kind == .mapping else {
      problems.append(
        .at(root, in: path, .error, "not-a-workflow", "a workflow is a mapping with 'on' and 'jobs'"))
      return nil
    }
    if let platform = ForeignPlatform.guess(root) {
      problems.append(
        .at(
          root, in: path, .error, "other-platform",
          "this looks like \(platform), not like a workflow of GitHub Actions, so it is not read"))
      return nil
    }
    guard let jobs = root["jobs"]?.resolved, !jobs.isNull else {
      problems.append(.at(root, in: path, .error, "not-a-workflow", "a workflow needs 'jobs'; add it"))
      return nil
    }
    guard jobs.kind == .mapping else {
      problems.append(
        .at(jobs, in: path, .error, "invalid-jobs", "'jobs' must be a mapping of job ids to jobs"))
      return nil
    }
    guard let on = root["on"] else {
      problems.append(
        .at(root, in: path, .error, "not-a-workflow", "a workflow needs 'on'; say what starts it"))
      return nil
    }
    return (on, jobs)
  }
}

/// Finds keys `<<`, which GitHub takes for keys like any other.
enum MergeKeys {
  static func problems(in document: YAMLDocument, path: String) -> [PipelineProblem] {
    guard document.source.containsBytes(of: "<<:") else { return [] }
    return document.nodes.flatMap { node in
      node.entries.filter { $0.key.kind == .scalar && $0.key.style == .plain && $0.key.text == "<<" }
        .map { .mergeKey($0.key, in: path) }
    }
  }
}

/// Tells files of other platforms by their root keys.
enum ForeignPlatform {
  static func guess(_ root: YAMLNode) -> String? {
    if root["on"] != nil, root["jobs"] != nil { return nil }
    var keys: Set<String> = []
    for entry in root.entries { keys.insert(entry.key.resolved.text) }
    if keys.contains("runs"), keys.contains("name") { return "the metadata of an action" }
    if keys.contains("jobs"), keys.contains("version") || keys.contains("orbs") || keys.contains("workflows")
    {
      return "CircleCI"
    }
    if keys.contains("kind"), keys.contains("steps") { return "Drone" }
    if keys.contains("steps"), !keys.contains("jobs") { return "Buildkite" }
    if keys.contains("stages") || keys.contains("before_script") { return "GitLab CI" }
    return nil
  }
}
