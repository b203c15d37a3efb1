internal import ArgumentParser
internal import InfraMindProbe

struct RecordRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Measure while a command runs, and hand on its exit status.")

  @OptionGroup var result: RecordResultOptions

  @Flag(
    help: ArgumentHelp(
      "Also note what the platform's caches write to the command's output.",
      discussion: "The command then writes to a pipe, from which its output is passed on at once."))
  var caches = false

  @Argument(parsing: .postTerminator, help: "The command and its arguments, behind `--`.")
  var command: [String] = []

  mutating func validate() throws {
    guard !command.isEmpty else {
      throw ValidationError(
        "No command is given. Put it behind `--`: inframind record -- make -j2. Or use start, mark, stop and show."
      )
    }
  }

  func run() throws {
    let place = RecordingPlace.fresh()
    let recording = try? result.attempt {
      try BackgroundRecording.begin(at: place, of: Wiring.jobEnvironment, in: ".")
    }
    let watch = caches ? CacheWatch(Wiring.logReader) : nil
    let recorded = RecordedCommand(command)
    let outcome = watch.map { watch in recorded.run { watch.read($0) } } ?? recorded.run()
    if let watch { recording?.add(watch.events) }
    if let failure = outcome.failure { RecordSpeech.tell(failure) }
    recording?.end(status: outcome.status)
    if recording != nil { result.publish(place, largestProcess: outcome.largestProcess) }
    StandardStreams.end(Int32(clamping: outcome.status))
  }
}
