import LosslessYAML

/// Reads whatever libFuzzer thinks of, in a dialect that the bytes choose, and stops at a broken law.
@main
struct FuzzParse {
  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    _ = runFuzzer(&count, &arguments) { start, count in
      let bytes = Array(UnsafeBufferPointer(start: start, count: count))
      let complaints = ReadingLaws.complaints(about: bytes)
      // Unlike a precondition, this says what is wrong in a release build too.
      if !complaints.isEmpty { fatalError(complaints.joined(separator: "\n")) }
      return 0
    }
  }
}

/// libFuzzer's own main function, callable because Swift's build renames ours.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
