import Foundation
import Synchronization
import Testing

@testable import InfraMindProbe

@Suite struct RecordedCommandTests {
  @Test(arguments: [
    (["true"], 0), (["false"], 1), (["sh", "-c", "exit 42"], 42), (["sh", "-c", "kill -KILL $$"], 137),
    (["sh", "-c", "kill -TERM $$"], 143), (["no-such-command-anywhere"], 127), (["/etc/hostname"], 126),
    ([], 127),
  ])
  func `the exit status is a shell's`(arguments: [String], status: Int) {
    #expect(RecordedCommand(arguments).run().status == status)
  }

  @Test func `a failure to start is explained`() {
    #expect(RecordedCommand(["no-such-command-anywhere"]).run().failure?.contains("No such file") == true)
  }

  @Test func `the largest process is told`() throws {
    let outcome = RecordedCommand(["python3", "-c", "x = bytearray(64 << 20)"]).run()
    #expect(try #require(outcome.largestProcess) >= 64 << 20)
  }

  @Test func `who reads a command's output along gets all of it, and the status stays`() {
    let read = Mutex<[UInt8]>([])
    let command = RecordedCommand(["sh", "-c", "printf 'a line\\n' >&2; sleep 30 & exit 3"])
    let outcome = command.run { bytes in read.withLock { $0 += bytes } }
    #expect(outcome.status == 3)
    #expect(read.withLock { String(decoding: $0, as: UTF8.self) } == "a line\n")
  }

  @Test func `a sampler writes samples from its beginning to its end`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sampler-\(UUID()).log").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let machine = KernelReader(SystemFiles()).machine(processors: Sampler.processors())
    let sampler = Sampler(
      try RecordingFile(creating: path, RecordHeader(nil, machine: machine)), workspace: "/")
    sampler.begin()
    #expect(
      RecordedCommand(["sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"]).run().status == 0)
    sampler.end()
    let (_, lines) = try RecordingFile.read(path)
    #expect(lines.count >= 2)
    #expect(try #require(JobRecord(RecordHeader(nil, machine: machine), lines)).facts == nil)
  }
}
