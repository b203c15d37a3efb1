/// One thing about the server that can be set: by a flag, a variable of the environment, or the configuration file.
struct Setting<Value: Sendable>: Sendable {
  /// Its name in the file, such as `http.port`.
  let key: String
  let form: SettingForm<Value>
  /// What holds if nobody sets it, as one would write it.
  let fallback: String
  /// What it is for: a sentence.
  let meaning: String

  init(_ key: String, _ form: SettingForm<Value>, _ fallback: String, _ meaning: String) {
    self.key = key
    self.form = form
    self.fallback = fallback
    self.meaning = meaning
  }

  var entry: SettingEntry {
    SettingEntry(
      key: key, allowed: form.allowed, words: form.words, fallback: fallback, meaning: meaning)
  }
}

/// What can be said of a setting whatever its kind: a line of the documentation's table.
struct SettingEntry: Sendable, Hashable {
  let key: String
  let allowed: String
  let words: [String]
  let fallback: String
  let meaning: String

  /// The variable of the environment that sets it.
  var variable: String { Self.variable(for: key) }

  static let variablePrefix = "INFRAMIND_SERVER_"

  static func variable(for key: String) -> String {
    variablePrefix + key.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }
}
