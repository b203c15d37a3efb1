public import InfraMindCore

/// How much one pipeline file may ask for.
///
/// Aliases, matrices and files that include each other let a few lines ask for more than any memory holds, so an
/// adapter lets every job that it reads take from an allowance, and stops where nothing is left.
public struct ReadingAllowance: Sendable {
  private var left: Int

  /// An allowance in bytes, roughly. The usual one is what no sensible file comes near: 128 MiB.
  public init(bytes: Int = 128 << 20) { left = bytes }

  /// Whether nothing is left.
  public var isSpent: Bool { left <= 0 }

  /// Takes what it costs to hold something, in bytes.
  ///
  /// - Returns: Whether there was that much. Once there was not, there never is.
  public mutating func take(_ bytes: Int) -> Bool {
    guard left > 0, bytes <= left else {
      left = 0
      return false
    }
    left -= max(0, bytes)
    return true
  }

  /// Takes what it costs to hold a job.
  public mutating func take(_ job: JobDefinition) -> Bool { take(job.weight) }

  /// What it costs to hold some variables.
  public static func weight(ofVariables count: Int) -> Int { 128 * count }
}

extension JobDefinition {
  /// What it takes to hold the job, roughly, in bytes. The steps are taken to share their variables.
  public var weight: Int {
    let variables = ReadingAllowance.weight(ofVariables: steps.reduce(0) { max($0, $1.environment.count) })
    return 500 + variables + steps.reduce(0) { $0 + $1.weight } + rows.reduce(0) { $0 + $1.weight }
      + caches.reduce(0) { $0 + 200 + $1.key.utf8.count + $1.paths.reduce(0) { $0 + $1.utf8.count } }
      + needs.reduce(0) { $0 + 16 + $1.utf8.count } + (container?.utf8.count ?? 0)
  }
}

extension JobStep {
  /// What it takes to hold the step without its variables, roughly, in bytes.
  public var weight: Int {
    let text = 300 + (name?.utf8.count ?? 0) + (condition?.utf8.count ?? 0)
    return switch work {
    case .run(let script): text + script.utf8.count
    case .use(let packaged):
      packaged.inputs.reduce(text + packaged.name.utf8.count) {
        $0 + 64 + $1.key.utf8.count + $1.value.utf8.count
      }
    case .other: text
    }
  }
}

extension JobRow {
  fileprivate var weight: Int {
    let values = matrix.reduce(1_000 + name.utf8.count) { $0 + 64 + $1.key.utf8.count + $1.value.utf8.count }
    return switch runner {
    case .labels(let labels, _), .group(_, let labels, _): labels.reduce(values) { $0 + $1.utf8.count }
    case .unresolved(let text, let reason, _): values + text.utf8.count + reason.utf8.count
    case .platformDefault: values
    }
  }
}

extension PipelineProblem {
  /// Says that a file asks for more than is read.
  ///
  /// - Parameter position: Of the first job that is not read.
  public static func tooMuch(at position: SourcePosition) -> PipelineProblem {
    PipelineProblem(
      severity: .error, code: "too-much",
      message: "the file asks for too much, so its jobs from here on are not read; split it",
      position: position)
  }
}
