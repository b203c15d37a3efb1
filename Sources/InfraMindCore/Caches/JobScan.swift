/// A job seen through the eyes of the profiles: its commands, its packaged steps, its caches, its files.
struct JobScan: Sendable {
  /// The job.
  let definition: JobDefinition
  /// The checkout.
  let repository: any RepositoryFiles
  /// Simple commands by the place of their step.
  let commands: [(place: Int, command: ShellCommand)]
  /// Packaged steps by place.
  let packaged: [(place: Int, step: PackagedStep)]
  /// Steps that keep folders which they are told.
  let folderCaches: [FolderCache]
  /// Where the repository is checked out.
  let checkout: Checkout

  /// Reads a job.
  ///
  /// - Parameter scripts: Scripts that other jobs may share with this one.
  init(_ definition: JobDefinition, in repository: any RepositoryFiles, _ scripts: ShellScripts) {
    self.definition = definition
    self.repository = repository
    checkout = definition.checkout == .platform ? .byPlatform : Checkout(definition.steps)
    var commands: [(place: Int, command: ShellCommand)] = []
    var packaged: [(place: Int, step: PackagedStep)] = []
    for (place, step) in definition.steps.enumerated() {
      if case .use(let use) = step.work { packaged.append((place, use)) }
      guard let script = Self.script(of: step) else { continue }
      let directory = checkout.repositoryFolder(step.workingDirectory)
      let read = ShellCommands(scripts.script(script), in: directory, environment: step.environment)
      for command in read.all {
        commands.append((place, command))
        guard let called = CalledScript(command, in: repository) else { continue }
        commands += called.commands(environment: step.environment).map { (place, $0) }
      }
    }
    self.commands = commands
    self.packaged = packaged
    let kept = packaged.compactMap {
      FolderCache($0.step, at: $0.place, environment: definition.steps[$0.place].environment)
    }
    folderCaches =
      kept
      + definition.caches.filter { !$0.isSwitchedOff }.map {
        FolderCache($0, environment: definition.steps.first?.environment ?? [:])
      }
  }

  /// Packaged steps that run a command given as an input, and the input's name.
  private static let runners = [
    "nick-fields/retry": "command", "nick-invision/retry": "command", "wandalen/wretry.action": "command",
    "reactivecircus/android-emulator-runner": "script", "coactions/setup-xvfb": "run",
    "gabrielbb/xvfb-action": "run", "nev7n/wait_for_response": "command", "actions-rs/cargo": "command",
  ]

  private static func script(of step: JobStep) -> String? {
    switch step.work {
    case .run(let script): return script
    case .other: return nil
    case .use(let packaged):
      guard let input = runners[packaged.name], let text = packaged.inputs[input] else { return nil }
      guard packaged.name == "actions-rs/cargo" else { return text }
      return "cargo \(text) \(packaged.inputs["args"] ?? "")"
    }
  }

  /// The step at a place.
  func step(_ place: Int) -> JobStep { definition.steps[place] }

  /// The last packaged step of some names before a place.
  func lastStep(named names: [String], before place: Int) -> (place: Int, step: PackagedStep)? {
    packaged.last { $0.place < place && names.contains($0.step.name) }
  }

  /// Axes of the matrix that a text names, as `matrix.<axis>` or as variables, in order, each once.
  func axes(in text: String) -> [String] {
    let named = Self.axes(in: text)
    guard definition.checkout == .platform || definition.cacheReach != .machine else { return named }
    let axes = definition.rows.first?.matrix.keys.sorted() ?? []
    let variables = axes.filter { axis in
      ["$\(axis)", "${\(axis)}", "parameters.\(axis) ", "parameters.\(axis)>"].contains { text.contains($0) }
    }
    return (named + variables).uniqued
  }

  private static func axes(in text: String) -> [String] {
    var found: [String] = []
    for piece in text.split(separator: "matrix.").dropFirst() {
      let axis = String(piece.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." })
      if !axis.isEmpty, !found.contains(axis) { found.append(axis) }
    }
    return found
  }
}

/// Where a job's steps find the repository.
struct Checkout: Hashable, Sendable {
  /// Place of the step that brings the files; `nil` if none does.
  var place: Int?
  /// Folder of the workspace that the repository is put in; empty for the workspace itself.
  var folder = ""
  /// Whether only another repository's files are brought.
  var isForeign = false

  /// The files are there before the first step.
  static let byPlatform = Checkout(place: -1)

  private init(place: Int) { self.place = place }

