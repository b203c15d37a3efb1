/// A route from the root of a document to a node.
///
/// Written as a literal: `["jobs", "build", "steps", 0, "uses"]`.
public struct YAMLPath: Hashable, Sendable, CustomStringConvertible {
  /// One step of a route.
  public enum Component: Hashable, Sendable {
    /// The value that a mapping has for a key, by the key's text. Of equal keys, the one in force by the
    /// dialect; where the mapping itself has none, a merged one.
    case key(String)
    /// The item of a sequence, from 0.
    case index(Int)
    /// The value of a mapping's entry by its place, from 0: for keys that are given twice or are no scalars.
    case entry(Int)
  }

  /// The document in its stream, from 0.
  public var document: Int
  /// The steps from the root.
  public var components: [Component]

  /// Makes a route.
  public init(_ components: [Component] = [], document: Int = 0) {
    self.document = document
    self.components = components
  }

  /// The route to a node one step further.
  public func appending(_ component: Component) -> YAMLPath {
    YAMLPath(components + [component], document: document)
  }

  /// The route one step back; `nil` at the root.
  public var parent: YAMLPath? {
    components.isEmpty ? nil : YAMLPath(Array(components.dropLast()), document: document)
  }

  /// Readable form such as `jobs.build.steps[0].uses`; `.` for the root.
  public var description: String {
    var text = document == 0 ? "" : "document \(document): "
    guard !components.isEmpty else { return text + "." }
    for (number, component) in components.enumerated() {
      switch component {
      case .key(let key): text += (number == 0 ? "" : ".") + key
      case .index(let index): text += "[\(index)]"
      case .entry(let entry): text += "{\(entry)}"
      }
    }
    return text
  }
}

extension YAMLPath: ExpressibleByArrayLiteral {
  /// The steps from the root of the first document.
  public init(arrayLiteral elements: Component...) {
    self.init(elements)
  }
}

extension YAMLPath.Component: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByIntegerLiteral
{
  /// The value for a key.
  public init(stringLiteral value: String) { self = .key(value) }
  /// The item at a place.
  public init(integerLiteral value: Int) { self = .index(value) }
}
