internal import Dispatch
internal import Glibc
internal import Synchronization

/// Writes a sample every so often until it is stopped.
package final class Sampler: Sendable {
  /// Seconds between samples: short at first, since most jobs are, and longer as the job goes on, so that the file of a
  /// day's job stays small.
  package static func interval(after seconds: Double) -> Double {
    switch seconds {
    case ..<600: 1
    case ..<3600: 2
    default: 5
    }
  }

  private let file: RecordingFile
  private let workspace: String
  private let stop = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// A sampler that adds to a file.
  ///
  /// - Parameter workspace: A folder on the disk whose fill level is measured.
  package init(_ file: RecordingFile, workspace: String) {
    self.file = file
    self.workspace = workspace
  }

  /// Samples on a thread of its own until ``end()``.
  package func begin() {
    let queue = DispatchQueue(label: "inframind.sampler")
    queue.async { self.run() }
  }

  /// Takes a last sample and ends.
  package func end() {
    stop.signal()
    ended.wait()
  }

  private func run() {
    let reader = KernelReader(SystemFiles())
    let begin = Self.now()
    var code: CodePages?
    while true {
      let time = Self.now()
      file.add(.sample(reader.sample(at: time, diskUse: Self.diskUse(workspace))))
      // Found at the first sample, when all libraries are there.
      if code == nil { code = CodePages() }
      code?.release()
      let wait = Self.interval(after: time - begin)
      if stop.wait(timeout: .now() + wait) == .success { break }
    }
    file.add(.sample(reader.sample(at: Self.now(), diskUse: Self.diskUse(workspace))))
    ended.signal()
  }

  /// Seconds since the epoch.
  package static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Share of the disk in use, as a user without privileges sees it.
  static func diskUse(_ folder: String) -> Double? {
    var status = statvfs()
    guard statvfs(folder, &status) == 0, status.f_blocks > 0 else { return nil }
    let used = status.f_blocks - min(status.f_bfree, status.f_blocks)
    let usable = used + status.f_bavail
    return usable > 0 ? Double(used) / Double(usable) : nil
  }

  /// How many CPUs there are; `nil` if the system does not tell.
  ///
  /// A process that may not run on all of them is rare in CI, where containers bound CPUs by quota.
  package static func processors() -> Int? {
    let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return count > 0 ? count : nil
  }
}
