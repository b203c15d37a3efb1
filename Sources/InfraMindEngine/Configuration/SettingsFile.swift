internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Reads `.inframind.yml`, and says everything that is wrong with it at once.
package struct SettingsFile {
  /// What the file says.
  package let settings: Settings
  /// Everything that is wrong, from top to bottom; the settings count only if there is nothing.
  package let errors: [EngineError]

  /// Where the settings of a folder are, or for a file those of the current folder; `nil` if there are none.
  package static func usualPlace(beside path: String) -> String? {
    let folder = LocalDisk.isFolder(path) && path != "." ? path + "/" : ""
    return Settings.fileNames.map { folder + $0 }.first { LocalDisk.statusFollowingLinks(of: $0) != nil }
  }

  /// The settings of a file, as a user would write its path; the defaults without one.
  ///
  /// - Throws: Why it cannot be read, or the first thing that is wrong with it.
  package static func settings(_ path: String?) throws(EngineError) -> Settings {
    guard let path else { return Settings() }
    let file = SettingsFile(try LocalDisk.contents(ofFileOrPipe: path, limit: 1_048_576), file: path)
    if let error = file.errors.first { throw error }
    return file.settings
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - contents: Its bytes.
  ///   - file: Its name for messages.
  package init(_ contents: [UInt8], file: String) {
    var reader = SettingsReader(file: file)
    settings = reader.settings(from: YAMLStream(reading: contents, file: file))
    errors = reader.errors.sorted {
      ($0.position?.line ?? 0, $0.position?.column ?? 0) < ($1.position?.line ?? 0, $1.position?.column ?? 0)
    }
  }
}

/// Turns the nodes of a settings file into values; collects errors as it goes.
struct SettingsReader {
  let file: String
  private(set) var errors: [EngineError] = []

  init(file: String) { self.file = file }

  mutating func settings(from stream: YAMLStream) -> Settings {
    var settings = Settings()
    if let problem = stream.problem { return fail(problem, settings) }
    for warning in stream.warnings { errors.append(error(warning)) }
    if stream.documents.count > 1 {
      fail(at: stream.documents[1].root, "A settings file is one document, without `---`.")
    }
    guard let root = stream.documents.first?.root, !root.isEmpty else { return settings }

    let parts = entries(
      of: root, named: "the file",
      known: [
        "version", "visibility", "history", "ignore", "runners", "prices", "rates", "waiting", "limits",
        "allow", "cache-store", "inject", "report",
      ])
    if let version = parts["version"], version.scalar != .int(1) {
      fail(at: version, "This program reads version 1 of the settings; write `version: 1`.")
    }
    settings.visibility = parts["visibility"].flatMap {
      word($0, "visibility", ["public", "private", "internal"])
    }
    .flatMap(RepositoryVisibility.init(rawValue:))
    settings.historyPath = parts["history"].flatMap { historyPath($0) }
    if let node = parts["ignore"] { settings.ignored = ignoreRules(node) }
    if let node = parts["runners"] { settings.runners = list(node, "runners").compactMap { runner($0) } }
    if let node = parts["prices"] { settings.prices = prices(node) }
    if let node = parts["cache-store"] { settings.cacheStore = cacheStore(node) }
    if let node = parts["inject"] { settings.injects = truth(node) ?? true }
    if let node = parts["report"] { settings.reports = truth(node) ?? true }
    if let node = parts["rates"] { settings.rates = rates(node) }
    if let node = parts["waiting"] { readWaiting(node, into: &settings.preferences) }
    if let node = parts["limits"] { readLimits(node, into: &settings.preferences) }
    if let node = parts["allow"] {
      let allowed = entries(of: node, named: "allow", known: ["third-party-steps", "signed-files"])
      settings.allowsThirdPartySteps = allowed["third-party-steps"].flatMap { truth($0) } ?? false
      settings.editsSignedFiles = allowed["signed-files"].flatMap { truth($0) } ?? false
    }
    return settings
  }
}

// MARK: - Parts

extension SettingsReader {
  private mutating func historyPath(_ node: YAMLNode) -> String? {
    guard let path = text(node, "history") else { return nil }
    if let inside = Checkout.normalized(path) { return inside }
    fail(at: node, "`history` is a path within the repository, such as `.inframind/runs.jsonl`.")
    return nil
  }

  private mutating func ignoreRules(_ node: YAMLNode) -> IgnoreRules {
    let parts = entries(of: node, named: "ignore", known: ["jobs", "kinds", "tools", "suggestions"])
    var rules = IgnoreRules()
    rules.jobs = texts(parts["jobs"], "ignore.jobs").map { JobPattern($0.text) }
    for item in texts(parts["kinds"], "ignore.kinds") {
      guard let kind = word(item.node, "kind", SuggestionKind.allCases.map(\.rawValue)) else { continue }
      if let kind = SuggestionKind(rawValue: kind) { rules.kinds.insert(kind) }
    }
    rules.tools = Set(texts(parts["tools"], "ignore.tools").map { CacheTool(rawValue: $0.text.lowercased()) })
    for item in texts(parts["suggestions"], "ignore.suggestions") {
      guard item.text.count == 12, item.text.allSatisfy(\.isHexDigit) else {
        fail(
          at: item.node, "\(quoted(item.text)) is no suggestion's id: those have twelve hexadecimal digits.")
        continue
      }
      rules.suggestions.insert(SuggestionID(rawValue: item.text.lowercased()))
    }
    return rules
  }

  private mutating func runner(_ node: YAMLNode) -> CustomRunner? {
    let parts = entries(
      of: node, named: "a runner",
      known: [
        "label", "labels", "cpus", "memory", "os", "architecture", "vendor", "pool", "price-per-minute",
        "billing",
        "price-as-of",
      ])
    guard !parts.isEmpty else { return nil }
    let labels = texts(parts["labels"] ?? parts["label"], "labels").map(\.text)
    if labels.isEmpty { fail(at: node, "A runner needs `label`, the word that `runs-on` gets it by.") }
    if parts["label"] != nil, parts["labels"] != nil { fail(at: node, "Write either `label` or `labels`.") }
    if parts["cpus"] == nil { fail(at: node, "A runner needs `cpus`, such as `cpus: 8`.") }
    // Errors make the settings count for nothing, so what stands in for a wrong value is never used.
    let cpus = parts["cpus"].flatMap { number($0, "cpus", in: 0.1...1024) } ?? 1
    var runner = CustomRunner(labels: labels, cpus: cpus)
    if let node = parts["memory"] { runner.memory = memory(node) }
    if let node = parts["price-per-minute"] { runner.perMinute = money(node, "price-per-minute") }
    if let os = parts["os"].flatMap({ word($0, "os", ["linux", "windows", "macos"]) }) { runner.os = os }
    if let node = parts["architecture"], let name = word(node, "architecture", ["x64", "arm64"]) {
      runner.architecture = name
    }
    if let vendor = parts["vendor"].flatMap({ text($0, "vendor") }) { runner.vendor = vendor }
    if let pool = parts["pool"].flatMap({ text($0, "pool") }) { runner.pool = pool }
    if let date = parts["price-as-of"].flatMap({ text($0, "price-as-of") }) { runner.priceAsOf = date }
    if let node = parts["billing"], let rule = word(node, "billing", ["whole-minutes", "seconds"]) {
      runner.billing = rule == "seconds" ? .seconds : .wholeMinutes
    }
    return runner
  }

  private mutating func prices(_ node: YAMLNode) -> [Set<String>: Money] {
    guard node.resolved.kind == .mapping else {
      fail(at: node, "`prices` is a mapping of labels to dollars per minute, such as `ubuntu-24.04: 0.005`.")
      return [:]
    }
    var prices: [Set<String>: Money] = [:]
    for entry in node.resolved.entries {
      let labels = texts(entry.key, "the labels of a price").map(\.text)
      guard !labels.isEmpty else {
        fail(
          at: entry.key, "A price stands behind a label, or behind a list of them: `[docker, large]: 0.006`.")
        continue
      }
      let price = money(entry.value, "price of \(quoted(labels.joined(separator: ", ")))")
      prices[Set(labels.map { $0.lowercased() })] = price
    }
    return prices
  }

  private mutating func cacheStore(_ node: YAMLNode) -> CacheStore? {
    let parts = entries(of: node, named: "cache-store", known: ["folder", "bucket", "region"])
    if let folder = parts["folder"] {
      guard let path = text(folder, "folder") else { return nil }
      if path.hasPrefix("/"), parts["bucket"] == nil { return .folder(path) }
      fail(at: folder, "`folder` is an absolute path on the machines that run the jobs, without a `bucket`.")
      return nil
    }
    guard let bucket = parts["bucket"].flatMap({ text($0, "bucket") }),
      let region = parts["region"].flatMap({ text($0, "region") })
    else {
      fail(at: node, "`cache-store` needs `folder`, or `bucket` and `region`.")
      return nil
    }
    return .bucket(bucket, region: region)
  }

  private mutating func rates(_ node: YAMLNode) -> ResourceRates {
    let parts = entries(of: node, named: "rates", known: ["vcpu-hour", "gib-hour", "credit"])
    return ResourceRates(
      perCPUHour: parts["vcpu-hour"].flatMap { money($0, "vcpu-hour") },
      perGibibyteHour: parts["gib-hour"].flatMap { money($0, "gib-hour") },
      perCredit: parts["credit"].flatMap { money($0, "credit") })
  }

  private mutating func readWaiting(_ node: YAMLNode, into preferences: inout AdvisingPreferences) {
    let parts = entries(of: node, named: "waiting", known: ["dollars-per-minute"])
    guard let value = parts["dollars-per-minute"] else { return }
    preferences.dollarsPerWaitingMinute =
      number(value, "dollars-per-minute", in: 0...1000) ?? preferences.dollarsPerWaitingMinute
  }

  private mutating func readLimits(_ node: YAMLNode, into preferences: inout AdvisingPreferences) {
    let parts = entries(
      of: node, named: "limits", known: ["longest-duration", "dollars-per-run", "cpus", "smallest-gain"])
    preferences.longestDuration = parts["longest-duration"].flatMap { duration($0) }
    preferences.mostDollarsPerRun = parts["dollars-per-run"].flatMap {
      number($0, "dollars-per-run", in: 0...1e6)
    }
    preferences.mostCPUs = parts["cpus"].flatMap { number($0, "cpus", in: 0.1...1024) }
    if let gain = parts["smallest-gain"].flatMap({ fraction($0) }) { preferences.smallestGain = gain }
  }
}

// MARK: - Values

extension SettingsReader {
  /// The entries of a mapping by key; anything else, and keys that nobody knows, are errors.
  private mutating func entries(of node: YAMLNode, named what: String, known: [String]) -> [String: YAMLNode]
  {
    let mapping = node.resolved
    if mapping.kind == .scalar, mapping.isEmpty { return [:] }
    guard mapping.kind == .mapping else {
      fail(at: node, "Here \(what) must be a mapping with keys of: \(known.joined(separator: ", ")).")
      return [:]
    }
    var found: [String: YAMLNode] = [:]
    for entry in mapping.entries {
      let key = entry.key.text
      guard known.contains(key) else {
        let guess = NearestWord.nearest(to: key, among: known)
        let help =
          guess.map { "did you mean \(quoted($0))?" } ?? "known here: \(known.joined(separator: ", "))."
        fail(at: entry.key, "\(quoted(key)) is no key of \(what); \(help)", code: "unknown-key")
        continue
      }
      if entry.isInForce { found[key] = entry.value }
    }
    return found
  }

  private mutating func list(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
    let sequence = node.resolved
    if sequence.kind == .scalar, sequence.isEmpty { return [] }
    guard sequence.kind == .sequence else {
      fail(at: node, "`\(what)` must be a list.")
      return []
    }
    return Array(sequence.items)
  }

  /// A list of texts; one text alone counts as a list of one.
  private mutating func texts(_ node: YAMLNode?, _ what: String) -> [(node: YAMLNode, text: String)] {
    guard let node else { return [] }
    let isSingle = node.resolved.kind == .scalar && !node.resolved.isEmpty
    return (isSingle ? [node] : list(node, what)).compactMap { item in
      text(item, what).map { (item, $0) }
    }
  }

  private mutating func text(_ node: YAMLNode, _ what: String) -> String? {
    let scalar = node.resolved
    guard scalar.kind == .scalar, !scalar.text.isEmpty else {
      fail(at: node, "`\(what)` must be a text.")
      return nil
    }
    return scalar.text
  }

  private mutating func word(_ node: YAMLNode, _ what: String, _ words: [String]) -> String? {
    let text = node.resolved.kind == .scalar ? node.resolved.text : ""
    if words.contains(text.lowercased()) { return text.lowercased() }
    let guess = NearestWord.nearest(to: text, among: words).map { "; did you mean \(quoted($0))?" } ?? "."
    fail(at: node, "`\(what)` is one of \(words.joined(separator: ", "))\(guess)")
    return nil
  }

  private mutating func truth(_ node: YAMLNode) -> Bool? {
    if case .bool(let value)? = node.resolved.scalar { return value }
    fail(at: node, "Write `true` or `false` here.")
    return nil
  }

  private mutating func number(_ node: YAMLNode, _ what: String, in range: ClosedRange<Double>) -> Double? {
    let value: Double? =
      switch node.resolved.scalar {
      case .int(let whole)?: Double(whole)
      case .float(let value)?: value
      default: nil
      }
    if let value, range.contains(value) { return value }
    let bounds = "\(Figures.plain(range.lowerBound)) to \(Figures.plain(range.upperBound))"
    fail(
      at: node,
      "`\(what)` must be a number from \(bounds)."
    )
    return nil
  }

  private mutating func money(_ node: YAMLNode, _ what: String) -> Money? {
    number(node, what, in: 0...1000).flatMap(Money.init(dollars:))
  }

  private mutating func fraction(_ node: YAMLNode) -> Double? {
    let text = node.resolved.text
    if text.hasSuffix("%"), let percent = Double(text.dropLast().trimmed), (0...100).contains(percent) {
      return percent / 100
    }
    return number(node, "smallest-gain", in: 0...1)
  }

  private mutating func memory(_ node: YAMLNode) -> MemorySize? {
    let text = node.resolved.text.trimmed
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(digits.count).trimmed.lowercased()
    let factors = ["": 1.0, "g": 1, "gb": 1, "gib": 1, "m": 1 / 1024.0, "mb": 1 / 1024.0, "mib": 1 / 1024.0]
    guard let amount = Double(digits), let factor = factors[unit], amount > 0, amount * factor <= 65_536
    else {
      fail(at: node, "`memory` is a number of GiB, such as `32 GiB`.")
      return nil
    }
    return MemorySize(gibibytes: amount * factor)
  }

  private mutating func duration(_ node: YAMLNode) -> Duration? {
    if let seconds = DurationText.seconds(in: node.resolved.text) { return .seconds(seconds) }
    fail(at: node, "`longest-duration` is a time such as `90s`, `20m` or `1h30m`.")
    return nil
  }
}

// MARK: - Errors

extension SettingsReader {
  private func quoted(_ text: String) -> String { "`\(Shown.plain(text, atMost: 60))`" }

  private mutating func fail(at node: YAMLNode?, _ message: String, code: String = "bad-configuration") {
    let place = node?.position
    let position = SourcePosition(file: file, line: place?.line ?? 1, column: place?.column ?? 1)
    errors.append(EngineError(code: code, message: message, position: position))
  }

  private mutating func fail(_ problem: YAMLError, _ settings: Settings) -> Settings {
    errors.append(error(problem))
    return settings
  }

  private func error(_ problem: YAMLError) -> EngineError {
    let position = SourcePosition(
      file: file, line: problem.position?.line ?? 1, column: problem.position?.column ?? 1)
    return EngineError(code: problem.code.description, message: problem.message, position: position)
  }
}
