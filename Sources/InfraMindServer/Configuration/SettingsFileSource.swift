internal import Configuration
internal import InfraMindEngine
internal import LosslessYAML

extension SettingSource {
  /// What a configuration file sets: a mapping of sections, in YAML (JSON is YAML, too).
  ///
  /// - Parameters:
  ///   - contents: Its bytes.
  ///   - file: Its name for messages.
  static func file(_ contents: [UInt8], named file: String, _ known: KnownKeys) -> SettingSource {
    let stream = YAMLStream(reading: contents, file: file)
    var reader = SectionReader(file: file, known: known)
    for error in [stream.problem].compactMap({ $0 }) + stream.warnings {
      reader.fail(at: error.position, error.message)
    }
    if stream.documents.count > 1 {
      reader.fail(
        at: stream.documents[1].root?.position, "A configuration file is one document, without `---`.")
    }
    if let root = stream.documents.first?.root, !root.isEmpty { reader.read(root, under: "") }
    return SettingSource(
      InMemoryProvider(name: file, values: reader.values), places: reader.places, problems: reader.problems)
  }
}

/// Flattens the sections of a file to dotted names.
private struct SectionReader {
  let file: String
  let known: KnownKeys
  private(set) var values: [AbsoluteConfigKey: ConfigValue] = [:]
  private(set) var places: [String: String] = [:]
  private(set) var problems: [ConfigurationProblem] = []

  /// Sections are four deep at most.
  mutating func read(_ node: YAMLNode, under path: String, depth: Int = 0) {
    let mapping = node.resolved
    guard mapping.kind == .mapping, depth < 5 else {
      let what = path.isEmpty ? "A configuration file" : "`\(path)`"
      fail(at: node.position, "\(what) must be a mapping with keys such as `http:` or `webhooks:`.")
      return
    }
    for entry in mapping.entries where entry.isInForce {
      let name = entry.key.text
      let key = path.isEmpty ? name : "\(path).\(name)"
      let value = entry.value.resolved
      if value.kind == .mapping {
        read(value, under: key, depth: depth + 1)
      } else if !known.contains(key) {
        let place = place(entry.key.position)
        problems.append(.unknown(place, key, known.nearest(to: key)))
      } else if value.kind == .scalar {
        values[AbsoluteConfigKey(ConfigKey(key))] = ConfigValue(
          .string(value.text), isSecret: known.isSecret(key))
        places[key] = "\(place(entry.key.position)): \(key)"
      } else {
        fail(at: entry.value.position, "`\(key)` must be one value, not a list.")
      }
    }
  }

  mutating func fail(at position: YAMLPosition?, _ message: String) {
    problems.append(ConfigurationProblem(place: place(position), message: message))
  }

  private func place(_ position: YAMLPosition?) -> String {
    "\(file):\(position?.line ?? 1):\(position?.column ?? 1)"
  }
}
