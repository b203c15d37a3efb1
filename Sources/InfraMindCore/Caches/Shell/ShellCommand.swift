/// One simple command of a script, without prefixes such as `sudo`, with the folder that it runs in.
struct ShellCommand: Hashable, Sendable {
  /// The program without path and ending: `mvnw` for `./mvnw.cmd`; `pip` also for `python -m pip`.
  var name: String
  /// The program's own folder, as written: `.` for `./mvnw`, empty for one from the search path.
  var folder: String
  /// Its arguments, unquoted.
  var arguments: [String]
  /// Folder from the repository's root; `nil` if only a run knows it.
  var directory: String?
  /// Variables set for this command alone.
  var assignments: [String: String]
  /// The file that holds the command where a script was followed, such as `Makefile`.
  var file: String?

  /// The command in a line of at most 80 characters without its secrets, for evidence.
  var text: String {
    let words = SecretMask.line(([name] + arguments).joined(separator: " "))
    if words.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
      return words.utf8.count <= 80 ? words : String(Substring(words.utf8.prefix(79))) + "…"
    }
    if words.utf8.count <= 80, !words.utf8.contains(where: Self.mayEndLine) { return words }
    let start = words.prefix(81).map { $0.isNewline ? " " : $0 }
    return start.count <= 80 ? String(start) : String(start.prefix(79)) + "…"
  }

  /// Whether a byte is a control character, or may end a line feed's relatives U+0085, U+2028 and U+2029.
  private static func mayEndLine(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x85 || byte == 0xA8 || byte == 0xA9
  }

  /// Arguments that are no options and no values of the options named.
  func operands(valued options: Set<String> = []) -> [String] {
    var found: [String] = []
    var skips = false
    for argument in arguments {
      if skips {
        skips = false
      } else if argument.hasPrefix("-") {
        skips = options.contains(argument)
      } else {
        found.append(argument)
      }
    }
    return found
  }

  /// Whether one of some flags is given.
  func has(_ flags: String...) -> Bool { arguments.contains { flags.contains($0) } }

  /// Values of options that are written `--flag value`, `--flag=value`, or `-fvalue` for one-letter flags.
  func values(of flags: String...) -> [String] {
    var found: [String] = []
    for (index, argument) in arguments.enumerated() {
      for flag in flags {
        if argument == flag, index + 1 < arguments.count {
          found.append(arguments[index + 1])
        } else if argument.hasPrefix(flag + "=") {
          found.append(String(argument.dropFirst(flag.count + 1)))
        } else if flag.count == 2, argument.hasPrefix(flag), argument.count > 2, !argument.hasPrefix("--") {
          found.append(String(argument.dropFirst(2)))
        }
      }
    }
    return found
  }

  /// Whether the command begins with these words.
  func begins(_ words: [String]) -> Bool {
    guard let first = words.first, name == first else { return false }
    return arguments.count >= words.count - 1 && zip(arguments, words.dropFirst()).allSatisfy { $0 == $1 }
  }
}
