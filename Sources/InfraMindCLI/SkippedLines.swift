internal import ArgumentParser
internal import InfraMindEngine

/// Lines of a history that could not be read, for commands that tell them by their number.
enum SkippedLines {
  /// Tells them; nothing if there are none.
  static func mention(_ count: Int, isQuiet: Bool) {
    guard count > 0, !isQuiet else { return }
    StandardStreams.write(
      "inframind: \(Figures.count(count, "line")) of the history could not be read and do not count; "
        + "inframind suggest tells which.\n", to: .errors)
  }

  /// Tells them and ends with status 1, all else being done; nothing if there are none.
  static func tell(_ count: Int, isQuiet: Bool) throws {
    mention(count, isQuiet: isQuiet)
    if count > 0 { throw ExitCode(1) }
  }
}
