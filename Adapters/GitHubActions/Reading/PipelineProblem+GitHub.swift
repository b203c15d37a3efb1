internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension PipelineProblem {
  /// A problem at a node, or at the start of a file.
  static func at(
    _ node: YAMLNode?, in path: String, _ severity: Severity, _ code: String, _ message: String
  ) -> PipelineProblem {
    let position = node?.place ?? SourcePosition(file: path, line: 1, column: 1)
    return PipelineProblem(severity: severity, code: code, message: message, position: position)
  }

  /// Why a file could not be read.
  init(_ error: YAMLError, in path: String) {
    let position = error.position.map(SourcePosition.init) ?? SourcePosition(file: path, line: 1, column: 1)
    let limits: Set<YAMLError.Code> = [.tooLarge, .tooDeep, .tooManyNodes]
    self.init(
      severity: .error, code: limits.contains(error.code) ? error.code.description : "invalid-yaml",
      message: error.message, position: position, excerpt: error.excerpt)
  }

  /// What deserves a warning in a file that could be read.
  init(warning: YAMLError, in path: String) {
    let position = warning.position.map(SourcePosition.init) ?? SourcePosition(file: path, line: 1, column: 1)
    self.init(
      severity: .warning, code: warning.code.description, message: warning.message, position: position,
      excerpt: warning.excerpt)
  }

  static func mergeKey(_ node: YAMLNode, in path: String) -> PipelineProblem {
    .at(
      node, in: path, .warning, "merge-key",
      "GitHub does not know merge keys ('<<') and rejects the workflow; write the entries out")
  }
}
