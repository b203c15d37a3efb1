public import InfraMindCore

/// Reads files that a platform exports about the use of its machines.
public protocol UsageExportReading: Sendable {
  /// Begins with an export.
  ///
  /// - Parameters:
  ///   - source: Host as in ``RunReference/source``; `nil` for the platform's own.
  ///   - actors: Hides who started runs.
  func usageExport(from source: String?, hashing actors: ActorHashing) -> any UsageExportParsing
}

/// Reads one export, piece by piece, so that it may be larger than memory.
public protocol UsageExportParsing: Sendable {
  /// Rows that told of a job.
  var jobRows: Int { get }
  /// Rows that should have told of a job and could not be read.
  var unreadableRows: Int { get }

  /// What the rows tell that end in a piece of the file.
  ///
  /// - Parameter piece: Follows the one before; of any size.
  /// - Throws: ``AdapterError/Code/invalidPayload`` for what is no such export.
  mutating func facts(in piece: [UInt8]) throws(AdapterError) -> [JobRunFacts]

  /// What a last row tells that no line end follows.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload`` for a file in which nothing was.
  mutating func lastFacts() throws(AdapterError) -> [JobRunFacts]
}
