/// Finds the program that a command's words run, behind keywords, assignments and wrappers.
enum ShellPrefixes {
  /// The command without what stands before it; `nil` if there is none.
  static func strip(_ words: ArraySlice<String>) -> ShellCommand? {
    var rest = words
    var assignments: [String: String] = [:]
    for _ in 0..<12 {
      guard let first = rest.first else { return nil }
      if keywords.contains(first) {
        rest.removeFirst()
      } else if let (name, value) = assignment(first) {
        assignments[name] = value
        rest.removeFirst()
      } else {
        let program = Program(first)
        guard let inner = unwrapped(rest.dropFirst(), by: program.name) else {
          return command(program, rest, assignments)
        }
        rest = inner
      }
    }
    return rest.first.map { command(Program($0), rest, assignments) }
  }

  private static let keywords: Set<String> = [
    "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}", "exec", "command",
    "time",
    "nohup", "builtin", "call", "&", "@",
  ]

  private static func assignment(_ word: String) -> (String, String)? {
    guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")), equals != word.startIndex else {
      return nil
    }
    let name = word[..<equals]
    let isName = name.utf8.allSatisfy {
      $0 == 95 || (48...57).contains($0) || ($0 | 32) >= 97 && ($0 | 32) <= 122
    }
    guard isName, let first = name.first, !first.isNumber else { return nil }
    return (String(name), String(word[word.index(after: equals)...]))
  }

  /// What a program runs that stands before these words; `nil` if it is no wrapper.
  private static func unwrapped(_ words: ArraySlice<String>, by program: String) -> ArraySlice<String>? {
    switch wrappers[program] {
    case nil: return nil
    case .options(let valued): return behindOptions(words, valued: valued)
    case .operands(let count): return behindOptions(words, valued: []).dropFirst(count)
    case .subcommands(let valued):
      guard let head = words.first, let valued = valued[head] else { return nil }
      let inner = behindOptions(words.dropFirst(), valued: valued)
      return inner.isEmpty ? nil : inner
    }
  }

  private static func behindOptions(_ words: ArraySlice<String>, valued: Set<String>) -> ArraySlice<String> {
    var rest = words
    while let word = rest.first, word.hasPrefix("-") || word.contains("=") && !word.hasPrefix("/") {
      if word.contains("="), !word.hasPrefix("-") { return rest }
      rest.removeFirst()
      if word == "--" { return rest }
      if valued.contains(word), !rest.isEmpty { rest.removeFirst() }
    }
    return rest
  }

  /// How a program stands before the words that it runs.
  private enum Wrapper {
    /// Behind its options; those that take a value.
    case options(Set<String>)
    /// Behind this many operands.
    case operands(Int)
    /// Behind a subcommand and its options; those that take a value.
    case subcommands([String: Set<String>])
  }

  private static let wrappers: [String: Wrapper] = [
    "sudo": .options(["-u", "-g", "-C", "-h", "-p"]), "env": .options(["-u", "-C"]), "nice": .options(["-n"]),
    "ionice": .options(["-c", "-n"]), "xvfb-run": .options(["-s", "--server-args", "-n", "-e"]),
    "dbus-run-session": .options([]), "stdbuf": .options(["-o", "-e", "-i"]), "corepack": .options([]),
    "winpty": .options([]), "doas": .options(["-u"]), "catchsegv": .options([]), "caffeinate": .options([]),
    "unbuffer": .options([]), "travis_retry": .options([]), "retry": .options(["-t", "-d", "-n"]),
    "op-run": .options([]),
    "timeout": .operands(1), "gtimeout": .operands(1), "linux32": .operands(0), "chronic": .operands(0),
    "bundle": .subcommands(["exec": []]), "direnv": .subcommands(["exec": []]),
    "mise": .subcommands(["exec": [], "x": []]), "rye": .subcommands(["run": []]),
    "conda": .subcommands(["run": ["-n", "--name", "-p", "--prefix"]]),
    "mamba": .subcommands(["run": ["-n", "--name", "-p"]]),
    "micromamba": .subcommands(["run": ["-n", "--name", "-p"]]),
    "arch": .subcommands(["-x86_64": [], "-arm64": []]),
  ]

  /// A command by its program and all of its words.
  private static func command(
    _ program: Program, _ words: ArraySlice<String>, _ assignments: [String: String]
  ) -> ShellCommand {
    var name = program.name
    var arguments = Array(words.dropFirst())
    if program.mayBePython {
      if isPython(name), let module = arguments.firstIndex(of: "-m"), module <= 2,
        module + 1 < arguments.count
      {
        name = arguments[module + 1]
        arguments.removeFirst(module + 2)
      }
      if name == "pip3" || name.hasPrefix("pip3.") || name == "pip2" { name = "pip" }
    }
    return ShellCommand(
      name: name, folder: program.folder, arguments: arguments, directory: nil, assignments: assignments)
  }

  private static func isPython(_ name: String) -> Bool {
    name == "python" || name == "py" || name == "pypy" || name == "pypy3"
      || name.hasPrefix("python3") || name == "python2"
  }

  /// The word that names a program.
  private struct Program {
    /// Without the folder before it and the ending behind it.
    let name: String
    /// The folder as written; empty if there is none.
    let folder: String

    init(_ word: String) {
      guard let slash = word.utf8.lastIndex(where: { $0 == 0x2F || $0 == 0x5C }) else {
        name = Self.withoutEnding(word)
        folder = ""
        return
      }
      name = Self.withoutEnding(String(word[word.utf8.index(after: slash)...]))
      folder = String(word[..<slash])
    }

    /// Whether the name begins as `python` and `pip` do.
    var mayBePython: Bool { name.utf8.first == UInt8(ascii: "p") }

    private static func withoutEnding(_ name: String) -> String {
      let bytes = name.utf8
      guard bytes.count > 4, bytes[bytes.index(bytes.endIndex, offsetBy: -4)] == UInt8(ascii: ".") else {
        return name
      }
      return [".exe", ".cmd", ".bat"].contains(where: name.hasSuffix) ? String(name.dropLast(4)) : name
    }
  }
}
