/// Hands the process over to libFuzzer, which calls `body` with one input after another.
public func fuzz(_ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) {
  var count = CommandLine.argc
  var arguments = CommandLine.unsafeArgv
  _ = runFuzzer(&count, &arguments, body)
}

/// Stops the process if there are complaints: that is how libFuzzer learns of a find.
public func check(_ complaints: [String]) {
  // Unlike a precondition, this says what is wrong in a release build too.
  if !complaints.isEmpty { fatalError(complaints.joined(separator: "\n")) }
}

/// libFuzzer's own main function, callable because Swift's build renames ours.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
