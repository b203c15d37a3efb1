internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A variable that a command of a step's script exports, as in `export GOPATH="$CI_WORKSPACE/.go"`.
///
/// Where Woodpecker puts the repository follows from its address, and `environment` expands no variables, so
/// this is how a tool is told a folder of the workspace.
///
/// - SeeAlso: Woodpecker's documentation, "Environment variables".
struct ExportedVariable {
  let name: String
  let value: String
  let place: SourcePosition

  /// The variable that holds the workspace. In braces it would be filled, with nothing, before the script is
  /// made.
  static let workspace = "$CI_WORKSPACE"

  /// Whether a value is one that only a shell fills.
  static func isNeeded(for value: String) -> Bool { value.contains(workspace) }

  /// The command that exports a variable.
  static func command(_ name: String, _ value: String) -> String { "export \(name)=\"\(value)\"" }

  /// The exports of a step's script that stand alone on their line.
  static func all(in step: YAMLNode) -> [ExportedVariable] {
    guard let commands = step["commands"] else { return [] }
    let nodes = commands.resolved.kind == .sequence ? commands.itemsWithMerged.map(\.node) : [commands]
    return nodes.flatMap { node in
      (node.scalarText ?? "").split(whereSeparator: \.isNewline).compactMap { line in
        pair(in: line).map { ExportedVariable(name: $0.name, value: $0.value, place: node.place) }
      }
    }
  }

  private static func pair(in line: Substring) -> (name: String, value: String)? {
    let words = "export "
    guard line.hasPrefix(words) else { return nil }
    let parts = line.dropFirst(words.count).split(separator: "=", maxSplits: 1)
    guard parts.count == 2, !parts[0].contains(where: \.isWhitespace) else { return nil }
    var value = parts[1]
    while value.last?.isWhitespace == true { value.removeLast() }
    if value.count > 1, let quote = value.first, quote == "\"" || quote == "'", value.last == quote {
      // Between single quotes a shell fills no variables.
      guard quote == "\"" || !value.contains("$") else { return nil }
      value = value.dropFirst().dropLast()
    } else if value.contains(where: { $0.isWhitespace || ";&|".contains($0) }) {
      return nil
    }
    let rest = value.replacing("$${CI_WORKSPACE}", with: workspace)
    let isPlain =
      rest.firstRange(of: workspace).map { !rest[$0.upperBound...].contains("$") } ?? !rest.contains("$")
    guard isPlain, !rest.contains(where: { "\"`".contains($0) }) else { return nil }
    return (String(parts[0]), String(rest))
  }
}
