public import AdapterKit

extension TeamCity: LogReading {
  /// Finds nothing: what its dependency cache and its build caches write to a build's log is not documented.
  public func logReader() -> any JobLogReader { SilentLogReader() }
}
