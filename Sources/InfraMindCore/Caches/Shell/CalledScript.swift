/// A script of the checkout that a command runs: a target of a Makefile, a script of `package.json`, a shell
/// script.
///
/// One level deep: what a followed script calls in turn is not followed.
struct CalledScript: Sendable {
  /// The file that holds it.
  let file: String
  /// Its lines.
  let text: String
  /// Folder that it runs in, from the repository's root.
  let folder: String

  /// The script that a command calls; `nil` if it calls none that is in the checkout.
  init?(_ command: ShellCommand, in repository: some RepositoryFiles) {
    guard let folder = command.directory, Self.mayCall(command) else { return nil }
    switch command.name {
    case "make", "gmake":
      guard let found = Self.make(command, in: folder, of: repository) else { return nil }
      self = found
    case "npm", "yarn", "pnpm", "bun":
      guard let found = Self.package(command, in: folder, of: repository) else { return nil }
      self = found
    default:
      guard let found = Self.shell(command, in: folder, of: repository) else { return nil }
      self = found
    }
  }

  /// Whether a command's words look as if it called a script; nearly all commands do not.
  private static func mayCall(_ command: ShellCommand) -> Bool {
    !command.folder.isEmpty || hasEnding(command.name)
      || command.name.utf8.count <= 6 && callers.contains(command.name)
  }

  private static let callers = shells.union(["make", "gmake", "npm", "yarn", "pnpm", "bun"])

  private static func hasEnding(_ name: String) -> Bool { name.endsWithBytes(of: ".sh") }

  private init(file: String, text: String, folder: String) {
    self.file = file
    self.text = text
    self.folder = folder
  }

  /// Commands of the script, each with the file named.
  func commands(environment: [String: String]) -> [ShellCommand] {
    ShellCommands(text, in: folder, environment: environment).all.map { command in
      var command = command
      command.file = file
      return command
    }
  }

  // MARK: - Kinds of scripts

  private static let shells: Set<String> = ["bash", "sh", "source", ".", "zsh", "dash"]

  private static func shell(
    _ command: ShellCommand, in folder: String, of repository: some RepositoryFiles
  ) -> CalledScript? {
    let isShell = shells.contains(command.name)
    let hasEnding = hasEnding(command.name)
    let isNamed =
      hasEnding
      || !command.folder.isEmpty && !command.name.utf8.contains(UInt8(ascii: "."))
        && !wrappers.contains(command.name)
    guard isShell || isNamed else { return nil }
    let name =
      isShell
      ? command.arguments.first { !$0.hasPrefix("-") } ?? ""
      : (command.folder.isEmpty ? "" : command.folder + "/") + command.name
    guard !name.isEmpty, let path = RepositoryPath.joining(folder, name) else { return nil }
    guard let bytes = repository.contents(of: path), bytes.count <= largest else { return nil }
    guard isShell || hasEnding || beginsAsScript(bytes) else { return nil }
    return CalledScript(file: path, text: String(decoding: bytes, as: UTF8.self), folder: folder)
  }

  /// Scripts that only start a tool, which the profiles know by their names.
  private static let wrappers: Set<String> = [
    "gradlew", "mvnw", "bazel", "bazelw", "bazelisk", "configure", "pants",
  ]

