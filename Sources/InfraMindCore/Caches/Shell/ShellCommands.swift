/// The simple commands of a script in order, those inside `$(…)` and `bash -c '…'` too.
///
/// Conditions and loops are not evaluated: every command counts as run once. `cd`, `pushd`, `popd` and
/// subshells are followed; here-documents and comments are not commands.
struct ShellCommands {
  /// The commands.
  private(set) var all: [ShellCommand] = []

  private let environment: [String: String]
  private let depth: Int
  private var directory: String?
  private var previous: String?
  private var pushed: [String?] = []
  private var outer: [String?] = []

  /// Reads a script.
  ///
  /// - Parameters:
  ///   - script: As written, expressions of the platform included.
  ///   - directory: Where it starts, from the repository's root; `nil` if unknown.
  ///   - environment: Values that `cd $NAME` may need.
  init(_ script: String, in directory: String?, environment: [String: String] = [:]) {
    self.init(script, in: directory, environment: environment, depth: 0)
  }

  private init(_ script: String, in directory: String?, environment: [String: String], depth: Int) {
    self.directory = directory
    self.environment = environment
    self.depth = depth
    let lexer = ShellLexer(script)
    var words: [String] = []
    for token in lexer.tokens {
      switch token {
      case .word(let word): words.append(word)
      case .separator: finish(&words)
      case .open:
        finish(&words)
        outer.append(self.directory)
      case .close:
        finish(&words)
        if let before = outer.popLast() { self.directory = before }
      }
    }
    finish(&words)
    guard depth < Self.deepest else { return }
    for inner in lexer.substitutions {
      all += ShellCommands(inner, in: directory, environment: environment, depth: depth + 1).all
    }
  }

  /// How many levels of `$(…)` and `bash -c` are read.
  private static let deepest = 3

  private mutating func finish(_ words: inout [String]) {
    defer { words.removeAll(keepingCapacity: true) }
    guard var command = ShellPrefixes.strip(words[...]) else { return }
    command.directory = directory
    switch command.name {
    case "cd", "chdir", "Set-Location", "pushd", "Push-Location": enter(command)
    case "popd", "Pop-Location": directory = pushed.popLast() ?? directory
    case "bash", "sh", "zsh", "pwsh", "powershell", "cmd", "dash": runInner(command)
    default: all.append(command)
    }
  }

  private mutating func enter(_ command: ShellCommand) {
    let from = directory
    defer { previous = from }
    if command.name == "pushd" || command.name == "Push-Location" { pushed.append(from) }
    guard let target = command.arguments.first(where: { !["-P", "-L", "--", "/d", "/D"].contains($0) }) else {
      directory = nil
      return
    }
    directory = target == "-" ? previous : RepositoryPath.joining(from, resolved(target))
  }

  private func resolved(_ target: String) -> String {
    guard target.hasPrefix("$"), !target.hasPrefix("${{") else { return target }
    let name = target.dropFirst().drop { $0 == "{" }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    guard name != "GITHUB_WORKSPACE", let value = environment[String(name)] else { return target }
    let rest = target.dropFirst().drop { $0 == "{" }.dropFirst(name.count).drop { $0 == "}" }
    return value + rest
  }

  private mutating func runInner(_ command: ShellCommand) {
    let flags = ["-c", "-ec", "-lc", "-ic", "-xc", "-exc", "-euc", "-euxc", "-elc", "-Command", "/c", "/C"]
    guard let flag = command.arguments.firstIndex(where: { flags.contains($0) }),
      flag + 1 < command.arguments.count, depth < Self.deepest
    else {
      all.append(command)
      return
    }
    let inner = command.arguments[(flag + 1)...]
    let script = command.name == "cmd" ? inner.joined(separator: " ") : inner[flag + 1]
    all += ShellCommands(script, in: directory, environment: environment, depth: depth + 1).all
  }
}
