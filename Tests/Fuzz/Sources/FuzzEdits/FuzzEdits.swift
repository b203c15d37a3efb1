import FuzzDriver

/// Applies edits that the first bytes choose to the file that the other bytes are.
@main
struct FuzzEdits {
  static func main() {
    fuzz { start, count in
      check(EditingLaws.complaints(about: Array(UnsafeBufferPointer(start: start, count: count))))
      return 0
    }
  }
}
