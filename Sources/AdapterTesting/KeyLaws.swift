internal import AdapterKit
internal import InfraMindCore

extension Court {
  mutating func keysIdentifyJobs() {
    for sample in subject.samples {
      let files = Set(subject.pipelines(in: sample))
      var seen: Set<JobKey> = []
      for job in subject.readout(of: sample).jobs {
        let what = "The job `\(job.key.job)`"
        require(job.key.platform == platform, sample.name, job.position, "\(what) is of another platform.")
        require(job.key.repository == "octo/cat", sample.name, job.position, "\(what) lost its repository.")
        require(files.contains(job.key.pipeline), sample.name, job.position, "\(what) is of no file given.")
        require(!job.key.job.isEmpty, sample.name, job.position, "A job has an empty id.")
        require(!job.name.isEmpty, sample.name, job.position, "\(what) has an empty name.")
        require(job.key.variant.isEmpty, sample.name, job.position, "\(what) has a variant of its own.")
        require(seen.insert(job.key).inserted, sample.name, job.position, "\(what) has the key of another.")
        let rows = Set(job.rows.map { [JobVariant($0.matrix).description, $0.name] })
        require(
          rows.count == job.rows.count, sample.name, job.position, "\(what) has two rows that are the same.")
        for row in job.rows where !row.variant.matches(row.matrix) {
          fail(
            sample.name, job.position,
            "\(what) has a row whose variant `\(row.variant)` is not in its matrix.")
        }
      }
    }
  }

  mutating func keysSurviveReformatting() {
    var counts: [String: Int] = [:]
    for sample in subject.samples {
      let before = Identity.all(in: subject.readout(of: sample))
      for file in subject.pipelines(in: sample) {
        guard let source = sample.contents(of: file) else { continue }
        let places = subject.readout(of: sample).jobs.map(\.position).filter { $0.file == file }
        for (what, bytes) in Restatement(of: source, dialect: subject.dialect, jobs: places).all {
          counts[what, default: 0] += 1
          let after = Identity.all(in: subject.readout(of: sample.replacing(file, with: bytes)))
          guard after != before else { continue }
          let lost = before.subtracting(after).sorted { $0.key < $1.key }.first
          fail(
            sample.name, SourcePosition(file: file, line: 1, column: 1),
            "\(what) changes keys or names\(lost.map { ": `\($0.name)` of \($0.key) is lost" } ?? "").")
        }
      }
    }
    for what in ["A comment", "A blank line"] where counts[what] == nil {
      fail("all samples", nil, "\(what) fits into no sample: hand in one in block style.")
    }
  }
}

/// A row's key and name.
struct Identity: Hashable {
  var key: JobKey
  var name: String

  static func all(in readout: PipelineReadout) -> Set<Identity> {
    Set(readout.jobs.flatMap { of($0) })
  }

  static func of(_ job: JobDefinition) -> [Identity] {
    let rows = job.rows.map { row in
      var key = job.key
      key.variant = row.variant
      return Identity(key: key, name: row.name)
    }
    return [Identity(key: job.key, name: job.name)] + rows
  }
}
