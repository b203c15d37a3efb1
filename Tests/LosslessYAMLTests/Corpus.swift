import Foundation
import LosslessYAML
import Testing

/// Real pipeline files in a folder `shared/corpus` beside the package, or beside a folder around it.
enum Corpus {
  static let folder: URL = {
    var around = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    for _ in 0..<3 {
      around = around.deletingLastPathComponent()
      let folder = around.deletingLastPathComponent().appending(path: "shared/corpus")
      if FileManager.default.fileExists(atPath: folder.path) { return folder }
    }
    return around.appending(path: "shared/corpus")
  }()

  static let isThere = FileManager.default.fileExists(atPath: folder.path)

  static let platforms = ["github-actions", "gitlab-ci", "circleci", "buildkite", "teamcity", "drone"]

  /// What YAML means to the program that the files of a platform are written for.
  static func dialect(of platform: String) -> YAMLDialect {
    switch platform {
    case "gitlab-ci": .psych
    case "circleci": .snakeYAML
    case "buildkite": .goYAML3Nodes
    case "teamcity": .goYAML3
    case "drone": .goYAML2
    default: .core12
    }
  }

  /// The files of one platform, sorted by name.
  static func files(of platform: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = folder.appending(path: platform)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { ("\(platform)/\($0)", Array(try Data(contentsOf: folder.appending(path: $0)))) }
  }
}
