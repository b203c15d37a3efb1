internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

extension YAMLDialect {
  /// GitLab reads with Ruby's Psych.
  static let gitLabCI = YAMLDialect.psych
}

/// The files of a checkout, each read once.
final class ConfigFiles {
  /// How deep files include each other, and child pipelines start children.
  static let deepest = 20

  private let repository: any RepositoryFiles
  private var files: [String: ConfigFile?] = [:]

  init(_ repository: any RepositoryFiles) { self.repository = repository }

  /// A file; `nil` if it is not in the checkout.
  func file(at path: String) -> ConfigFile? {
    if let known = files[path] { return known }
    let isForeign = path.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "\\") }
    guard !path.isEmpty, !isForeign, RepositoryPath.normalised(path) == path else {
      return nil
    }
    let file = repository.contents(of: path).map {
      ConfigFile(path: path, stream: YAMLStream(reading: $0, file: path, dialect: .gitLabCI))
    }
    files[path] = .some(file)
    return file
  }

  /// The files that an `include` of a path or a glob names, sorted; `nil` if the text is no path of the
  /// checkout.
  func paths(of text: String) -> [String]? {
    var rest = text[...]
    while rest.hasPrefix("/") || rest.hasPrefix("./") { rest = rest.dropFirst(rest.hasPrefix("/") ? 1 : 2) }
    guard !rest.isEmpty, !rest.contains(where: { "$:\\{}!~%\0".contains($0) || $0.isNewline }),
      !rest.split(separator: "/").contains(".."), let path = RepositoryPath.normalised(String(rest))
    else { return nil }
    guard path.contains("*") else { return [path] }
    // `**` stands for any folders also where a name follows it.
    var glob = path.split(separator: "/").map(String.init)
    if let name = glob.last, name.hasPrefix("**"), name != "**" {
      glob[glob.count - 1] = "**"
      glob.append("*" + name.dropFirst(2))
    }
    return repository.paths(matching: glob.joined(separator: "/")).filter {
      $0.hasSuffix(".yml") || $0.hasSuffix(".yaml")
    }
  }

  /// The files that match one of some globs.
  func paths(matching globs: [String]) -> [String] {
    Set(globs.flatMap { repository.paths(matching: $0) }).sorted()
  }
}
