public import AdapterKit

extension GitLabCI: LogReading {
  /// Reads the stages of GitLab Runner, and what its caches do in them.
  public func logReader() -> any JobLogReader { TraceReading() }
}
