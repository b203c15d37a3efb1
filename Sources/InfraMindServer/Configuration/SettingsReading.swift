internal import AdapterKit
internal import InfraMindCore
internal import InfraMindEngine

/// Reads settings from several sources, the first that has one winning; collects what is wrong as it goes.
struct SettingsReading {
  private let sources: [SettingSource]
  /// Reads the files that settings name.
  private let contents: (String) throws(EngineError) -> [UInt8]
  private(set) var problems: [ConfigurationProblem]
  /// The names that were asked for.
  private(set) var asked: Set<String> = []

  init(_ sources: [SettingSource], contents: @escaping (String) throws(EngineError) -> [UInt8]) {
    self.sources = sources
    self.contents = contents
    problems = sources.flatMap(\.problems)
  }

  /// Where a setting is set, and its text; `nil` if nowhere.
  func find(_ key: String) -> (place: String, text: String)? {
    for source in sources {
      if let text = source.text(of: key) { return (source.place(of: key), text) }
    }
    return nil
  }

  /// The value of a setting. A wrong one is a problem, and the fallback stands in for it.
  mutating func value<Value>(_ setting: Setting<Value>) -> Value {
    asked.insert(setting.key)
    if let found = find(setting.key) {
      let text = found.text.trimmed
      if let value = setting.form.read(text) { return value }
      let guess = NearestWord.nearest(to: text, among: setting.form.words).map { "; did you mean `\($0)`?" }
      fail(
        found.place,
        "`\(Shown.plain(text, atMost: 60))` is not allowed: it must be \(setting.form.allowed)\(guess ?? ".")"
      )
    }
    guard let value = setting.form.read(setting.fallback) else {
      preconditionFailure("the fallback of \(setting.key) is not allowed")
    }
    return value
  }

  mutating func fail(_ place: String, _ message: String) {
    problems.append(ConfigurationProblem(place: place, message: message))
  }

  /// The bytes of a file that a setting names; `nil` if it cannot be read, which is a problem.
  mutating func file(_ path: String, set place: String) -> [UInt8]? {
    do {
      return try contents(path)
    } catch {
      fail(place, error.message)
      return nil
    }
  }
}

// MARK: - Secrets of hooks

extension SettingsReading {
  /// All hooks that have a secret that their platform can use.
  mutating func hooks(_ receivers: Receivers) -> [HookAddress: WebhookSecret] {
    let keys = Set(sources.flatMap(\.keys)).compactMap { HookKey($0, platforms: receivers.platforms) }
    var hooks: [HookAddress: WebhookSecret] = [:]
    for address in Set(keys.map(\.address)).sorted() {
      if let secret = secret(of: address, for: receivers[address.platform]) { hooks[address] = secret }
    }
    return hooks
  }

  private mutating func secret(
    of address: HookAddress, for receiver: (any WebhookReceiving)?
  ) -> WebhookSecret? {
    let before = problems.count
    let current = secretText(address, .secret, .secretFile)
    let previous = secretText(address, .previousSecret, .previousSecretFile)
    let use = use(of: address)
    guard problems.count == before else { return nil }
    guard let current else {
      fail(
        HookKey(address, .secret).key,
        "The hook \(address) has settings but no secret: set `\(HookKey(address, .secretFile).key)` or the variable "
          + "\(SettingEntry.variable(for: HookKey(address, .secret).key)).")
      return nil
    }
    refuse(current, use, at: place(of: address, .secret, .secretFile), for: receiver)
    if let previous {
      refuse(previous, use, at: place(of: address, .previousSecret, .previousSecretFile), for: receiver)
    }
    guard problems.count == before else { return nil }
    return WebhookSecret([current] + (previous.map { [$0] } ?? []), use: use)
  }

  /// Makes a problem of a secret that its platform cannot use.
  private mutating func refuse(
    _ secret: String, _ use: WebhookSecret.Use?, at place: String, for receiver: (any WebhookReceiving)?
  ) {
    if let objection = WebhookSecret([secret], use: use).flatMap({ receiver?.objection(to: $0) }) {
      fail(place, objection)
    }
  }

  /// Where a secret, or the name of its file, is set.
  private func place(of address: HookAddress, _ part: HookKey.Part, _ filePart: HookKey.Part) -> String {
    let keys = [HookKey(address, part).key, HookKey(address, filePart).key]
    for source in sources {
      for key in keys where source.text(of: key) != nil { return source.place(of: key) }
    }
    return keys[0]
  }

  private mutating func use(of address: HookAddress) -> WebhookSecret.Use? {
    let key = HookKey(address, .use).key
    guard let found = find(key) else { return nil }
    if let use = WebhookSecret.Use(rawValue: found.text.trimmed.lowercased()) { return use }
    let words = WebhookSecret.Use.allCases.map(\.rawValue)
    let guess = NearestWord.nearest(to: found.text, among: words).map { "; did you mean `\($0)`?" } ?? "."
    fail(found.place, "It must be one of \(words.joined(separator: ", "))\(guess)")
    return nil
  }

  /// A secret's text, from the first source that has it or names its file; never both.
  private mutating func secretText(
    _ address: HookAddress, _ part: HookKey.Part, _ filePart: HookKey.Part
  ) -> String? {
    let key = HookKey(address, part).key
    let fileKey = HookKey(address, filePart).key
    for source in sources {
      let text = source.text(of: key)
      let path = source.text(of: fileKey)
      if text != nil, path != nil {
        fail(source.place(of: key), "Set either this or `\(fileKey)`, not both.")
        return nil
      }
      if let text { return checkedSecret(text, source.place(of: key)) }
      guard let path else { continue }
      let place = source.place(of: fileKey)
      guard let bytes = file(path, set: place) else { return nil }
      return checkedSecret(String(decoding: bytes, as: UTF8.self).withoutFinalNewlines, place)
    }
    return nil
  }

  private mutating func checkedSecret(_ text: String, _ place: String) -> String? {
    if text.trimmed.isEmpty {
      fail(place, "The secret is empty; a hook without a secret would let everybody in.")
      return nil
    }
    return text
  }
}

extension String {
  /// As editors and `echo` end a file.
  var withoutFinalNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }

  /// Without blanks at the ends.
  var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
