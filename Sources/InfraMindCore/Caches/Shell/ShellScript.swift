internal import Synchronization

/// A script cut into its simple commands, before anything is known of the folders that they run in.
struct ShellScript: Sendable {
  /// A part of a script.
  enum Part: Sendable {
    /// A command; its folder is not known yet.
    case command(ShellCommand, Effect)
    /// `(` in place of a command.
    case open
    /// `)`.
    case close
  }

  /// What a command does to the commands that follow it.
  enum Effect: Sendable {
    case none
    /// They run in the folder that it names.
    case entersFolder
    /// They run in the folder that was left last.
    case leavesFolder
    /// It may be given a script of its own.
    case runsScript

    fileprivate init(of program: String) {
      self = Self.programs[program] ?? .none
    }

    private static let programs: [String: Effect] = [
      "cd": .entersFolder, "chdir": .entersFolder, "Set-Location": .entersFolder, "pushd": .entersFolder,
      "Push-Location": .entersFolder, "popd": .leavesFolder, "Pop-Location": .leavesFolder,
      "bash": .runsScript, "sh": .runsScript, "zsh": .runsScript, "pwsh": .runsScript,
      "powershell": .runsScript, "cmd": .runsScript, "dash": .runsScript,
    ]
  }

  /// The parts in order.
  private(set) var parts: [Part] = []
  /// The scripts inside `$(…)` and backquotes, in order.
  private(set) var inner: [ShellScript] = []

  /// How many levels of `$(…)` and `bash -c` are read.
  static let deepest = 3

  /// Cuts a script.
  ///
  /// - Parameters:
  ///   - text: As written, expressions of the platform included.
  ///   - depth: How many scripts it lies in.
  init(_ text: String, depth: Int = 0) {
    let lexer = ShellLexer(text)
    var words: [String] = []
    for token in lexer.tokens {
      switch token {
      case .word(let word): words.append(word)
      case .separator: finish(&words)
      case .open:
        finish(&words)
        parts.append(.open)
      case .close:
        finish(&words)
        parts.append(.close)
      }
    }
    finish(&words)
    guard depth < Self.deepest else { return }
    inner = lexer.substitutions.map { ShellScript($0, depth: depth + 1) }
  }

  private mutating func finish(_ words: inout [String]) {
    if let command = ShellPrefixes.strip(words[...]) {
      parts.append(.command(command, Effect(of: command.name)))
    }
    words.removeAll(keepingCapacity: true)
  }
}

/// Scripts that were cut lately, by their texts.
///
/// Jobs share scripts by templates, anchors and commands: on some platforms most of what they run is the same text
/// again. What is remembered is bounded.
final class ShellScripts: Sendable {
  /// A text that equals no other: two notations of one character are different scripts.
  private struct Text: Hashable {
    let bytes: String.UTF8View

    static func == (left: Text, right: Text) -> Bool {
      let isSame = left.bytes.withContiguousStorageIfAvailable { left in
        right.bytes.withContiguousStorageIfAvailable { left.hasSameBytes(as: $0) }
      }
      return (isSame ?? nil) ?? left.bytes.elementsEqual(right.bytes)
    }

    func hash(into hasher: inout Hasher) {
      let isHashed: Void? = bytes.withContiguousStorageIfAvailable { hasher.combine(bytes: .init($0)) }
      if isHashed == nil { bytes.forEach { hasher.combine($0) } }
    }
  }

  private struct Known {
    var scripts: [Text: ShellScript] = [:]
    var bytes = 0
  }

  private let known = Mutex(Known())

  /// Bytes of text after which all is forgotten; the commands take some ten times as many.
  private static let most = 256 * 1024

  /// A script.
  func script(_ text: String) -> ShellScript {
    let key = Text(bytes: text.utf8)
    if let script = known.withLock({ $0.scripts[key] }) { return script }
    let script = ShellScript(text)
    guard key.bytes.count < Self.most else { return script }
    known.withLock { known in
      if known.bytes > Self.most { known = Known() }
      known.bytes += key.bytes.count
      known.scripts[key] = script
    }
    return script
  }
}
