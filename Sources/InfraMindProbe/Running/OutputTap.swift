internal import Dispatch
internal import Glibc
internal import Synchronization

/// Passes a command's output on, unchanged and at once, and lets somebody read along.
///
/// The command writes to a pipe in the place of what it would write to. Standard output and standard error go through one
/// pipe if they are one file, so that their order stays. What a command leaves running behind may keep the pipe open, so
/// reading ends with the command, once what it wrote is passed on.
final class OutputTap: Sendable {
  private struct Channel: Sendable {
    /// Descriptors of the command that the pipe stands for.
    let descriptors: [Int32]
    let reading: Int32
    let writing: Int32
  }

  /// Most bytes passed on once the command has ended: what a pipe holds, and some.
  private static let mostBehind = 1 << 20

  private let channels: [Channel]
  private let isOver = Atomic(false)
  private let group = DispatchGroup()
  private let reader: Mutex<@Sendable (ArraySlice<UInt8>) -> Void>

  /// - Parameter reader: Gets each piece of output, in order, never two at once.
  /// - Returns: `nil` if there can be no pipe.
  init?(_ reader: @escaping @Sendable (ArraySlice<UInt8>) -> Void) {
    self.reader = Mutex(reader)
    let places: [[Int32]] = Self.areOneFile(1, 2) ? [[1, 2]] : [[1], [2]]
    var channels: [Channel] = []
    for descriptors in places {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
        for channel in channels { Self.close(channel.reading, channel.writing) }
        return nil
      }
      channels.append(Channel(descriptors: descriptors, reading: ends[0], writing: ends[1]))
    }
    self.channels = channels
  }

  private static func areOneFile(_ left: Int32, _ right: Int32) -> Bool {
    var (first, second) = (stat(), stat())
    guard fstat(left, &first) == 0, fstat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func close(_ descriptors: Int32...) { for one in descriptors { Glibc.close(one) } }

  /// Makes a command write to the pipes.
  func add(to actions: inout posix_spawn_file_actions_t) {
    for channel in channels {
      for descriptor in channel.descriptors {
        posix_spawn_file_actions_adddup2(&actions, channel.writing, descriptor)
      }
    }
  }

  /// Begins to pass on, once the command has the pipes or could not be started.
  func begin() {
    for channel in channels {
      Self.close(channel.writing)
      let queue = DispatchQueue(label: "inframind.output")
      queue.async(group: group) { self.pass(channel) }
    }
  }

  /// The command has ended: passes on what it wrote.
  func end() {
    isOver.store(true, ordering: .relaxed)
    group.wait()
    for channel in channels { Self.close(channel.reading) }
  }

  private func pass(_ channel: Channel) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let target = channel.descriptors[0]
    var left = Self.mostBehind
    while true {
      // Looked at before the wait: what was written before the command's end is in the pipe by then.
      let isOver = isOver.load(ordering: .relaxed)
      var wish = pollfd(fd: channel.reading, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wish, 1, isOver ? 0 : 100)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else {
        if ready < 0 || isOver { return }
        continue
      }
      let count = Glibc.read(channel.reading, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      guard Self.write(buffer[..<count], to: target) else { return Self.stopReading(channel.reading) }
      reader.withLock { $0(buffer[..<count]) }
      if isOver { left -= count }
      if left <= 0 { return }
    }
  }

  /// Leaves the pipe without a reader: the command's next write to it ends it, as it would without us. The descriptor stays ours,
  /// and stands for a device.
  private static func stopReading(_ descriptor: Int32) {
    let device = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard device >= 0 else { return }
    dup2(device, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    close(device)
  }

  /// - Returns: Whether there is still somebody to write to.
  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      if written < 0, errno == EAGAIN {
        var wish = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wish, 1, 1000)
        continue
      }
      guard written > 0 else { return written < 0 && errno != EPIPE }
      rest = rest.dropFirst(written)
    }
    return true
  }
}
