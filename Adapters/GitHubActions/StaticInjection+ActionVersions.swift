internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import LosslessYAML

/// An action that edits may add, from `Data/actions.json`.
struct KnownAction: Decodable, Hashable, Sendable {
  /// `owner/name` as its owner spells it.
  var name: String
  /// `platform` or `third-party`.
  var publisher: String
  /// The tag that follows its newest releases, such as `v6`.
  var major: String
  /// The newest release known.
  var tag: String
  /// The full commit id of ``tag``; `nil` if no two sources agree on it.
  var commit: String?
  /// Day of the release.
  var released: String
  /// Month in which the sources were read.
  var seen: String
  /// Where the commit id is used under that tag.
  var sources: [String]

  private struct File: Decodable {
    var actions: [KnownAction]
  }

  /// All of them by lower-case name.
  static let all: [String: KnownAction] = {
    let file = try? JSONDecoder().decode(File.self, from: Data(PackageResources.actions_json))
    let pairs = (file?.actions ?? []).map { ($0.name.lowercased(), $0) }
    return Dictionary(pairs) { first, _ in first }
  }()
}

/// What a step writes behind `uses:`.
struct ActionPin: Hashable {
  /// `owner/name@version`.
  var uses: String
  /// The tag, where the version is a commit id.
  var comment: String?

  var fragment: YAMLFragment {
    guard let comment else { return .string(uses) }
    return .commented(.string(uses), trailing: comment)
  }
}

/// How a file pins the actions that it uses.
struct ActionPinStyle: Hashable {
  /// The kinds of version.
  enum Kind: Hashable {
    case commit
    /// A tag such as `v4.2.1`.
    case release
    /// A tag such as `v4`.
    case major
  }

  /// A use of somebody's action in the file.
  struct Use: Hashable {
    var name: String
    var spelledName: String
    var version: String
    var comment: String
    var position: SourcePosition
  }

  let uses: [Use]
  /// The kind that most uses have; of equally many the strictest. `major` for a file without any.
  let kind: Kind

  init(of stream: YAMLStream) {
    var uses: [Use] = []
    for node in stream.documents.first.map({ Array($0.nodes) }) ?? [] where node.kind == .mapping {
      guard let value = node.entry(forKey: "uses")?.value, let text = value.scalarText,
        !text.hasPrefix("docker://"),
        case .remote(let name, let version) = ActionReference(text), !version.isEmpty
      else { continue }
      let comment = ActionReference.comment(behind: value, in: stream.source)
      let spelled = text.prefix { $0 != "@" }
      uses.append(
        Use(
          name: name, spelledName: String(spelled), version: version, comment: comment,
          position: SourcePosition(value.position)))
    }
    self.uses = uses
    var counts: [Kind: Int] = [:]
    for use in uses { if let kind = Self.kind(of: use.version) { counts[kind, default: 0] += 1 } }
    let most = counts.values.max() ?? 0
    kind = [Kind.commit, .release, .major].first { counts[$0] == most } ?? .major
  }

  private static func kind(of version: String) -> Kind? {
    if isCommit(version) { return .commit }
    guard let numbers = numbers(version) else { return nil }
    return numbers.count == 1 ? .major : .release
  }

  static func isCommit(_ version: String) -> Bool {
    version.utf8.count == 40
      && version.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 32) }
  }

  /// `[4, 2, 1]` for `v4.2.1`; `nil` for anything else.
  static func numbers(_ version: String) -> [Int]? {
    let digits = version.hasPrefix("v") ? version.dropFirst() : version[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.utf8.count <= 6 ? Int($0) : nil }
    return parts.count <= 3 && numbers.count == parts.count ? numbers : nil
  }

  /// How the file would pin an action.
  ///
  /// A version of the same action that the file uses already is taken over if it still works.
  ///
  /// - Throws: `unknown-action-version` if the file pins by commit and no id is known.
  func pin(
    for name: String, near position: SourcePosition, among actions: [String: KnownAction] = KnownAction.all
  ) throws(RefusedEdit) -> ActionPin {
    let known = actions[name.lowercased()]
    if let own = ownPin(for: name) { return own }
    guard let known else {
      throw RefusedEdit(
        "unknown-action-version", "no version of \(name) is known; add the step by hand", at: position)
    }
    switch kind {
    case .major: return ActionPin(uses: "\(known.name)@\(known.major)")
    case .release: return ActionPin(uses: "\(known.name)@\(known.tag)")
    case .commit:
      guard let commit = known.commit else {
        throw RefusedEdit(
          "unknown-action-version",
          "the file pins actions by commit, and no commit of \(name) \(known.tag) is known; add the step by hand",
          at: position)
      }
      return ActionPin(uses: "\(known.name)@\(commit)", comment: comment(for: known))
    }
  }

  private func ownPin(for name: String) -> ActionPin? {
    let own = uses.first { use in
      let isSame = use.name == name.lowercased() || use.name.hasPrefix(name.lowercased() + "/")
      return isSame && Self.works(use, name.lowercased())
    }
    guard let own else { return nil }
    let spelled = own.spelledName.split(separator: "/").prefix(2).joined(separator: "/")
    return ActionPin(uses: "\(spelled)@\(own.version)", comment: own.comment.isEmpty ? nil : own.comment)
  }

  /// Whether a use still works: `actions/cache` below 3.4.0 and 4.2.0 was switched off in 2025.
  private static func works(_ use: Use, _ name: String) -> Bool {
    let text =
      isCommit(use.version) ? use.comment.split(separator: " ").last.map(String.init) ?? "" : use.version
    guard let numbers = numbers(text), let major = numbers.first else { return false }
    guard name == "actions/cache" else { return true }
    guard major >= 3 else { return false }
    guard numbers.count > 1, major < 5 else {
      return numbers.count == 1 && !isCommit(use.version) || major >= 5
    }
    return numbers[1] >= (major == 3 ? 4 : 2)
  }

  /// The tag as the file's other comments have it: with their word in front, and as long as they are.
  private func comment(for action: KnownAction) -> String {
    var forms: [String: Int] = [:]
    for use in uses where Self.isCommit(use.version) {
      guard let word = use.comment.split(separator: " ").last, let numbers = Self.numbers(String(word)) else {
        continue
      }
      let front = use.comment.dropLast(word.count)
      guard front.utf8.count <= 12 else { continue }
      forms["\(front)\(numbers.count == 1 ? action.major : action.tag)", default: 0] += 1
    }
    let most = forms.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return most?.key ?? action.tag
  }
}
