package import AdapterKit
internal import FoundationEssentials
internal import Glibc

/// A file that grows by whole lines while a job runs: each is one `write`, so a killed recorder leaves all lines but
/// perhaps the last.
package final class RecordingFile: Sendable {
  private let descriptor: Int32
  /// Where it is.
  package let path: String

  /// Makes the file, with its header as the first line. Folders on the way are made, for this user only.
  ///
  /// - Throws: ``AdapterError/Code/cannotRecord``. A file that is there already is not touched.
  package init(creating path: String, _ header: RecordHeader) throws(AdapterError) {
    self.path = path
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    if !folder.isEmpty, mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw .cannotRecord("The folder \(folder) cannot be made: \(String(cString: strerror(errno))).")
    }
    try RecordingFolder.check(holding: path)
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw .cannotRecord("\(path) cannot be made: \(String(cString: strerror(errno))).")
    }
    guard let line = try? JSONEncoder().encode(header), write(String(decoding: line, as: UTF8.self)) else {
      close(descriptor)
      throw .cannotRecord("\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
  }

  /// Opens a file that a recorder made, to add to it.
  package init(adding path: String) throws(AdapterError) {
    self.path = path
    try RecordingFolder.check(holding: path)
    descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      throw .cannotRecord("\(path) cannot be opened: \(String(cString: strerror(errno))).")
    }
  }

  deinit { close(descriptor) }

  /// Adds a line. What cannot be written is lost: recording must never make a job fail.
  @discardableResult package func add(_ line: SampleLine) -> Bool { write(line.text) }

  private func write(_ text: String) -> Bool {
    let bytes = Array(text.utf8) + [0x0a]
    return bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count
  }

  // MARK: - Reading

  /// Largest file read, in bytes.
  private static let limit = 64 << 20

  /// Reads a growing file.
  ///
  /// - Throws: ``AdapterError/Code/cannotRecord``, ``AdapterError/Code/invalidPayload``.
  package static func read(_ path: String) throws(AdapterError) -> (header: RecordHeader, lines: [SampleLine])
  {
    guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= limit else {
      throw .cannotRecord("\(path) cannot be read, or is larger than \(limit >> 20) MiB.")
    }
    var lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    // Behind the last newline there is nothing, or a line that its writer did not finish.
    lines.removeLast()
    guard let first = lines.first,
      let header = try? JSONDecoder().decode(RecordHeader.self, from: Data(first.utf8))
    else {
      throw AdapterError(.invalidPayload, "\(path) is no recording: `inframind record start` makes one.")
    }
    return (header, lines.dropFirst().compactMap(SampleLine.init))
  }
}

extension AdapterError.Code {
  /// A recording cannot be written or read.
  package static let cannotRecord = AdapterError.Code("cannot-record")
}

extension AdapterError {
  static func cannotRecord(_ message: String) -> AdapterError { AdapterError(.cannotRecord, message) }
}
