/// A packaged step that can keep a tool's files by itself, and what switches that on.
struct PackagedCache: Sendable {
  /// Lower-case name; a trailing `*` stands for any ending.
  var name: String
  /// The input that switches it; `nil` if it always caches.
  var input: String?
  /// Values of the input that mean this tool; `nil` if it is yes or no.
  var values: [String]?
  /// First major version that knows the input.
  var since = 0
  /// First major version that caches unless told not to; `nil` if it never does.
  var onSince: Int?
  /// Whether the input switches the cache off instead of on.
  var isInverted = false
  /// Whether a missing cache should be written here: the platform's own set-up steps and the tool's official
  /// ones.
  var isPreferred = false
  /// What becomes of the cache where the step runs before the checkout, so that no lockfile is there, as a clause
  /// without subject; `nil` if it does not matter.
  var beforeCheckout: String?

  /// How a use of the packaged step stands.
  enum State: Hashable, Sendable {
    /// It caches; why we know.
    case on(String)
    /// It could, and does not.
    case off
    /// Somebody switched it off on purpose.
    case refused(String)
    /// Its input is taken by another tool.
    case taken
    /// This version knows no such input.
    case unsupported
  }

  /// Whether a packaged step is this one.
  func matches(_ step: PackagedStep) -> Bool {
    guard name.hasSuffix("*") else { return step.name == name }
    return step.name.hasPrefix(name.dropLast())
  }

  /// How a use of it stands.
  func state(of step: PackagedStep) -> State {
    guard let input else { return .on("\(step.name) caches by itself") }
    guard let value = step.inputs[input] else { return defaultState(of: step) }
    let word = value.lowercasedASCII
    if word.containsBytes(of: "${{") { return .on("\(step.name) is told by `\(input)` whether to cache") }
    if let values { return state(ofWords: word, among: values, of: step) }
    let isOff = word.isEmpty || ["false", "no", "0", "off", "none", "null"].contains(word)
    if isOff == isInverted { return .on("\(step.name) caches, see its `\(input)`") }
    return word.isEmpty ? .off : .refused("`\(input): \(value)` of \(step.name) switches its cache off")
  }

  private func state(ofWords word: String, among values: [String], of step: PackagedStep) -> State {
    let words = word.split { ",\n\t ".contains($0) }.map(String.init)
    if words.contains(where: values.contains) {
      return .on("\(step.name) caches, see its `\(input ?? "")`")
    }
    if ["false", "no", "none", "off"].contains(word) {
      return .refused("`\(input ?? ""): \(word)` of \(step.name) switches its cache off")
    }
    return words.isEmpty ? .off : .taken
  }

  private func defaultState(of step: PackagedStep) -> State {
    let major = step.majorVersion
    if let onSince, major ?? .max >= onSince { return .on("\(step.name) caches by default") }
    return major ?? .max >= since ? .off : .unsupported
  }
}

extension String {
  /// The text with A–Z made small; nothing else changes.
  var lowercasedASCII: String {
    String(decoding: utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }, as: UTF8.self)
  }
}
