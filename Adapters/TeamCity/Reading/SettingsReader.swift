internal import AdapterKit
internal import InfraMindCore

/// Versioned settings of classic build configurations.
enum SettingsFile {
  /// Whether a path is that of Kotlin settings.
  static func isKotlin(_ path: String) -> Bool { path.hasSuffix(".kts") || path.hasSuffix(".kt") }

  /// Whether a path is that of XML settings.
  static func isXML(_ path: String) -> Bool { path.hasSuffix(".xml") }

  /// XML settings are written by the server; nobody should edit them.
  static func xmlNote(_ file: String) -> PipelineProblem {
    let message =
      "XML settings are written by the server and not looked into: on the web pages, add the build feature "
      + "'Maven dependency cache' or 'Gradle dependency cache' to build configurations that use these runners, and "
      + "choose the agent's size under Agent Requirements"
    return .at(nil, in: file, .note, "xml-settings", message)
  }
}

/// Reads build types that Kotlin settings write out as objects: `object Build : BuildType({ … })`.
///
/// Kotlin is code: what it computes is not known here, and nothing is guessed.
struct SettingsReader {
  private let code: KotlinCode
  private let file: String
  private let repository: String

  init(_ source: [UInt8], file: String, repository: String) {
    code = KotlinCode(source)
    self.file = file
    self.repository = repository
  }

  /// The runners of a build type's steps, such as `gradle` or `script`, in their order.
  func runners(of job: String) -> [String] {
    for place in code.tokens.indices where code.tokens[place].word == "object" {
      guard let (name, body) = buildType(at: place) else { continue }
      let reader = BuildTypeReader(code: code, block: code.block(body), body: body, file: file)
      if (reader.identifier ?? name) == job { return reader.stepCalls.map(\.name) }
    }
    return []
  }

  func read(into readout: inout PipelineReadout) {
    var ids: [String: String] = [:]
    var jobs: [JobDefinition] = []
    var seen: Set<String> = []
    for place in code.tokens.indices where code.tokens[place].word == "object" {
      guard let (name, body) = buildType(at: place) else { continue }
      let reader = BuildTypeReader(code: code, block: code.block(body), body: body, file: file)
      guard !reader.isComposite else { continue }
      let job = reader.definition(
        object: name, at: position(of: place + 1), repository: repository)
      ids[name] = job.key.job
      if seen.insert(job.key.job).inserted { jobs.append(job) }
    }
    guard !jobs.isEmpty else { return }
    readout.jobs += jobs.map { job in
      var job = job
      job.needs = job.needs.map { ids[$0] ?? $0 }
      return job
    }
    let message =
      "Kotlin settings are code, which is not edited: suggestions for their build types say what to write and where"
    readout.problems.append(.at(nil, in: file, .note, "kotlin-settings", message))
  }

  private func position(of place: Int) -> SourcePosition {
    let token = code.tokens[place]
    return SourcePosition(file: file, line: token.line, column: token.column)
  }

  /// The name and the statements of a build type.
  private func buildType(at place: Int) -> (name: String, body: Range<Int>)? {
    guard let name = code.token(place + 1)?.word, code.isSign(":", at: place + 2),
      code.token(place + 3)?.word == "BuildType", code.isSign("(", at: place + 4),
      let arguments = code.inside(place + 4)
    else { return nil }
    if code.isSign("{", at: place + 5) { return code.inside(place + 5).map { (name, $0) } }
    let end = arguments.upperBound + 1
    guard code.isSign("{", at: end), let body = code.inside(end) else { return nil }
    return (name, code.block(body).bodies("init").first ?? body)
  }
}

/// Reads the statements of one build type.
struct BuildTypeReader {
  let code: KotlinCode
  let block: KotlinBlock
  let body: Range<Int>
  let file: String

  /// Whether it only sums up others, without an agent.
  var isComposite: Bool { kind == "COMPOSITE" }

  func definition(object: String, at position: SourcePosition, repository: String) -> JobDefinition {
    let id = identifier ?? object
    let name = text("name", in: block) ?? id
    let machine = machine(position)
    let row = JobRow(matrix: [:], variant: JobVariant(), name: name, runner: machine)
    let (steps, container) = steps()
    let key = JobKey(platform: TeamCity.platform, repository: repository, pipeline: file, job: id)
    var job = JobDefinition(
      key: key, name: name, position: position, rows: [row], steps: steps, container: container, needs: needs)
    job.checkout = block.calls.contains { $0.name == "vcs" && $0.body != nil } ? .platform : .steps
    job.cacheReach = .workspace
    job.cachesHaveKeys = false
    job.caches = caches
    if kind == "DEPLOYMENT" {
      job.traits.insert(.release)
      job.signs[.release] = TraitSign("the build configuration is a deployment", at: position)
    } else if let sign = ReleaseName.sign(name, at: position) {
      job.traits.insert(.release)
      job.signs[.release] = sign
    }
    return job
  }

  // MARK: - Values

  private func text(_ name: String, in block: KotlinBlock) -> String? {
    guard let text = block.values[name].flatMap({ code.token($0)?.plainText }), !text.isEmpty else {
      return nil
    }
    return text
  }

