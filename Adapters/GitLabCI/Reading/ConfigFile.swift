internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A configuration file with the inputs that it is given where it is included.
final class ConfigFile: Sendable {
  /// Path from the repository's root.
  let path: String
  /// The whole file.
  let stream: YAMLStream
  /// Values of its inputs by name, given or by default.
  let inputs: [String: ConfigLayer]
  /// The mapping that holds the jobs; `nil` if there is none.
  let root: YAMLNode?
  /// `spec:` of the header document.
  let header: YAMLNode?
  /// The texts of ``inputs`` that have one, made once: files hand them on to each other many times.
  fileprivate let inputTexts: [String: String]
  /// Most inputs that a file may have.
  private static let mostInputs = 200
  /// The header comment that says that a program writes the file.
  let generatedHeader: GeneratedHeader?

  /// A file as it is read first, with its inputs' defaults.
  convenience init(path: String, stream: YAMLStream) {
    self.init(path: path, stream: stream, inputs: [:])
  }

  private init(path: String, stream: YAMLStream, inputs: [String: ConfigLayer]) {
    self.path = path
    self.stream = stream
    self.inputs = inputs
    inputTexts = inputs.compactMapValues(\.valueText)
    generatedHeader = GeneratedHeader(in: stream.source)
    let documents = stream.documents
    let first = documents.first?.root?.resolved
    let isHeader = first?.kind == .mapping && first?.entry(forKey: "spec") != nil
    header = isHeader ? first?["spec"]?.resolved : nil
    let content = isHeader ? documents.dropFirst().first?.root : first
    root = content.flatMap { $0.resolved.kind == .mapping ? $0.resolved : nil }
  }

  /// The same file with inputs given by who includes it, else with their defaults.
  func given(_ values: [String: ConfigLayer]) -> ConfigFile {
    guard let declared = header?["inputs"]?.resolved, declared.kind == .mapping else { return self }
    var inputs: [String: ConfigLayer] = [:]
    for entry in declared.effectiveEntries.prefix(Self.mostInputs) {
      let name = entry.key.resolved.text
      if let value = values[name] {
        inputs[name] = value
      } else if let value = entry.value.resolved["default"] {
        inputs[name] = ConfigLayer(value, in: self)
      }
    }
    return inputs.isEmpty ? self : ConfigFile(path: path, stream: stream, inputs: inputs)
  }
}

/// A node of a configuration file, with the inputs that fill it.
struct ConfigLayer: Hashable, Sendable {
  /// As written: an alias is not followed.
  let node: YAMLNode
  let file: ConfigFile

  init(_ node: YAMLNode, in file: ConfigFile) {
    self.node = node
    self.file = file
  }

  static func == (left: ConfigLayer, right: ConfigLayer) -> Bool { left.node == right.node }

  func hash(into hasher: inout Hasher) { hasher.combine(node) }

  /// The node behind an alias, or the value of the input that is the whole text.
  var resolved: ConfigLayer {
    var layer = ConfigLayer(node.resolved, in: file)
    // An input may be given as another file's input, as deep as files include each other.
    for _ in 0..<ConfigFiles.deepest {
      guard !layer.file.inputs.isEmpty, layer.node.kind == .scalar,
        let name = InputText.onlyName(in: layer.node.text), let value = layer.file.inputs[name]
      else { break }
      layer = ConfigLayer(value.node.resolved, in: value.file)
    }
    return layer
  }

  var isMapping: Bool { resolved.node.kind == .mapping }
  var isSequence: Bool { resolved.node.kind == .sequence }
  var isNull: Bool { resolved.node.isNull }

  /// The text of a scalar with its inputs filled in; `nil` for anything else and for null.
  var text: String? {
    let layer = resolved
    guard layer.node.kind == .scalar, !layer.node.isNull else { return nil }
    return InputText.filled(layer.node.text, from: layer.file)
  }

  /// The text that Ruby makes of a scalar: `3.10` is the number 3.1.
  var valueText: String? {
    let layer = resolved
    switch layer.node.scalar {
    case .bool(let value): return "\(value)"
    case .int(let value): return "\(value)"
    case .float(let value): return "\(value)"
    case .string(let value): return InputText.filled(value, from: layer.file)
    case .null, nil: return text
    }
  }

  /// The value of a key of a mapping, own or merged.
  func child(_ key: String) -> ConfigLayer? {
    let layer = resolved
    return layer.node[key].map { ConfigLayer($0, in: layer.file) }
  }

  /// The items of a sequence.
  var items: [ConfigLayer] {
    let layer = resolved
    return layer.node.items.map { ConfigLayer($0, in: layer.file) }
  }

  /// The path that a `!reference` names; `nil` for anything else.
  var reference: [String]? {
    let node = node.resolved
    guard node.tag == "!reference", node.kind == .sequence else { return nil }
    return node.items.map { $0.resolved.text }
  }

  var place: SourcePosition { SourcePosition(node.position) }
}

/// Texts with `$[[ inputs.name ]]`.
enum InputText {
  /// Whether a text holds anything that GitLab fills in before it looks at variables.
  static func isNeeded(for text: String) -> Bool { text.containsBytes(of: "$[[") }

  /// The input's name if the text is one interpolation and nothing else.
  static func onlyName(in text: String) -> String? {
    guard isNeeded(for: text) else { return nil }
    let trimmed = text.trimmed
    guard trimmed.hasPrefix("$[["), trimmed.hasSuffix("]]") else { return nil }
    let inner = trimmed.dropFirst(3).dropLast(2)
    guard !inner.contains("[") else { return nil }
    return name(in: inner)
  }

  /// Most bytes that inputs bring into one text: files may hand them on twice, over and over.
  private static let most = 20_000

  /// The text with the inputs that are known; the others stay as they are.
  static func filled(_ text: String, from file: ConfigFile) -> String {
    guard !file.inputs.isEmpty, isNeeded(for: text) else { return text }
    var result = ""
    var rest = text[...]
    var left = most
    while let start = rest.range(of: "$[["), let end = rest[start.upperBound...].range(of: "]]") {
      result += rest[..<start.lowerBound]
      let inner = rest[start.upperBound..<end.lowerBound]
      let value = name(in: inner).flatMap { file.inputTexts[$0] }
      if let value, value.utf8.count <= left, !isNeeded(for: value) {
        left -= value.utf8.count
        result += value
      } else {
        result += rest[start.lowerBound..<end.upperBound]
      }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  /// `name` of `inputs.name`, also where the text is to be expanded later.
  private static func name(in inner: Substring) -> String? {
    let parts = inner.split(separator: "|", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard let first = parts.first, first.hasPrefix("inputs."),
      parts.dropFirst().allSatisfy({ $0 == "expand_vars" })
    else { return nil }
    return String(first.dropFirst("inputs.".count))
  }
}

extension String {
  /// Without blanks around.
  var trimmed: String {
    if let first = utf8.first, let last = utf8.last, (0x21...0x7E).contains(first),
      (0x21...0x7E).contains(last)
    {
      return self
    }
    var text = self[...].drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}

extension Substring {
  /// Where a text occurs first.
  fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
