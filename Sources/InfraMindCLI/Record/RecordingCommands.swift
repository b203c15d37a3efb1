internal import AdapterKit
internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindProbe

/// Where the commands that share one recording find it.
struct RecordingFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file that grows meanwhile.",
      discussion: "The default is a file of this user's and this job's in the temporary folder.",
      valueName: "file"),
    completion: .file())
  var file: String?

  mutating func validate() throws {
    if file == "" { throw ValidationError.empty(option: "file") }
  }

  var place: RecordingPlace { file.map(RecordingPlace.init(path:)) ?? .ofThisJob() }

  /// The recording that `start` began; `nil`, which is told, if there is none.
  var startedPlace: RecordingPlace? {
    let place = place
    if place.isThere { return place }
    RecordSpeech.tell(
      "Nothing is recorded: no recording was started at \(place.path); `inframind record start` begins one.")
    return nil
  }
}

struct RecordStartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Measure in the background until `inframind record stop`.")

  @OptionGroup var options: RecordingFileOptions

  @Flag(help: "Fail if recording cannot begin.")
  var strict = false

  func run() throws {
    do {
      let place = options.place
      try BackgroundRecording.launch(
        at: place, arguments: ["record", "sample", "--file", place.path, "--workspace", "."])
    } catch {
      RecordSpeech.tell("Nothing is recorded: \(error)")
      if strict { throw ExitCode(1) }
    }
  }
}

struct RecordMarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mark",
    abstract: "Say that something begins now, such as a step: the record tells its use apart.")

  @OptionGroup var options: RecordingFileOptions

  @Argument(help: "What begins.")
  var name: String

  func run() {
    guard let place = options.startedPlace else { return }
    do {
      try RecordingFile(adding: place.path).add(.mark(time: Sampler.now(), name: name))
    } catch {
      RecordSpeech.tell("The mark is lost: \(error)")
    }
  }
}

struct RecordStopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "End the measuring begun by `inframind record start`, and print chart and table.")

  @OptionGroup var options: RecordingFileOptions
  @OptionGroup var result: RecordResultOptions

  func run() {
    guard let place = options.startedPlace else { return }
    place.endRecorder()
    result.publish(place)
  }
}

struct RecordShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a record, or a file that still grows, as chart and table.")

  @Argument(help: "A record that `--output` wrote, or the file of a recording.", completion: .file())
  var file: String

  func run() throws {
    do {
      let (record, writer) = try RecordingPlace(path: file).shownRecord()
      let chart = RecordChart(record, width: StandardStreams.columns ?? 100, writer: writer)
      StandardStreams.write(chart.text, to: .output)
    } catch {
      RecordSpeech.tell("\(error)")
      throw ExitCode(2)
    }
  }
}

/// What `start` leaves running. Not for people.
struct RecordSampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "sample", shouldDisplay: false)

  @Option var file: String
  @Option var workspace: String

  func run() throws {
    try BackgroundRecording.sampleUntilTold(
      at: RecordingPlace(path: file), of: Wiring.jobEnvironment, in: workspace)
  }
}
