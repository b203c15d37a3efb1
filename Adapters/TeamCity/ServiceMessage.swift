internal import AdapterKit

/// A line of a build's output that TeamCity obeys.
///
/// - SeeAlso: TeamCity Docs, "Service messages".
struct ServiceMessage: Hashable {
  /// The line, without a line break.
  let line: String

  /// A message with attributes, whose names are words.
  init(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    let pairs = attributes.map { "\($0)='\(Self.escaped($1))'" }
    line = "##teamcity[\(name) \(pairs.joined(separator: " "))]"
  }

  /// A message with one value.
  init(_ name: String, _ value: String) { line = "##teamcity[\(name) '\(Self.escaped(value))']" }

  /// What prints it.
  var instruction: RuntimeInstruction { .line(line) }

  /// Fit for a value: six characters are escaped, and all others stay as they are.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|", "'", "[", "]": result += ["|", scalar]
      case "\n": result += ["|", "n"]
      case "\r": result += ["|", "r"]
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
