internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// What holds for a job: its own keys, those that it extends, the defaults.
struct JobSettings {
  let name: String
  let pipeline: Pipeline
  /// The job with all that it extends.
  let job: ConfigNode
  private let keys: KeyIndex
  private let inherit: ConfigNode?
  /// The job's variables and those that it inherits.
  private(set) var variables = JobVariables()

  /// How many variables it takes to hold the job's, where these are not the pipeline's own.
  var countOfOwnVariables: Int {
    own("variables").isAbsent && inherit == nil ? 0 : variables.values.count
  }

  init(of name: String, in pipeline: Pipeline) throws(Pipeline.ExtendsFailure) {
    self.name = name
    self.pipeline = pipeline
    job = try pipeline.job(name)
    keys = job.index
    inherit = keys["inherit"].value
    variables = readVariables()
  }

  /// The value of a key without the defaults.
  func own(_ key: String) -> ConfigNode.Found { pipeline.settled(keys[key]) }

  /// The value of a key, by default that of all jobs.
  ///
  /// Whether `null` brings the default back, nobody could verify: where there is a default, the value is not
  /// known.
  func effective(_ key: String) -> ConfigNode.Found {
    switch own(key) {
    case .value(let node): return .value(node)
    case .outside(let view): return .outside(view)
    case .absent: return standard(key)
    case .null(let layer):
      guard case .absent = standard(key) else {
        return .outside(OutsideView(what: "what `\(key): null` makes of the default", position: layer.place))
      }
      return .absent
    }
  }

  /// The default of a key, as far as the job inherits it.
  func standard(_ key: String) -> ConfigNode.Found {
    inherits("default", key) ? pipeline.standard(key) : .absent
  }

  private func inherits(_ kind: String, _ key: String) -> Bool {
    guard let rule = inherit?.child(kind).value?.top else { return true }
    if rule.isSequence { return rule.items.contains { $0.text == key } }
    return rule.resolved.node.scalar != .bool(false)
  }

  private func readVariables() -> JobVariables {
    var variables = pipeline.variables
    if inherit?.child("variables").isAbsent == false {
      variables.keep { inherits("variables", $0) }
    }
    if case .value(let node) = own("variables") {
      variables.add(node, in: pipeline)
    }
    if let rules = own("rules").value { variables.addChanging(rules, in: pipeline) }
    return variables
  }

  /// The image that the job's container has, as written.
  var image: String? {
    guard case .value(let node) = effective("image") else { return nil }
    let name = node.isMapping ? node.child("name").value?.text : node.text
    return name.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The jobs that it waits for.
  var needs: [String] {
    guard case .value(let node) = own("needs") else { return [] }
    return pipeline.members(of: node).known.compactMap { item in
      item.isMapping ? item.child("job")?.text : item.text
    }
  }
}

/// Variables that the files give a job.
struct JobVariables {
  /// Where a variable's value is written.
  struct Value {
    var text: String
    var layer: ConfigLayer
    /// Whether `$` in it means another variable.
    var expands = true
  }

  /// By name.
  private(set) var values: [String: Value] = [:]
  /// Those that rules may set to something else.
  var changing: Set<String> = []
  /// What out of view may set more of them.
  var outside: OutsideView?

  /// The texts by name.
  var texts: [String: String] { sharedTexts ?? values.mapValues(\.text) }
  private var sharedTexts: [String: String]?

  /// Whether the runner brings the repository's files.
  var bringsFiles: Bool {
    let strategy = values["GIT_STRATEGY"]?.text ?? ""
    return strategy != "none" && strategy != "empty"
  }

  /// Leaves out the variables that a job does not inherit.
  mutating func keep(where isWanted: (String) -> Bool) {
    values = values.filter { isWanted($0.key) }
    sharedTexts = nil
  }

  /// Makes all jobs that have these variables and no others share one copy of the texts.
  mutating func shareTexts() { sharedTexts = texts }

  /// Takes note of the variables that rules set.
  mutating func addChanging(_ rules: ConfigNode, in pipeline: Pipeline) {
    for rule in pipeline.members(of: rules).known {
      guard let variables = rule.child("variables") else { continue }
      changing.formUnion(ConfigNode(variables).keys)
    }
  }

  mutating func add(_ node: ConfigNode, in pipeline: Pipeline) {
    if outside == nil { outside = node.outside }
    guard node.layers.count == 1, let mapping = node.top?.resolved else {
      for (key, layers) in node.index.known { add(ConfigNode(layers), for: key, in: pipeline) }
      return
    }
    for entry in mapping.node.effectiveEntries {
      let value = ConfigLayer(entry.value, in: mapping.file)
      if !value.isNull { add(ConfigNode(value), for: entry.key.resolved.text, in: pipeline) }
    }
  }

  private mutating func add(_ node: ConfigNode, for key: String, in pipeline: Pipeline) {
    guard case .value(let value) = pipeline.settled(.value(node)), let top = value.top else { return }
    sharedTexts = nil
    if value.isMapping {
      guard let inner = value.child("value").value, let layer = inner.top, let text = layer.valueText else {
        return
      }
      let isRaw = value.child("expand").value?.top?.resolved.node.scalar == .bool(false)
      values[key] = Value(text: text, layer: layer, expands: !isRaw)
    } else if let text = top.valueText {
      values[key] = Value(text: text, layer: top)
    }
  }
}

/// How long GitLab lets a job run, in people's words such as `1h 30m`.
enum TimeoutText {
  private static let units: [(names: [String], seconds: Int)] = [
    (["s", "sec", "secs", "second", "seconds"], 1), (["m", "min", "mins", "minute", "minutes"], 60),
    (["h", "hr", "hrs", "hour", "hours"], 3_600), (["d", "day", "days"], 86_400),
    (["w", "week", "weeks"], 604_800),
  ]

  /// The duration; `nil` if the words are none.
  static func duration(_ text: String) -> Duration? {
    var seconds = 0
    var number = ""
    var word = ""
    var isFound = false
    for character in text.lowercased() + " " {
      if character.isASCII, character.isNumber {
        guard word.isEmpty || take(&number, &word, into: &seconds) else { return nil }
        number.append(character)
        isFound = true
        guard number.count <= 7 else { return nil }
      } else if character.isLetter {
        word.append(character)
      } else if !word.isEmpty {
        if word == "and" { word = "" } else if !take(&number, &word, into: &seconds) { return nil }
      }
    }
    if !number.isEmpty { seconds += Int(number) ?? 0 }
    return isFound && seconds > 0 ? .seconds(seconds) : nil
  }

  private static func take(_ number: inout String, _ word: inout String, into seconds: inout Int) -> Bool {
    guard let count = Int(number), let unit = units.first(where: { $0.names.contains(word) }) else {
      return false
    }
    seconds += count * unit.seconds
    number = ""
    word = ""
    return true
  }
}
