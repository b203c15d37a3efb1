internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job runs.
struct JobScript {
  private(set) var steps: [JobStep] = []
  private let environment: [String: String]

  /// - Parameter job: Where the job's name stands, for steps without a better place.
  init(of settings: JobSettings, at job: SourcePosition) {
    environment = Self.environment(of: settings)
    let before = Self.part(settings.effective("before_script"), settings, at: job)
    let main = Self.part(settings.own("script"), settings, at: job)
    // Both run in one shell, so a folder or a variable that the first sets holds in the second.
    if let before, let main, before.changesShell {
      add(Part(text: before.text + "\n" + main.text, position: main.position))
    } else {
      for part in [before, main] { if let part { add(part) } }
    }
    for part in Self.runSteps(settings) { add(part) }
    if let after = Self.part(settings.effective("after_script"), settings, at: job) { add(after) }
  }

  private struct Part {
    var text: String
    var position: SourcePosition
    var name: String?

    /// Whether lines change what later lines run in.
    var changesShell: Bool {
      text.split(whereSeparator: { $0.isNewline || $0 == "&" || $0 == ";" }).contains { line in
        ["cd", "export", "pushd", "source", "."].contains(line.split(separator: " ").first ?? "")
      }
    }
  }

  private mutating func add(_ part: Part) {
    guard !part.text.isEmpty else { return }
    steps.append(
      JobStep(
        index: steps.count, position: part.position, name: part.name, work: .run(script: part.text),
        environment: environment))
  }

  private static func part(_ found: ConfigNode.Found, _ settings: JobSettings, at job: SourcePosition)
    -> Part?
  {
    guard case .value(let node) = found else { return nil }
    let texts = Self.texts(of: settings.pipeline.members(of: node).known)
    guard !texts.isEmpty else { return nil }
    return Part(text: texts.joined(separator: "\n"), position: node.place ?? job)
  }

  /// The texts of lines, as many as a file can hold: only references and aliases make them more.
  private static func texts(of lines: [ConfigLayer]) -> [String] {
    var allowance = ReadingAllowance(bytes: 16 << 20)
    var texts: [String] = []
    for case let text? in lines.lazy.map(\.text) {
      guard allowance.take(text.utf8.count) else { break }
      texts.append(text)
    }
    return texts
  }

  /// The scripts of `run`, GitLab's newer list of steps.
  private static func runSteps(_ settings: JobSettings) -> [Part] {
    guard case .value(let node) = settings.own("run") else { return [] }
    return settings.pipeline.members(of: node).known.compactMap { item in
      guard item.isMapping, let script = item.child("script") else { return nil }
      let text = Self.texts(of: script.listed).joined(separator: "\n")
      return Part(text: text, position: item.place, name: item.child("name")?.text)
    }
  }

  /// The job's variables, without those that only choose its runner.
  private static func environment(of settings: JobSettings) -> [String: String] {
    let ofTags = settings.tagVariables
    return settings.variables.texts.filter { !ofTags.contains($0.key) }
  }
}
