internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// One of the jobs that GitLab makes of a job with `parallel`.
struct JobCopy {
  /// The name that GitLab reports.
  var name: String
  /// The matrix's values by key; none for a numbered copy.
  var values: [String: String] = [:]
}

/// What `parallel` makes of a job.
enum JobCopies {
  case rows([JobCopy])
  /// GitLab would refuse it, or only a run can tell.
  case failed(PipelineProblem)

  /// GitLab's limit.
  private static let most = 200
  /// Bytes of a value, which each copy holds and which is part of its name.
  private static let longestValue = 10_000

  init(of settings: JobSettings) {
    let name = settings.name
    switch settings.own("parallel") {
    // A template out of view may well have no matrix: the job is taken for one until it is read.
    case .absent, .null, .outside: self = .rows([JobCopy(name: name)])
    case .value(let node):
      if node.isMapping, let matrix = settings.pipeline.value("matrix", of: node).value {
        self = Self.expanded(matrix, name, in: settings.pipeline)
      } else {
        self = Self.numbered(node, name)
      }
    }
  }

  private static func numbered(_ node: ConfigNode, _ name: String) -> JobCopies {
    guard case .int(let count)? = node.top?.resolved.node.scalar else {
      let isComputed = node.text.map { $0.contains("$") } ?? false
      return failure(
        node, isComputed ? .note : .error, isComputed ? "computed-matrix" : "invalid-parallel",
        "'\(name.short)' says with `parallel` neither a number nor a matrix")
    }
    guard (1...most).contains(count) else {
      return failure(
        node, .error, "invalid-parallel", "'\(name.short)' must run 1 to \(most) times in parallel")
    }
    return .rows((1...count).map { JobCopy(name: "\(name) \($0)/\(count)") })
  }

  private static func expanded(_ matrix: ConfigNode, _ name: String, in pipeline: Pipeline) -> JobCopies {
    let members = pipeline.members(of: matrix)
    guard members.outside == nil, !members.known.isEmpty else {
      return failure(
        matrix, .note, "computed-matrix", "the matrix of '\(name.short)' is not in the files read")
    }
    var copies: [JobCopy] = []
    for entry in members.known {
      guard entry.isMapping else {
        return failure(matrix, .error, "invalid-matrix", "the matrix of '\(name.short)' must list mappings")
      }
      var rows: [[(key: String, value: String)]] = [[]]
      for axis in ConfigNode(entry).keys {
        guard let node = settledAxis(axis, of: entry, in: pipeline) else {
          return failure(
            matrix, .note, "computed-matrix", "`\(axis.short)` of '\(name.short)' is not in the files read")
        }
        let values = node.listed.compactMap(\.valueText)
        guard !values.contains(where: InputText.isNeeded) else {
          return failure(
            matrix, .note, "computed-matrix", "`\(axis.short)` of '\(name.short)' is an input without a value"
          )
        }
        guard values.allSatisfy({ $0.utf8.count <= longestValue }) else {
          return failure(
            matrix, .error, "invalid-matrix",
            "a value of the matrix of '\(name.short)' has more than \(longestValue) bytes")
        }
        guard !values.isEmpty else { continue }
        guard rows.count * values.count + copies.count <= most else {
          return failure(
            matrix, .error, "invalid-matrix", "the matrix of '\(name.short)' has more than \(most) rows")
        }
        rows = rows.flatMap { row in values.map { row + [(axis, $0)] } }
      }
      copies += rows.filter { !$0.isEmpty }.map { row in
        JobCopy(
          name: "\(name): [\(row.map(\.value).joined(separator: ", "))]",
          values: Dictionary(row.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
      }
    }
    var seen: Set<String> = []
    copies = copies.filter { seen.insert($0.name).inserted }
    guard !copies.isEmpty else {
      return failure(matrix, .error, "invalid-matrix", "the matrix of '\(name.short)' has no values")
    }
    return .rows(copies)
  }

  private static func settledAxis(_ axis: String, of entry: ConfigLayer, in pipeline: Pipeline)
    -> ConfigLayer?
  {
    guard case .value(let node) = pipeline.value(axis, of: ConfigNode(entry)), let top = node.top else {
      return entry.child(axis).flatMap { $0.isNull ? $0 : nil }
    }
    return top.isMapping ? nil : top
  }

  private static func failure(
    _ node: ConfigNode, _ severity: PipelineProblem.Severity, _ code: String, _ message: String
  ) -> JobCopies {
    .failed(
      PipelineProblem(
        severity: severity, code: code, message: message,
        position: node.place ?? SourcePosition(file: "", line: 1, column: 1)))
  }
}
