internal import AdapterKit
internal import InfraMindCore

extension Court {
  mutating func editedFilesGainNoSchemaErrors() {
    guard let schema = subject.schema else { return }
    var pairs: [SchemaPair] = []
    var seen: Set<[[UInt8]]> = []
    for sample in subject.samples {
      for trial in trials(of: sample) {
        guard let after = trial.after else { continue }
        for file in trial.touched.sorted() {
          guard let old = sample.contents(of: file), let new = after.contents(of: file), old != new else {
            continue
          }
          guard seen.insert([old, new]).inserted else { continue }
          pairs.append(SchemaPair(before: old, after: new, trial: trial))
        }
      }
    }
    let result = Result { try schema.errors(in: pairs.map(\.before) + pairs.map(\.after)) }
    switch result {
    case .failure(let error): fail("the schema", nil, "The checker gives up: \(error).")
    case .success(let errors) where errors.count != 2 * pairs.count:
      fail("the schema", nil, "The checker answers for \(errors.count) of \(2 * pairs.count) files.")
    case .success(let errors):
      for (index, pair) in pairs.enumerated() { compare(errors[index], errors[index + pairs.count], pair) }
    }
  }

  private struct SchemaPair {
    var before: [UInt8]
    var after: [UInt8]
    var trial: Trial
  }

  private mutating func compare(_ before: [String]?, _ after: [String]?, _ pair: SchemaPair) {
    guard let before else { return }
    let name = pair.trial.before.name
    let suggestion = pair.trial.suggestions.first
    let what = suggestion?.summary ?? ""
    guard let after else {
      return fail(name, suggestion?.position, "After `\(what)` the schema's checker cannot read the file.")
    }
    var old = Dictionary(before.map { ($0, 1) }, uniquingKeysWith: +)
    for error in after {
      if let count = old[error], count > 0 {
        old[error] = count - 1
      } else {
        fail(name, suggestion?.position, "`\(what)` makes a new schema error: \(error).")
      }
    }
  }
}