  /// The text that a step's script has, with what Kotlin fills in as it is written.
  private func script(_ name: String, in block: KotlinBlock) -> String? {
    guard case .text(let text, _) = block.values[name].flatMap({ code.token($0) })?.kind, !text.isEmpty else {
      return nil
    }
    return text
  }

  var identifier: String? {
    let call = block.calls.first { $0.name == "id" }
    return call?.arguments.flatMap { code.token($0.lowerBound)?.plainText }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The last word of `type = BuildTypeSettings.Type.DEPLOYMENT`.
  private var kind: String? {
    guard let start = block.values["type"] else { return nil }
    var place = start
    while code.isSign(".", at: place + 1), place + 2 < body.upperBound { place += 2 }
    return code.token(place)?.word
  }

  private var usesTemplate: Bool { block.calls.contains { $0.name == "templates" } }

  private var needs: [String] {
    block.bodies("dependencies").flatMap { code.block($0).calls }
      .filter { $0.name == "snapshot" || $0.name == "dependency" }
      .compactMap { $0.arguments.flatMap { code.token($0.lowerBound)?.word } }.uniqued
  }

  // MARK: - Machine

  private func machine(_ position: SourcePosition) -> RunnerRequest {
    let calls = block.bodies("requirements").flatMap { code.block($0).calls }
    guard !usesTemplate else {
      return .unresolved("templates", reason: "a template may require more of the agent", position)
    }
    guard let first = calls.first else { return .platformDefault(position) }
    let place = self.position(of: first.place)
    guard calls.count == 1, let arguments = first.arguments,
      ["equals", "startsWith", "endsWith"].contains(first.name),
      code.token(arguments.lowerBound)?.plainText == "cloud.amazon.agent-name-prefix",
      let name = code.token(arguments.lowerBound + 2)?.plainText, arguments.count == 3,
      name.first?.isLetter == true, !name.contains("%"), !name.contains(where: \.isWhitespace)
    else {
      return .unresolved(
        "requirements", reason: "its requirements are no literal name of a hosted agent", place)
    }
    return .labels([name], self.position(of: arguments.lowerBound + 2))
  }

  // MARK: - Caches

  private var caches: [DeclaredCache] {
    var caches = block.bodies("features").flatMap { code.block($0).calls }.compactMap(cache)
    if usesTemplate {
      let place = position(of: body.lowerBound)
      caches.append(
        DeclaredCache(position: place, paths: [], name: "a template's cache", isOutsideView: true))
    }
    return caches
  }

  private static let caches: [String: CacheTool] = [
    "mavenCache": .maven, "gradleCache": .gradle, "nugetCache": .nuget,
  ]

  private func cache(_ call: KotlinCall) -> DeclaredCache? {
    let place = position(of: call.place)
    if let tool = Self.caches[call.name] {
      return DeclaredCache(position: place, paths: [], tools: [tool], name: "the feature `\(call.name)`")
    }
    let type = call.body.map { code.block($0) }.flatMap { text("type", in: $0) } ?? ""
    guard call.name.lowercased().contains("cache") || type.lowercased().contains("cache") else { return nil }
    return DeclaredCache(
      position: place, paths: [], name: "the feature `\(call.name)`", isOutsideView: true)
  }

  // MARK: - Steps

  var stepCalls: [KotlinCall] { block.bodies("steps").flatMap { code.block($0).calls } }

  private func steps() -> (steps: [JobStep], container: String?) {
    var steps: [JobStep] = []
    var images: Set<String?> = []
    for call in stepCalls {
      let keys = call.body.map { code.block($0) } ?? KotlinBlock()
      let directory = text("workingDir", in: keys)
      let isConditional = keys.calls.contains { $0.name == "conditions" }
      steps.append(
        JobStep(
          index: steps.count, position: position(of: call.place), name: text("name", in: keys),
          work: work(call.name, keys).map { .run(script: $0) } ?? .other,
          workingDirectory: keys.values["workingDir"] == nil
            ? "" : directory.flatMap { RepositoryPath.joining("", $0) },
          condition: isConditional ? "conditions" : nil, runsAlways: !isConditional))
      images.insert(text("dockerImage", in: keys))
    }
    return (steps, images.count == 1 ? images.first ?? nil : nil)
  }

  /// The commands of a step; `nil` if they cannot be known.
  private func work(_ runner: String, _ keys: KotlinBlock) -> String? {
    switch runner {
    case "script": return script("scriptContent", in: keys)
    case "nodeJS": return script("shellScript", in: keys)
    case "maven":
      let file = text("pomLocation", in: keys).map { " -f \($0)" } ?? ""
      return text("goals", in: keys).map { "mvn\(file) \($0)" }
    case "gradle":
      let isBare = keys.values["useGradleWrapper"].flatMap { code.token($0)?.word } == "false"
      return text("tasks", in: keys).map { (isBare ? "gradle " : "./gradlew ") + $0 }
    case "dotnetBuild", "dotnetTest", "dotnetRestore", "dotnetPublish", "dotnetPack":
      return "dotnet \(runner.dropFirst("dotnet".count).lowercased())"
    default: return nil
    }
  }

  private func position(of place: Int) -> SourcePosition {
    let token = code.token(place) ?? KotlinToken(kind: .sign(0), line: 1, column: 1)
    return SourcePosition(file: file, line: token.line, column: token.column)
  }
}
