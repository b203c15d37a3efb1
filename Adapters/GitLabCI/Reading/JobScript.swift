internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What a job runs.
struct JobScript {
  private(set) var steps: [JobStep] = []
  private let environment: [String: String]

  /// - Parameter job: Where the job's name stands, for steps without a better place.
  init(of settings: JobSettings, _ tags: JobTags, at job: SourcePosition) {
    environment = Self.environment(of: settings, tags)
    if settings.isMeasured {
      steps.append(
        JobStep(index: 0, position: job, work: .use(PackagedStep(name: "inframind/measure", version: ""))))
    }
    let before = Self.script(settings.effective("before_script"), settings, at: job)
    let main = Self.script(settings.own("script"), settings, at: job)
    // Both run in one shell, so a folder or a variable that the first sets holds in the second.
    if let before, let main, before.lines.changesShell {
      add(before.lines.text + "\n" + main.lines.text, at: main.position)
    } else {
      for script in [before, main] { if let script { add(script.lines.text, at: script.position) } }
    }
    addSteps(settings)
    if let after = Self.script(settings.effective("after_script"), settings, at: job) {
      add(after.lines.text, at: after.position)
    }
  }

  private mutating func add(_ text: String, at position: SourcePosition, name: String? = nil) {
    guard !text.isEmpty else { return }
    steps.append(
      JobStep(
        index: steps.count, position: position, name: name, work: .run(script: text),
        environment: environment))
  }

  private static func script(_ found: ConfigNode.Found, _ settings: JobSettings, at job: SourcePosition)
    -> (lines: ScriptLines, position: SourcePosition)?
  {
    guard case .value(let node) = found, let lines = settings.pipeline.script(of: node) else { return nil }
    return (lines, node.place ?? job)
  }

  /// The texts of lines, as many as a file can hold: only references and aliases make them more.
  static func texts(of lines: [ConfigLayer]) -> [String] {
    var allowance = ReadingAllowance(bytes: 16 << 20)
    var texts: [String] = []
    for case let text? in lines.lazy.map(\.text) {
      guard allowance.take(text.utf8.count) else { break }
      texts.append(text)
    }
    return texts
  }

  /// Adds the scripts of `run`, GitLab's newer list of steps.
  private mutating func addSteps(_ settings: JobSettings) {
    guard case .value(let node) = settings.own("run") else { return }
    for item in settings.pipeline.members(of: node).known {
      guard item.isMapping, let script = item.child("script") else { continue }
      let text = Self.texts(of: script.listed).joined(separator: "\n")
      add(text, at: item.place, name: item.child("name")?.text)
    }
  }

  /// The job's variables, without those that only choose its runner.
  private static func environment(of settings: JobSettings, _ tags: JobTags) -> [String: String] {
    var texts = settings.variables.texts
    for name in settings.variables(onlyIn: tags) { texts[name] = nil }
    return texts
  }
}
