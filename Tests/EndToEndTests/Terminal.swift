import Foundation

/// A pseudo-terminal that a program is run at, with the answers typed in advance.
enum Terminal {
  struct Result {
    var status: Int32
    var screen: String
  }

  // Linux's TIOCSPTLCK and TIOCGPTN, which come to Swift in no header.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  static func run(
    _ arguments: String..., in folder: String, typing input: String = "", environment: [String: String] = [:]
  ) throws -> Result {
    let primary = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: Int32 = 0
    var number: Int32 = 0
    guard primary >= 0, ioctl(primary, setLock, &locked) == 0, ioctl(primary, getNumber, &number) == 0 else {
      throw POSIXError(.ENODEV)
    }
    let replica = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    let handle = FileHandle(fileDescriptor: replica, closeOnDealloc: false)
    let process = Inframind.process(
      arguments, folder, environment.merging(["TERM": "xterm"]) { first, _ in first })
    process.standardInput = handle
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    _ = input.withCString { write(primary, $0, strlen($0)) }
    close(replica)

    var screen: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // At the end of the program the read fails, as nobody holds the other side any more.
    while true {
      let count = read(primary, &buffer, buffer.count)
      guard count > 0 else { break }
      screen += buffer[..<count]
    }
    process.waitUntilExit()
    close(primary)
    return Result(status: process.terminationStatus, screen: String(decoding: screen, as: UTF8.self))
  }
}
