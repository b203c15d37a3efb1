internal import AdapterKit
internal import ArgumentParser
internal import InfraMindCore
internal import InfraMindEngine

/// One run of a command: looks, tells what went wrong, and knows the exit status.
struct Session {
  let speech: SpeechOptions
  let engine: Engine
  private let progress: Progress

  init(_ speech: SpeechOptions) {
    self.speech = speech
    let progress = Progress(isWanted: !speech.quiet)
    self.progress = progress
    engine = Engine(
      Wiring.registry, Wiring.advisers, found: { _, files in progress.begin(files) },
      progress: progress.advance)
  }

  /// Looks at what is asked for and keeps what is selected. Ends the program with 2 if that cannot be.
  func inspect(_ look: LookOptions, _ select: SelectOptions) throws -> Inspection {
    do throws(EngineError) {
      _ = try look.server.address()
    } catch {
      tellFailure(error.message)
      throw ExitCode(2)
    }
    var request = look.request
    request.history = history(look.server)
    request.wantsMeasuring = select.kind == .measure
    var inspection: Inspection
    do {
      inspection = try engine.inspect(request)
    } catch {
      progress.end()
      for error in error.errors { tellFailure(Shown.plain("\(error)", atMost: 1000)) }
      throw ExitCode(2)
    }
    progress.end()
    tellProblems(inspection)
    try refuseUnknown(select, in: inspection)
    for index in inspection.entries.indices { inspection.entries[index].report.select(select.selection) }
    return inspection
  }

  /// What a server knows. Without it there is less to say, which is no reason to fail.
  private func history(_ options: ServerOptions) -> HistoryFile? {
    do {
      return try options.history()
    } catch {
      tell(
        "inframind: no history from the server, going on without: \(Shown.plain("\(error)", atMost: 500))\n")
      return nil
    }
  }

  private func refuseUnknown(_ select: SelectOptions, in inspection: Inspection) throws {
    let unknown = select.selection.unknownIDs(among: inspection.reports.flatMap(\.suggestions))
    let unknownJobs = select.selection.unknownJobs(among: inspection.reports.flatMap(\.jobs))
    guard !unknown.isEmpty || !unknownJobs.isEmpty else { return }
    for id in unknown {
      tellFailure("No suggestion has the id \(Shown.plain(id)); `inframind suggest` lists them.")
    }
    for job in unknownJobs {
      tellFailure("No job is called \(Shown.plain(job)); \(Self.help(for: job, in: inspection))")
    }
    throw ExitCode(2)
  }

  /// The nearest name that there is, or some of all.
  private static func help(for pattern: String, in inspection: Inspection) -> String {
    let names = Set(inspection.reports.flatMap(\.jobs).map(\.key.job)).sorted()
    let word = pattern.split(separator: ":").last.map(String.init) ?? pattern
    if let nearest = NearestWord.nearest(to: word, among: names) {
      return "did you mean \(Shown.plain(nearest))?"
    }
    guard !names.isEmpty else { return "there are no jobs here." }
    let most = 10
    let some = names.prefix(most).map { Shown.plain($0, atMost: 60) }.joined(separator: ", ")
    return names.count > most ? "some that there are: \(some)." : "there are: \(some)."
  }

  /// Most warnings told unless everything is asked for; errors are told in any case.
  private static let mostWarnings = 10

  private func tellProblems(_ inspection: Inspection) {
    guard !speech.quiet else { return }
    var warnings = 0
    let shown = inspection.allProblems.filter { problem in
      if speech.verbose || problem.severity == .error { return true }
      if problem.severity == .warning { warnings += 1 }
      return problem.severity == .warning && warnings <= Self.mostWarnings
    }
    var lines = shown.flatMap(DiagnosticText.lines)
    if !speech.verbose, warnings > Self.mostWarnings {
      lines.append(
        "and \(Figures.count(warnings - Self.mostWarnings, "more warning")); --verbose tells them all")
    }
    StandardStreams.write(lines.map { $0 + "\n" }.joined(), to: .errors)
  }

  /// Tells why the command fails, also a quiet one.
  func tellFailure(_ message: String) {
    StandardStreams.write("inframind: error: \(message)\n", to: .errors)
  }

  /// Tells something beside the output proper.
  func tell(_ text: String) {
    if !speech.quiet { StandardStreams.write(text, to: .errors) }
  }

  /// Ends the program, all being written, with the status that an inspection deserves.
  ///
  /// At once: the system takes the memory back faster than a large inspection could be taken apart.
  func finish(_ inspection: Inspection, isFailure: Bool) -> Never {
    if inspection.readNothing {
      tellFailure("Nothing that was asked for could be read.")
      StandardStreams.end(2)
    }
    StandardStreams.end(isFailure || inspection.skippedHistoryLines > 0 ? 1 : 0)
  }
}

extension Inspection {
  /// Whether something could not be read, as `--strict` has it.
  var hasErrors: Bool { allProblems.contains { $0.severity == .error } }
}
