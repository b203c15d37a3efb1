internal import AdapterKit
internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindProbe

/// What becomes of a recording: shared by the commands that end one.
struct RecordResultOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Also write the record to this file, for `inframind import records`.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var output: String?

  @Flag(name: [.short, .long], help: "Print no chart and no table.")
  var quiet = false

  mutating func validate() throws {
    if output == "" { throw ValidationError.empty(option: "output") }
  }

  /// Does something that must not make the job fail: what goes wrong is told in one line.
  func attempt<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      RecordSpeech.tell("Nothing is recorded: \(error)")
      throw error
    }
  }

  /// Prints and writes what was recorded, and takes the growing file away.
  func publish(_ place: RecordingPlace, largestProcess: Int? = nil) {
    guard var record = try? attempt({ try place.record(largestProcess: largestProcess) }) else { return }
    place.remove()
    if let job = record.facts { record.facts?.details.change = Self.change(of: job.details.headCommit) }
    if !quiet {
      let chart = RecordChart(record, width: StandardStreams.columns ?? 100)
      StandardStreams.write("\n" + chart.text, to: .errors)
    }
    guard let output else { return }
    guard let data = try? record.encoded(), OutputFile.write(data, to: output) else {
      return RecordSpeech.tell("\(Shown.plain(output)) cannot be written; the record is printed only.")
    }
  }

  /// What the job's commit changed, where the checkout here tells: counts of files and lines, no names.
  private static func change(of commit: String?) -> ChangeSize? {
    guard let clone = try? GitChanges(in: ".", within: 5) else { return nil }
    // Platforms that run a merge name none, and have it checked out.
    return clone.change(of: commit ?? "HEAD")
  }
}

/// How these commands speak: one line each, on standard error, since standard output is the command's.
enum RecordSpeech {
  static func tell(_ message: String) {
    StandardStreams.write("inframind: \(Shown.plain(message, atMost: 500))\n", to: .errors)
  }
}
