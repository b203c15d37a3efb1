internal import ArgumentParser
internal import InfraMindEngine

/// Lines of a history that could not be read, for commands that tell them by their number.
enum SkippedLines {
  /// Tells them and ends with status 1, all else being done; nothing if there are none.
  static func tell(_ count: Int, isQuiet: Bool) throws {
    guard count > 0 else { return }
    if !isQuiet {
      StandardStreams.write(
        "inframind: \(Figures.count(count, "line")) of the history could not be read and do not count; "
          + "inframind suggest tells which.\n", to: .errors)
    }
    throw ExitCode(1)
  }
}
