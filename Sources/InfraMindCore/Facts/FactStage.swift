/// How far a job had come when something was said about it.
///
/// What is said of a later stage outranks what is said of an earlier one, whatever order the messages arrive in.
public enum FactStage: Int, Hashable, Sendable, Codable, Comparable, CaseIterable {
  /// Asked for, created, or waiting for something else than a machine.
  case planned = 0
  /// Ready, and waiting for a machine.
  case queued = 1
  /// On a machine.
  case running = 2
  /// Ended.
  case finished = 3

  /// By progress.
  public static func < (left: FactStage, right: FactStage) -> Bool { left.rawValue < right.rawValue }
}
