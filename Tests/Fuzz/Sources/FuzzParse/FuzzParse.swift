import FuzzDriver

/// Reads whatever libFuzzer thinks of, in a dialect that the bytes choose.
@main
struct FuzzParse {
  static func main() {
    fuzz { start, count in
      check(ReadingLaws.complaints(about: Array(UnsafeBufferPointer(start: start, count: count))))
      return 0
    }
  }
}
