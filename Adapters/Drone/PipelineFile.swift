public import AdapterKit
public import InfraMindCore
internal import LosslessYAML

extension Drone: PipelineReading {
  /// `.drone.yml` and its neighbours, since the path is a setting of the repository; sources in other
  /// languages, to say that they are not read; Woodpecker's file, or the files of its folder but none in
  /// folders below.
  public static var pipelineFilePatterns: [String] {
    [
      ".drone.yml", ".drone.yaml", ".drone*.yml", ".drone*.yaml", ".drone/*.yml", ".drone/*.yaml",
      ".drone.jsonnet", ".drone.star", ".drone.starlark", ".drone/*.jsonnet", ".drone/*.star",
      ".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/*.yml", ".woodpecker/*.yaml",
    ]
  }

  /// Reads the pipelines of some files, one job for each: Drone's stages, Woodpecker's workflows.
  ///
  /// A file of Drone's is split into documents as Drone does it, by its lines. Where YAML would split it
  /// otherwise, the file's jobs are left out, and the problem says why. A file of Woodpecker's is one
  /// workflow.
  public func jobs(
    in files: [String], of repository: some RepositoryFiles, named name: String
  ) -> PipelineReadout {
    var readout = PipelineReadout()
    var seen: Set<String> = []
    var folder = WorkflowFolder(repository)
    for path in files where seen.insert(path).inserted {
      if let other = ForeignSource(path) {
        readout.problems.append(other.problem)
        continue
      }
      guard let bytes = repository.contents(of: path) else {
        readout.problems.append(.at(nil, in: path, .error, "unreadable-file", "the file cannot be read"))
        continue
      }
      switch FileFormat(path, bytes) {
      case .drone:
        var reader = PipelineReader(DroneFile(bytes, path: path), repository: name)
        reader.read()
        readout.jobs += reader.jobs
        readout.problems += reader.problems
      case .woodpecker:
        readWorkflow(bytes, at: path, in: &folder, named: name, into: &readout)
      }
    }
    return readout
  }

  private func readWorkflow(
    _ bytes: [UInt8], at path: String, in folder: inout WorkflowFolder, named name: String,
    into readout: inout PipelineReadout
  ) {
    if let other = folder.whatCounts(insteadOf: path) {
      readout.problems.append(
        .at(
          nil, in: path, .note, "unused-file",
          "Woodpecker reads \(other) and not this file, unless the project's settings name it; it is left out"
        ))
      return
    }
    let reader = WorkflowReader(
      WorkflowFile(bytes, path: path, repository: name), repository: name,
      siblings: Set(folder.siblings(of: path).map { Workflow.name(of: $0) }))
    readout.problems += reader.problems
    if let job = reader.job { readout.jobs.append(job) }
  }
}

/// By whose rules a file is read.
enum FileFormat {
  case drone, woodpecker

  /// By the name where it tells; a file of another name is Woodpecker's if it has steps and no kind.
  init(_ path: String, _ bytes: [UInt8]) {
    let parts = path.lowercased().split(separator: "/")
    if parts.contains(where: { $0.hasPrefix(".drone") }) {
      self = .drone
    } else if parts.contains(where: { $0 == ".woodpecker" || $0.hasPrefix(".woodpecker.") }) {
      self = .woodpecker
    } else {
      let root = YAMLStream(reading: bytes, file: path, dialect: .woodpecker).documents.first?.root
      let isWorkflow = root?["kind"] == nil && root?["steps"] != nil
      self = isWorkflow ? .woodpecker : .drone
    }
  }
}

/// A file that describes pipelines in another language than Drone's YAML.
struct ForeignSource {
  let problem: PipelineProblem

  /// `nil` for a file of Drone's YAML, by its name.
  init?(_ path: String) {
    let name = path.lowercased()
    let ending = name.split(separator: ".").last ?? ""
    if ["jsonnet", "star", "starlark", "script"].contains(ending) {
      let language = ending == "jsonnet" ? "Jsonnet" : ending == "script" ? "a script" : "Starlark"
      problem = .at(
        nil, in: path, .note, "pipeline-source",
        "\(language) is code that makes the pipelines while a build starts, so it is neither read nor edited: "
          + "set `node: {size: large}`, or `resources: {requests: {cpu: 4000, memory: '8GiB'}}` of a kubernetes "
          + "pipeline, in the object that it returns")
      return
    }
    return nil
  }
}
