internal import ArgumentParser
internal import InfraMindProbe

struct RecordRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Measure while a command runs, and hand on its exit status.",
    shouldDisplay: false)

  @OptionGroup var result: RecordResultOptions

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
    let outcome = RecordedCommand(command).run()
    if let failure = outcome.failure { RecordSpeech.tell(failure) }
    recording?.end(status: outcome.status)
    if recording != nil { result.publish(place, largestProcess: outcome.largestProcess) }
    StandardStreams.end(Int32(clamping: outcome.status))
  }
}
