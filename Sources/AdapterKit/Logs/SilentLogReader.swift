/// Reads the logs of a platform of whose words nothing is documented: nothing is found.
public struct SilentLogReader: JobLogReader {
  /// A reader.
  public init() {}

  /// Does nothing.
  public mutating func read(_ bytes: ArraySlice<UInt8>) {}

  /// Does nothing.
  public mutating func finish() {}

  /// Nothing.
  public var findings: LogFindings { LogFindings() }
}
