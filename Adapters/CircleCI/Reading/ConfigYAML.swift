internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension YAMLDialect {
  /// As CircleCI reads: YAML 1.1's truth values, merge keys, a mapping's own keys before merged ones. Which parser
  /// it uses is not documented.
  static let circleCI = YAMLDialect.snakeYAML
}

extension YAMLNode {
  /// The value of a key, own or merged, with aliases followed; `nil` if there is none or it is null.
  func value(_ key: String) -> YAMLNode? {
    guard let value = self[key]?.resolved, !value.isNull else { return nil }
    return value
  }

  /// A key's value if that is a mapping.
  func mapping(_ key: String) -> YAMLNode? {
    value(key).flatMap { $0.kind == .mapping ? $0 : nil }
  }

  /// The items of a key's list, as they are written.
  func list(_ key: String) -> [YAMLNode] {
    value(key).map { Array($0.items) } ?? []
  }

  /// What a node says, without its layout: equal texts mean equal values.
  var canonicalText: String {
    if let text = scalarText { return text }
    var text = ""
    for node in resolved.scalars() {
      text += (text.isEmpty ? "" : " ") + node.text
      if text.utf8.count > 400 { break }
    }
    return text
  }
}
