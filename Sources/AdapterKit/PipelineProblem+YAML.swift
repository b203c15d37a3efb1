internal import InfraMindCore
public import LosslessYAML

extension PipelineProblem {
  /// A problem at a node, or at the start of a file.
  public static func at(
    _ node: YAMLNode?, in path: String, _ severity: Severity, _ code: String, _ message: String
  ) -> PipelineProblem {
    let position = node?.place ?? SourcePosition(file: path, line: 1, column: 1)
    return PipelineProblem(severity: severity, code: code, message: message, position: position)
  }

  /// Why a file could not be read.
  public init(_ error: YAMLError, in path: String) {
    let position = error.position.map(SourcePosition.init) ?? SourcePosition(file: path, line: 1, column: 1)
    let limits: Set<YAMLError.Code> = [.tooLarge, .tooDeep, .tooManyNodes]
    self.init(
      severity: .error, code: limits.contains(error.code) ? error.code.description : "invalid-yaml",
      message: error.message, position: position, excerpt: error.excerpt)
  }

  /// What deserves a warning in a file that could be read.
  public init(warning: YAMLError, in path: String) {
    let position = warning.position.map(SourcePosition.init) ?? SourcePosition(file: path, line: 1, column: 1)
    self.init(
      severity: .warning, code: warning.code.description, message: warning.message, position: position,
      excerpt: warning.excerpt)
  }
}
