import Foundation
import ProgramTesting

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
    let primary = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var number: Int32 = 0
    guard primary >= 0, ioctl(primary, setLock, &locked) == 0, ioctl(primary, getNumber, &number) == 0 else {
      throw POSIXError(.ENODEV)
    }
    let replica = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var program = Inframind.program(
      arguments, folder, environment.merging(["TERM": "xterm"]) { first, _ in first })
    program.input = replica
    program.output = replica
    program.errors = replica
    let child = try program.start()
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
    close(primary)
    return Result(status: try ChildProgram.wait(for: child), screen: String(decoding: screen, as: UTF8.self))
  }
}
