import FuzzDriver
import Glibc

/// Applies edits that the first bytes choose to the file that the other bytes are.
///
/// With `FUZZ_STRICT` in the environment, a failed proof is a find too.
@main
struct FuzzEdits {
  static let isStrict = getenv("FUZZ_STRICT") != nil

  static func main() {
    fuzz { start, count in
      check(
        EditingLaws.complaints(
          about: Array(UnsafeBufferPointer(start: start, count: count)), strict: FuzzEdits.isStrict))
      return 0
    }
  }
}
