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
      } else if let inner = unwrapped(rest) {
        rest = inner
      } else {
        return command(rest, assignments)
      }
    }
    return command(rest, assignments)
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

  /// The words behind a wrapper; `nil` if the first word is none.
  private static func unwrapped(_ words: ArraySlice<String>) -> ArraySlice<String>? {
    guard let first = words.first else { return nil }
    let name = program(first)
    let rest = words.dropFirst()
    if let valued = wrappers[name] { return behindOptions(rest, valued: valued) }
    if let count = fixedWrappers[name] { return behindOptions(rest, valued: []).dropFirst(count) }
    for (head, valued) in subcommandWrappers[name] ?? [:] where rest.first == head {
      let inner = behindOptions(rest.dropFirst(), valued: valued)
      return inner.isEmpty ? nil : inner
    }
    return nil
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

  /// Programs that run the rest of their words, with their options that take a value.
  private static let wrappers: [String: Set<String>] = [
    "sudo": ["-u", "-g", "-C", "-h", "-p"], "env": ["-u", "-C"], "nice": ["-n"], "ionice": ["-c", "-n"],
    "xvfb-run": ["-s", "--server-args", "-n", "-e"], "dbus-run-session": [], "stdbuf": ["-o", "-e", "-i"],
    "corepack": [], "winpty": [], "doas": ["-u"], "catchsegv": [], "caffeinate": [], "unbuffer": [],
    "travis_retry": [], "retry": ["-t", "-d", "-n"], "op-run": [],
  ]

  /// Programs that take this many operands before the words that they run.
  private static let fixedWrappers = ["timeout": 1, "gtimeout": 1, "linux32": 0, "chronic": 0]

  private static let subcommandWrappers: [String: [String: Set<String>]] = [
    "bundle": ["exec": []], "direnv": ["exec": []], "mise": ["exec": [], "x": []], "rye": ["run": []],
    "conda": ["run": ["-n", "--name", "-p", "--prefix"]], "mamba": ["run": ["-n", "--name", "-p"]],
    "micromamba": ["run": ["-n", "--name", "-p"]], "arch": ["-x86_64": [], "-arm64": []],
  ]

  private static func command(_ words: ArraySlice<String>, _ assignments: [String: String]) -> ShellCommand? {
    guard let first = words.first else { return nil }
    var name = program(first)
    var arguments = Array(words.dropFirst())
    if isPython(name), let module = arguments.firstIndex(of: "-m"), module <= 2, module + 1 < arguments.count
    {
      name = arguments[module + 1]
      arguments.removeFirst(module + 2)
    }
    if name == "pip3" || name.hasPrefix("pip3.") || name == "pip2" { name = "pip" }
    return ShellCommand(
      name: name, folder: folder(first), arguments: arguments, directory: nil, assignments: assignments)
  }

  private static func isPython(_ name: String) -> Bool {
    name == "python" || name == "py" || name == "pypy" || name == "pypy3"
      || name.hasPrefix("python3") || name == "python2"
  }

  private static func program(_ word: String) -> String {
    var name = word[...]
    if let slash = slash(in: word) { name = name[word.utf8.index(after: slash)...] }
    guard name.utf8.count > 4 else { return String(name) }
    for ending in [".exe", ".cmd", ".bat"] where name.hasSuffix(ending) { name = name.dropLast(4) }
    return String(name)
  }

  private static func folder(_ word: String) -> String {
    guard let slash = slash(in: word) else { return "" }
    return String(word[..<slash])
  }

  private static func slash(in word: String) -> String.Index? {
    word.utf8.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
  }
}
