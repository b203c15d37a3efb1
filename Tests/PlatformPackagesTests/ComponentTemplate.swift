internal import Foundation
internal import LosslessYAML

/// A template of the GitLab component, with values for its inputs.
struct ComponentTemplate {
  /// The whole file.
  let text: String
  /// The jobs with all inputs filled in.
  let filled: String
  private let stream: YAMLStream

  /// - Parameter inputs: Values by name; the others have their defaults, and one without is `.gitlab/pipeline.yml`.
  init(_ name: String, _ inputs: [String: String] = [:]) throws {
    text = try Workshop.text("gitlab-component/templates/\(name)/template.yml")
    let header = YAMLStream(reading: text, dialect: .psych).documents.first?.root?["spec"]?["inputs"]
    var body = text.components(separatedBy: "\n---\n").last ?? ""
    for entry in header.members {
      let name = entry.key.text
      let standard = entry.value["default"]
      let value = inputs[name] ?? standard.map(Self.flow) ?? ".gitlab/pipeline.yml"
      body = body.replacing("$[[ inputs.\(name) ]]", with: value)
    }
    filled = body
    stream = YAMLStream(reading: body, dialect: .psych)
  }

  /// The value as it can stand behind a key on one line.
  private static func flow(_ node: YAMLNode) -> String {
    switch node.kind {
    case .scalar: node.text
    case .sequence: "[" + node.items.map(flow).joined(separator: ", ") + "]"
    case .mapping:
      "{" + node.entries.map { "\($0.key.text): '\(flow($0.value))'" }.joined(separator: ", ") + "}"
    case .alias: ""
    }
  }

  var header: YAMLNode? { YAMLStream(reading: text, dialect: .psych).documents.first?.root }

  /// Jobs and hidden jobs.
  var jobs: [YAMLEntry] { (stream.documents.first?.root).members }

  /// The script of the first job, as one text.
  var script: String { (jobs.first?.value["script"]).map(script) ?? "" }

  /// A script of a hidden job, as one text.
  func script(_ key: String, of job: String) -> String {
    (stream.documents.first?.root?[job]?[key]).map(script) ?? ""
  }

  /// A list of commands, with references followed.
  private func script(_ list: YAMLNode) -> String {
    list.items.map { item in
      guard item.tag == "!reference" else { return item.text }
      return script(item.items[1].text, of: item.items[0].text)
    }.joined(separator: "\n")
  }

  /// The variables of the first job.
  var variables: [String: String] {
    (jobs.first?.value["variables"]).members.reduce(into: [:]) { $0[$1.key.text] = $1.value.text }
  }
}

extension YAMLNode? {
  /// The entries of a mapping; none of anything else.
  var members: [YAMLEntry] { map { Array($0.entries) } ?? [] }

  /// The items of a sequence; none of anything else.
  var elements: [YAMLNode] { map { Array($0.items) } ?? [] }
}
