internal import Glibc

/// The memory that the program's own code takes.
enum CodePages {
  /// Gives back the pages of code that starting took: a recorder waits most of its time, in a job that may want the memory.
  /// The kernel reads a page again should it be run once more.
  static func release() {
    guard let maps = SystemFiles().text(of: "/proc/self/maps") else { return }
    for line in maps.split(separator: "\n") {
      guard let range = range(ofCode: line) else { continue }
      _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
    }
  }

  /// Addresses of a mapping of a file's code; `nil` for any other: what is or was written has no file to be read from.
  static func range(ofCode line: Substring) -> Range<UInt>? {
    let fields = line.split(separator: " ", omittingEmptySubsequences: true)
    guard fields.count >= 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { return nil }
    let ends = fields[0].split(separator: "-").map { UInt($0, radix: 16) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start > 0, start < end else { return nil }
    return start..<end
  }
}
