/// What a job asks its machine to be.
public enum RunnerRequest: Hashable, Sendable {
  /// A machine with all these labels (a class or tag on other platforms), and where that is written.
  case labels([String], SourcePosition)
  /// A group of machines, perhaps with labels.
  case group(String, labels: [String], SourcePosition)
  /// Something that only a run knows: the text, why, and where.
  case unresolved(String, reason: String, SourcePosition)
  /// Nothing: the platform's default.
  case platformDefault(SourcePosition)
}

extension RunnerRequest {
  /// Where the machine is written, or would be.
  public var position: SourcePosition {
    switch self {
    case .labels(_, let position), .group(_, _, let position), .unresolved(_, _, let position),
      .platformDefault(let position):
      position
    }
  }

  /// The labels that are written down; none for what names no machine.
  public var labels: [String] {
    switch self {
    case .labels(let labels, _), .group(_, let labels, _): labels
    case .unresolved, .platformDefault: []
    }
  }
}
