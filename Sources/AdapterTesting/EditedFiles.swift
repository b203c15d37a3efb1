public import AdapterKit
public import InfraMindCore
public import LosslessYAML

/// The edits of outcomes, applied to a checkout: of each file all at once, each edit once.
public struct EditedFiles: Sendable {
  /// The checkout afterwards.
  public private(set) var checkout: SampleRepository
  /// What was changed, by file.
  public private(set) var revisions: [String: YAMLRevision] = [:]

  /// Applies what is to be edited; other outcomes change nothing.
  ///
  /// - Throws: Why edits cannot be applied.
  public init(
    _ outcomes: [SuggestionID: EditOutcome], in checkout: SampleRepository
  ) throws(YAMLError) {
    self.checkout = checkout
    var files: [String: FileEdit] = [:]
    for (_, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      guard case .edits(let edits) = outcome else { continue }
      for edit in edits {
        let known = files[edit.file]?.edits ?? []
        files[edit.file, default: edit].edits = known + edit.edits.filter { !known.contains($0) }
      }
    }
    for (file, edit) in files.sorted(by: { $0.key < $1.key }) {
      let stream = YAMLStream(reading: checkout.contents(of: file) ?? [], file: file, dialect: edit.dialect)
      let revision = try stream.applying(edit.edits)
      revisions[file] = revision
      self.checkout.files[file] = revision.source
    }
  }
}