  /// Whether a file without an ending says in its first line that a shell runs it.
  private static func beginsAsScript(_ bytes: [UInt8]) -> Bool {
    let first = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    guard first.starts(with: "#!".utf8), first.count < 200 else { return false }
    let words = first.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x2F }.map {
      String(decoding: $0, as: UTF8.self)
    }
    return words.contains { shells.contains($0) }
  }

  private static func package(
    _ command: ShellCommand, in folder: String, of repository: some RepositoryFiles
  ) -> CalledScript? {
    let prefix = command.values(of: "--prefix", "--cwd", "--dir", "-C").first
    let operands = command.operands(valued: [
      "--prefix", "--cwd", "--dir", "-C", "--workspace", "-w", "--filter", "-F",
    ])
    let words =
      operands.first == "run" || operands.first == "run-script" ? operands.dropFirst() : operands[...]
    guard let name = words.first else { return nil }
    guard command.name != "npm" || words.count < operands.count || ["test", "t", "start"].contains(name)
    else {
      return nil
    }
    guard let place = prefix.map({ RepositoryPath.joining(folder, $0) }) ?? folder else { return nil }
    guard let script = PackageManifest(in: place, of: repository)?.scripts?[name == "t" ? "test" : name]
    else {
      return nil
    }
    return CalledScript(
      file: RepositoryPath.appending("package.json", to: place), text: script, folder: place)
  }

  private static func make(
    _ command: ShellCommand, in folder: String, of repository: some RepositoryFiles
  ) -> CalledScript? {
    guard let place = command.values(of: "-C").first.map({ RepositoryPath.joining(folder, $0) }) ?? folder
    else {
      return nil
    }
    let names =
      command.values(of: "-f").isEmpty ? ["GNUmakefile", "makefile", "Makefile"] : command.values(of: "-f")
    for name in names {
      let path = RepositoryPath.appending(name, to: place)
      guard let bytes = repository.contents(of: path), bytes.count <= largest else { continue }
      let targets = command.operands(valued: ["-C", "-f", "-j", "-o"]).filter { !$0.contains("=") }
      let text = Makefile(String(decoding: bytes, as: UTF8.self)).recipes(of: targets)
      return text.isEmpty ? nil : CalledScript(file: path, text: text, folder: place)
    }
    return nil
  }

  /// Scripts larger than this are not looked into.
  private static let largest = 256 * 1024
}

/// The rules of a Makefile that are written out in it; includes, patterns and functions are passed over.
struct Makefile: Sendable {
  private var recipes: [String: [String]] = [:]
  private var needs: [String: [String]] = [:]
  private var variables: [String: String] = [:]
  private var first: String?

  /// Reads the text.
  init(_ text: String) {
    var current: [String] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.hasPrefix("\t") {
        for target in current { recipes[target, default: []].append(String(line.dropFirst())) }
      } else if let colon = line.firstIndex(of: ":"), Self.isRule(line, colon) {
        current = line[..<colon].split(separator: " ").map(String.init)
        let behind = line[line.index(after: colon)...].drop { $0 == ":" }
        for target in current { needs[target, default: []] += behind.split(separator: " ").map(String.init) }
        if first == nil, let target = current.first, !target.hasPrefix(".") { first = target }
      } else {
        if !line.allSatisfy({ $0 == " " }), line.first != "#" { current = [] }
        noteVariable(line)
      }
    }
  }

  private static func isRule(_ line: Substring, _ colon: Substring.Index) -> Bool {
    let after = line.index(after: colon)
    let isAssignment = after < line.endIndex && line[after] == "="
    return !isAssignment && !line[..<colon].contains("=") && line.first != "#" && line.first != " "
  }

  private mutating func noteVariable(_ line: Substring) {
    guard let equals = line.firstIndex(of: "="), line.first != "#", line.first != " " else { return }
    let name = line[..<equals].drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let value = line[line.index(after: equals)...].drop { $0 == " " }
    guard !name.isEmpty, !value.contains("$("), variables.count < Self.most else { return }
    variables[String(name)] = String(value)
  }

  /// The lines that targets run, those of their direct prerequisites first; of the first target if none is
  /// named.
  func recipes(of targets: [String]) -> String {
    let wanted = targets.isEmpty ? [first].compactMap { $0 } : targets
    let lines = wanted.flatMap { target in
      (needs[target] ?? []).flatMap { recipes[$0] ?? [] } + (recipes[target] ?? [])
    }
    return lines.prefix(Self.most).map(plain).joined(separator: "\n")
  }

  /// Variables and lines of recipes beyond this many are passed over.
  private static let most = 500

  private func plain(_ line: String) -> String {
    var text = String(line.drop { $0 == "@" || $0 == "-" || $0 == "+" || $0 == " " })
    guard text.contains("$(") || text.contains("${") else { return text }
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
      text = text.replacing("$(\(name))", with: value).replacing("${\(name)}", with: value)
    }
    return text
  }
}
