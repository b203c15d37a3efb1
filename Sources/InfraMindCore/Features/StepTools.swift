/// Kinds of tools that a job's steps name: what a job does, as far as the words of its steps tell.
package struct StepTools: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Most steps that are looked at, and most characters of each.
  private static let most = (steps: 100, characters: 200)

  /// What is recognised, in the order of the bits: the name of the feature, and the words.
  static let kinds: [(name: StaticString, words: [String])] = [
    ("tool_node", ["node", "npm", "npx", "yarn", "pnpm", "nodejs"]),
    ("tool_python", ["python", "pip", "pytest", "poetry", "uv", "tox", "pipenv"]),
    ("tool_jvm", ["java", "jdk", "gradle", "gradlew", "maven", "mvn", "mvnw", "sbt", "kotlin"]),
    ("tool_go", ["go", "golang"]),
    ("tool_rust", ["rust", "cargo", "clippy"]),
    ("tool_ruby", ["ruby", "bundle", "bundler", "rake", "rspec"]),
    ("tool_php", ["php", "composer", "phpunit"]),
    ("tool_dotnet", ["dotnet", "nuget", "msbuild"]),
    ("tool_swift", ["swift", "xcode", "xcodebuild", "cocoapods", "fastlane"]),
    ("tool_native", ["cmake", "make", "ninja", "gcc", "clang", "bazel", "meson"]),
    ("tool_container", ["docker", "buildx", "podman", "compose", "kaniko", "helm"]),
    ("tool_browser", ["playwright", "cypress", "selenium", "chrome", "browser", "e2e"]),
    ("tool_lint", ["lint", "linter", "eslint", "format", "ruff", "prettier"]),
    ("tool_release", ["deploy", "publish", "release"]),
  ]

  private static let places: [String: UInt16] = {
    var places: [String: UInt16] = [:]
    for (place, kind) in kinds.enumerated() {
      for word in kind.words { places[word] = 1 << UInt16(place) }
    }
    return places
  }()

  /// The tools that names of steps tell of.
  package init(naming steps: some Sequence<String>) {
    var found: UInt16 = 0
    for step in steps.prefix(Self.most.steps) {
      let words = step.prefix(Self.most.characters).lowercased().split { !($0.isLetter || $0.isNumber) }
      for word in words { found |= Self.places[String(word)] ?? 0 }
    }
    self.init(rawValue: found)
  }
}
