#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Tells servers of one SQLite file of one another: while one runs, it holds a lock on a file beside that. The system takes
/// the lock from a process that ends, however it ends.
final class ServerLock: Sendable {
  private let descriptor: Int32
  /// Whether another server has it. `false` also where that cannot be told.
  let isTaken: Bool

  /// Takes the lock, if it is free, until the value goes.
  init(beside path: String) {
    descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    isTaken = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
