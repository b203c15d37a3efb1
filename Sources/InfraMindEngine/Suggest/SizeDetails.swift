/// What is told about the sizes of a repository's jobs besides suggestions; `nil` is what nobody asked for.
package struct SizeDetails: Sendable {
  /// Every size of some rows, priced.
  package var ladders: [JobLadder]?
  /// What the jobs of some pipelines take and cost together.
  package var outlooks: [PipelineOutlook]?

  /// Tells what was asked for.
  package init(ladders: [JobLadder]? = nil, outlooks: [PipelineOutlook]? = nil) {
    self.ladders = ladders
    self.outlooks = outlooks
  }

  var isEmpty: Bool { ladders == nil && outlooks == nil }
}
