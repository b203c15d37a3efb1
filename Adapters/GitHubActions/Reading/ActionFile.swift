internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The metadata of a local action, as far as its steps are of interest.
struct ActionFile {
  let path: String
  /// The folder that holds it.
  let folder: String
  let stream: YAMLStream
  /// The steps of a composite action; `nil` for other kinds, which do their work in code.
  let steps: YAMLNode?
  /// Defaults of its inputs by lower-case name; `nil` for an input without default.
  let inputs: [String: YAMLNode?]

  /// Finds and reads `action.yml` or `action.yaml`; `nil` if there is none, or it cannot be read.
  init?(folder: String, in repository: some RepositoryFiles) {
    for name in ["action.yml", "action.yaml"] {
      let path = RepositoryPath.appending(name, to: folder)
      guard let source = repository.contents(of: path) else { continue }
      self.init(path: path, folder: folder, source: source)
      return
    }
    return nil
  }

  private init?(path: String, folder: String, source: [UInt8]) {
    stream = YAMLStream(reading: source, file: path, dialect: .gitHubActions)
    guard stream.problem == nil, let root = stream.documents.first?.root?.resolved, root.kind == .mapping
    else {
      return nil
    }
    self.path = path
    self.folder = folder
    let runs = root["runs"]
    let isComposite = runs?["using"]?.scalarText?.lowercased() == "composite"
    let steps = runs?["steps"]?.resolved
    self.steps = isComposite && steps?.kind == .sequence ? steps : nil
    var inputs: [String: YAMLNode?] = [:]
    for entry in (root["inputs"]?.resolved).map({ Array($0.entries) }) ?? [] where entry.isInForce {
      inputs.updateValue(entry.value["default"], forKey: entry.key.resolved.text.lowercased())
    }
    self.inputs = inputs
  }
}
