internal import InfraMindCore

/// What is known of the caches that commands of orbs keep by themselves.
///
/// - SeeAlso: The orbs' sources, CircleCI-Public/{node,python,ruby,go,rust,gradle,maven,android}-orb, `src/commands`;
///   cypress-io/circleci-orb.
enum OrbCaches {
  private struct Command {
    var tools: [CacheTool]
    /// Inputs each of which switches a part of it; it caches unless all of them are false.
    var switches: [String] = []
    /// Inputs that switch it on.
    var switchedOnBy: [String] = []
  }

  private static let node: [CacheTool] = [.npm, .yarn, .yarnBerry, .pnpm]
  private static let python: [CacheTool] = [.pip, .poetry, .uv]

  private static let commands: [String: Command] = [
    "circleci/node/install-packages": Command(tools: node, switches: ["with-cache"]),
    "circleci/node/install-modules": Command(tools: node),
    "circleci/node/with-cache": Command(tools: node),
    "circleci/python/install-packages": Command(tools: python, switches: ["pypi-cache", "venv-cache"]),
    "circleci/python/load-cache": Command(tools: python),
    "circleci/python/load-venv-cache": Command(tools: python),
    "circleci/ruby/install-deps": Command(tools: [.bundler], switches: ["with-cache"]),
    "circleci/ruby/load-cache": Command(tools: [.bundler]),
    "circleci/go/mod-download-cached": Command(tools: [.go]),
    "circleci/go/load-cache": Command(tools: [.go]),
    "circleci/go/load-mod-cache": Command(tools: [.go]),
    "circleci/go/load-build-cache": Command(tools: [.go]),
    "circleci/go/with-cache": Command(tools: [.go]),
    "circleci/rust/build": Command(tools: [.cargo], switches: ["with_cache"]),
    "circleci/rust/test": Command(tools: [.cargo], switches: ["with_cache"]),
    "circleci/rust/clippy": Command(tools: [.cargo], switches: ["with_cache"]),
    "circleci/rust/cargo-run": Command(tools: [.cargo], switches: ["with_cache"]),
    "circleci/gradle/with_cache": Command(tools: [.gradle]),
    "circleci/maven/with_cache": Command(tools: [.maven]),
    "circleci/android/restore-gradle-cache": Command(tools: [.gradle]),
    "circleci/android/restore-build-cache": Command(tools: [.gradle]),
    "cypress-io/cypress/install": Command(tools: node),
    "circleci/docker/build": Command(
      tools: [.docker], switchedOnBy: ["use-remote-docker", "use-docker-layer-caching"]),
  ]

  /// The tools that a command caches for; none if it caches nothing, is told not to, or is not known.
  static func tools(of step: PackagedStep) -> Set<CacheTool> {
    guard let command = commands[step.name] else { return [] }
    let isOff = { (input: String) in
      ["false", "no", "off"].contains(step.inputs[input]?.lowercased() ?? "")
    }
    if !command.switches.isEmpty, command.switches.allSatisfy(isOff) { return [] }
    let isOn = command.switchedOnBy.allSatisfy { step.inputs[$0] != nil && !isOff($0) }
    return isOn ? Set(command.tools) : []
  }
}