  /// Looks for the step that brings the files.
  init(_ steps: [JobStep]) {
    for (index, step) in steps.enumerated() {
      guard let foreign = Self.bringsFiles(step) else { continue }
      if place == nil || isForeign && !foreign {
        place = index
        isForeign = foreign
        folder = foreign ? "" : Self.folder(of: step)
      }
    }
  }

  /// Whether a step brings files, and if so whether of another repository.
  private static func bringsFiles(_ step: JobStep) -> Bool? {
    switch step.work {
    case .other: return nil
    case .run(let script):
      return script.containsBytes(of: "git clone") || script.containsBytes(of: "git fetch")
        || script.containsBytes(of: "git init") || script.containsBytes(of: "gh repo clone")
        ? false : nil
    case .use(let packaged):
      guard packaged.name.containsBytes(of: "checkout") else { return nil }
      guard packaged.name == "actions/checkout", let other = packaged.inputs["repository"] else {
        return false
      }
      return !other.containsBytes(of: "github.repository") && !other.containsBytes(of: "head.repo")
        && !other.containsBytes(of: "inputs.")
    }
  }

  private static func folder(of step: JobStep) -> String {
    guard case .use(let packaged) = step.work, packaged.name == "actions/checkout" else { return "" }
    return packaged.inputs["path"].flatMap { RepositoryPath.joining("", $0) } ?? ""
  }

  /// A folder of the workspace as a folder of the repository.
  func repositoryFolder(_ workspaceFolder: String?) -> String? {
    guard let workspaceFolder, !folder.isEmpty else { return workspaceFolder }
    if workspaceFolder == folder { return "" }
    if workspaceFolder.hasPrefix(folder + "/") { return String(workspaceFolder.dropFirst(folder.count + 1)) }
    return workspaceFolder
  }
}

/// A step or key that keeps folders which it is told, such as `actions/cache`.
struct FolderCache: Hashable, Sendable {
  /// Place of the step.
  var place: Int
  /// What it is called in a sentence.
  var name: String
  /// What it keeps, normalised: `~` for home, `/` between parts.
  var paths: [String]
  /// Its key, as written.
  var key: String
  /// Whether a path is computed, so that only the key tells.
  var isComputed: Bool
  /// Tools that it serves whatever its paths.
  var tools: Set<CacheTool> = []

  /// Takes over a cache that the platform's own keys declare.
  init(_ cache: DeclaredCache, environment: [String: String]) {
    place = cache.step
    name = cache.name
    paths = Self.normalised(Self.filled(cache.paths.joined(separator: "\n"), from: environment))
    key = cache.key.lowercasedASCII
    isComputed = paths.contains { $0.utf8.contains(UInt8(ascii: "$")) }
    tools = cache.tools
  }

  /// Reads a step; `nil` if it keeps no folders or only saves.
  init?(_ step: PackagedStep, at place: Int, environment: [String: String] = [:]) {
    guard step.name.containsBytes(of: "cache"), !step.name.hasSuffix("/save") else { return nil }
    let lists = ["path", "paths", "cache"].compactMap { step.inputs[$0] }
    guard !lists.isEmpty, step.inputs["path"] != nil || step.name.hasPrefix("namespacelabs/") else {
      return nil
    }
    self.place = place
    name = step.name
    paths = Self.normalised(Self.filled(lists.joined(separator: "\n"), from: environment))
    key = (step.inputs["key"] ?? "").lowercasedASCII
    isComputed = paths.contains { $0.utf8.contains(UInt8(ascii: "$")) }
  }

  /// A text with `${{ env.NAME }}` replaced where the name's value is in the files.
  private static func filled(_ text: String, from environment: [String: String]) -> String {
    guard text.containsBytes(of: "env.") else { return text }
    return environment.reduce(text) { text, variable in
      text.replacing("${{ env.\(variable.key) }}", with: variable.value)
        .replacing("${{env.\(variable.key)}}", with: variable.value)
    }
  }

  /// The paths of a list, one on each line, without those that exclude something.
  private static func normalised(_ list: String) -> [String] {
    list.utf8.split { (0x0A...0x0D).contains($0) }.compactMap { line in
      var path = line.drop { $0 == 0x20 || $0 == 0x09 }
      while let last = path.last, last == 0x20 || last == 0x09 || last == UInt8(ascii: "/") {
        path.removeLast()
      }
      guard let first = path.first, first != UInt8(ascii: "!") else { return nil }
      let bytes = path.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
      return String(decoding: bytes, as: UTF8.self).lowercasedASCII
    }
  }
}
