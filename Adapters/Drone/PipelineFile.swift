public import AdapterKit
public import InfraMindCore

extension Drone: PipelineReading {
  /// `.drone.yml` and its neighbours, since the path is a setting of the repository; sources in other languages and
  /// Woodpecker's files, to say that they are not read.
  public static var pipelineFilePatterns: [String] {
    [
      ".drone.yml", ".drone.yaml", ".drone*.yml", ".drone*.yaml", ".drone/*.yml", ".drone/*.yaml",
      ".drone.jsonnet", ".drone.star", ".drone.starlark", ".drone/*.jsonnet", ".drone/*.star",
      ".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/*.yml", ".woodpecker/*.yaml",
    ]
  }

  /// Reads the pipelines of some files, one job for each: Drone's stages.
  ///
  /// A file is split into documents as Drone does it, by its lines. Where YAML would split it otherwise, the file's
  /// jobs are left out, and the problem says why.
  public func jobs(
    in files: [String], of repository: some RepositoryFiles, named name: String
  ) -> PipelineReadout {
    var readout = PipelineReadout()
    var seen: Set<String> = []
    for path in files where seen.insert(path).inserted {
      if let other = ForeignSource(path) {
        readout.problems.append(other.problem)
        continue
      }
      guard let bytes = repository.contents(of: path) else {
        readout.problems.append(.at(nil, in: path, .error, "unreadable-file", "the file cannot be read"))
        continue
      }
      let file = DroneFile(bytes, path: path)
      var reader = PipelineReader(file, repository: name)
      reader.read()
      readout.jobs += reader.jobs
      readout.problems += reader.problems
    }
    return readout
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
    guard name.hasPrefix(".woodpecker") || name.contains("/.woodpecker") else { return nil }
    problem = .at(
      nil, in: path, .note, "woodpecker-file",
      "Woodpecker's files have their own rules and are not read yet; a machine is chosen there by `labels:`, "
        + "and on Kubernetes by `backend_options: {kubernetes: {resources: {requests: {cpu: 4, memory: 8Gi}}}}` of a step"
    )
  }
}
