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
    self.init(ShellScript(script), in: directory, environment: environment)
  }

  /// Follows the folders of a script that was cut already.
  init(_ script: ShellScript, in directory: String?, environment: [String: String]) {
    self.init(script, in: directory, environment: environment, depth: 0)
  }

  private init(_ script: ShellScript, in directory: String?, environment: [String: String], depth: Int) {
    self.directory = directory
    self.environment = environment
    self.depth = depth
    for part in script.parts {
      switch part {
      case .command(let command, let effect): run(command, effect)
      case .open: outer.append(self.directory)
      case .close: if let before = outer.popLast() { self.directory = before }
      }
    }
    for inner in script.inner {
      all += ShellCommands(inner, in: directory, environment: environment, depth: depth + 1).all
    }
  }

  private mutating func run(_ command: ShellCommand, _ effect: ShellScript.Effect) {
    var command = command
    command.directory = directory
    switch effect {
    case .entersFolder: enter(command)
    case .leavesFolder: directory = pushed.popLast() ?? directory
    case .runsScript: runInner(command)
    case .none: all.append(command)
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
      flag + 1 < command.arguments.count, depth < ShellScript.deepest
    else {
      all.append(command)
      return
    }
    let inner = command.arguments[(flag + 1)...]
    let text = command.name == "cmd" ? inner.joined(separator: " ") : inner[flag + 1]
    let script = ShellScript(text, depth: depth + 1)
    all += ShellCommands(script, in: directory, environment: environment, depth: depth + 1).all
  }
}
