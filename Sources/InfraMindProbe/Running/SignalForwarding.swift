internal import Glibc
internal import Synchronization

/// Hands signals on to a process, one at a time in this program.
///
/// Those of a terminal's keys reach it anyway, with its whole group; the same ones sent by a process are meant for the
/// command as all others are. What the command itself sends to us is not for it.
struct SignalForwarding {
  /// Sent to a process to end it or to tell it something.
  private static let told = [SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM]
  /// Sent by keys, too.
  private static let keys = [SIGINT, SIGQUIT]

  /// Takes signals from now on, and keeps them until there is somebody to hand them to.
  init() {
    target.store(0, ordering: .relaxed)
    last.store(0, ordering: .relaxed)
    for number in Self.told {
      Self.install(number) { number, info, _ in forward(number, info, isKey: false) }
    }
    for number in Self.keys { Self.install(number) { number, info, _ in forward(number, info, isKey: true) } }
    // Whoever started this program may have left them blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in Self.told + Self.keys { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Hands them to a process.
  func begin(to process: pid_t) {
    target.store(process, ordering: .sequentiallyConsistent)
    sendLast(to: process)
  }

  /// Hands on no more; the program goes on to its own end.
  func end() {
    for number in Self.told + Self.keys { signal(number, SIG_IGN) }
  }

  private typealias Handler =
    @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void

  private static func install(_ number: Int32, _ handler: @escaping Handler) {
    var action = sigaction()
    action.__sigaction_handler.sa_sigaction = handler
    action.sa_flags = SA_SIGINFO | SA_RESTART
    sigaction(number, &action, nil)
  }
}

/// Who gets the signals; 0 while nobody does.
private let target = Atomic<pid_t>(0)
/// The last signal that nobody got yet, with its sender in the upper half; 0 if there is none.
private let last = Atomic<UInt64>(0)

/// Runs inside of a signal's handler: no memory is taken, and no lock.
private func forward(_ number: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, isKey: Bool) {
  let former = errno
  defer { errno = former }
  // Above zero the system itself sent it.
  let isSent = (info?.pointee.si_code ?? 0) <= 0
  guard isSent || !isKey else { return }
  let sender = isSent ? info?.pointee._sifields._kill.si_pid ?? 0 : 0
  let process = target.load(ordering: .sequentiallyConsistent)
  if process > 0 {
    if sender != process { kill(process, number) }
    return
  }
  let word = UInt64(UInt32(bitPattern: sender)) << 32 | UInt64(UInt32(bitPattern: number))
  last.store(word, ordering: .sequentiallyConsistent)
  // The process may have come in between.
  let late = target.load(ordering: .sequentiallyConsistent)
  if late > 0 { sendLast(to: late) }
}

/// Hands a signal on once, whoever of two comes first.
private func sendLast(to process: pid_t) {
  let word = last.exchange(0, ordering: .sequentiallyConsistent)
  let sender = pid_t(truncatingIfNeeded: word >> 32)
  guard word != 0, sender != process else { return }
  kill(process, Int32(truncatingIfNeeded: word))
}
