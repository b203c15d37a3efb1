package import AdapterKit
internal import Dispatch
internal import FoundationEssentials
internal import Glibc
package import InfraMindCore

/// A recording beside something else: a command of this process, or the whole job.
package struct BackgroundRecording: Sendable {
  private let file: RecordingFile
  private let sampler: Sampler

  /// Samples on a thread of this process.
  ///
  /// - Parameters:
  ///   - job: The job that this process runs in; `nil` outside of CI.
  ///   - workspace: A folder on the disk whose fill level is measured.
  /// - Throws: ``AdapterError/Code/cannotRecord``.
  package static func begin(
    at place: RecordingPlace, of job: JobEnvironment?, in workspace: String
  ) throws(AdapterError) -> BackgroundRecording {
    let machine = KernelReader(SystemFiles()).machine(processors: Sampler.processors())
    let file = try RecordingFile(creating: place.path, RecordHeader(job, machine: machine))
    let sampler = Sampler(file, workspace: workspace)
    sampler.begin()
    return BackgroundRecording(file: file, sampler: sampler)
  }

  /// Notes what caches did.
  package func add(_ events: [CacheEvent]) {
    for event in events { file.add(.cache(time: Sampler.now(), event)) }
  }

  /// Ends it.
  package func end(status: Int?) {
    sampler.end()
    file.add(.end(time: Sampler.now(), status: status))
  }

  // MARK: - In a process of its own

  /// Starts this program once more, to sample until it is told to end, and waits until it does so.
  ///
  /// - Parameter arguments: What makes this program call ``sampleUntilTold(at:of:in:)`` for the place.
  /// - Throws: ``AdapterError/Code/cannotRecord``, also if the job is recorded already.
  package static func launch(at place: RecordingPlace, arguments: [String]) throws(AdapterError) {
    try RecordingFolder.check(holding: place.path)
    if let process = place.recorder {
      throw .cannotRecord(
        "This job is recorded already, by process \(process): `inframind record stop` ends that.")
    }
    place.remove()
    try spawn(["/proc/self/exe"] + arguments)
    for _ in 0..<300 {
      if place.recorder != nil { return }
      usleep(10_000)
    }
    throw .cannotRecord("The recorder did not begin within 3 seconds.")
  }

  private static func spawn(_ words: [String]) throws(AdapterError) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A session of its own: the end of the step's shell is not its end.
    posix_spawnattr_setflags(&attributes, ownSession)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Holding the step's output open would keep the step from ending.
    for (descriptor, mode) in [(Int32(0), O_RDONLY), (1, O_WRONLY), (2, O_WRONLY)] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", mode, 0)
    }
    var texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { texts.forEach { free($0) } }
    var process: pid_t = 0
    guard let file = texts[0], posix_spawn(&process, file, &actions, &attributes, &texts, environ) == 0 else {
      throw .cannotRecord("The recorder cannot be started.")
    }
  }

  /// `POSIX_SPAWN_SETSID` of glibc and musl, which Swift does not see.
  private static let ownSession: Int16 = 0x80

  /// Samples until SIGTERM, or until the growing file is taken away.
  package static func sampleUntilTold(
    at place: RecordingPlace, of job: JobEnvironment?, in workspace: String
  ) throws(AdapterError) {
    let told = DispatchSemaphore(value: 0)
    signal(SIGTERM, SIG_IGN)
    let source = DispatchSource.makeSignalSource(
      signal: SIGTERM, queue: DispatchQueue(label: "inframind.end"))
    source.setEventHandler { told.signal() }
    source.resume()
    let recording = try begin(at: place, of: job, in: workspace)
    guard (try? Data("\(getpid())\n".utf8).write(to: URL(filePath: place.processFile))) != nil else {
      recording.end(status: nil)
      throw .cannotRecord("\(place.processFile) cannot be written.")
    }
    while told.wait(timeout: .now() + 10) == .timedOut, access(place.path, F_OK) == 0 {}
    recording.end(status: nil)
    unlink(place.processFile)
  }
}
