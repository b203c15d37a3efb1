internal import Glibc

/// The memory that the program's own code takes.
struct CodePages {
  private let ranges: [Range<UInt>]

  /// The code that is mapped now.
  init() {
    let maps = SystemFiles().text(of: "/proc/self/maps") ?? ""
    ranges = maps.split(separator: "\n").compactMap(Self.range)
  }

  /// Gives back all pages of code: a recorder waits most of its time, in a job that may want the memory. The kernel maps a
  /// page again when it is run once more, some dozen times a sample.
  func release() {
    for range in ranges {
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
