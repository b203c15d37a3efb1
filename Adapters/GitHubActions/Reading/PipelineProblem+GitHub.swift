internal import AdapterKit
internal import LosslessYAML

extension PipelineProblem {
  static func mergeKey(_ node: YAMLNode, in path: String) -> PipelineProblem {
    .at(
      node, in: path, .warning, "merge-key",
      "GitHub does not know merge keys ('<<') and rejects the workflow; write the entries out")
  }
}
