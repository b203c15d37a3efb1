// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "InfraMind",
  products: [
    .library(name: "LosslessYAML", targets: ["LosslessYAML"]),
    .library(name: "InfraMindCore", targets: ["InfraMindCore"]),
    .library(name: "AdapterKit", targets: ["AdapterKit"]),
    .library(name: "AdapterTesting", targets: ["AdapterTesting"]),
    .executable(name: "inframind", targets: ["InfraMindCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "LosslessYAML", dependencies: ["CLibYAML"]),
    .target(name: "InfraMindCore"),
    .target(name: "AdapterKit", dependencies: ["InfraMindCore", "LosslessYAML"]),
    .target(
      name: "BuiltInAdapters", dependencies: ["AdapterKit"] + Adapter.all.map { .target(name: $0.target) }),
    .target(
      name: "InfraMindEngine", dependencies: ["AdapterKit", "InfraMindCore", "LosslessYAML"]),
    .executableTarget(
      name: "InfraMindCLI",
      dependencies: [
        "InfraMindEngine", "BuiltInAdapters", "AdapterKit", "InfraMindCore", "LosslessYAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "AdapterTesting", dependencies: ["AdapterKit", "InfraMindCore", "LosslessYAML"]),
    .target(name: "ProgramTesting"),
    .target(name: "LosslessYAMLTesting", dependencies: ["LosslessYAML"]),
    .target(
      name: "CorpusTesting",
      dependencies: [
        "AdapterTesting", "AdapterKit", "InfraMindCore", "LosslessYAML", "LosslessYAMLTesting",
        "ProgramTesting",
      ]),
    .testTarget(
      name: "LosslessYAMLTests", dependencies: ["LosslessYAML", "LosslessYAMLTesting"], exclude: ["Fixtures"]),
    .testTarget(name: "InfraMindCoreTests", dependencies: ["InfraMindCore"], exclude: ["Fixtures"]),
    .testTarget(name: "AdapterKitTests", dependencies: ["AdapterKit", "InfraMindCore", "LosslessYAML"]),
    .testTarget(
      name: "AdapterTestingTests",
      dependencies: ["AdapterTesting", "AdapterKit", "InfraMindCore", "LosslessYAML"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "BuiltInAdaptersTests",
      dependencies: ["BuiltInAdapters", "AdapterKit", "AdapterTesting", "InfraMindCore"]),
    .testTarget(
      name: "InfraMindEngineTests",
      dependencies: ["InfraMindEngine", "BuiltInAdapters", "ProgramTesting"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "InfraMindCLI", "InfraMindEngine", "BuiltInAdapters", "LosslessYAML", "ProgramTesting",
      ],
      exclude: ["Fixtures"]),
  ]
)

// MARK: - Adapters

/// An adapter: a folder under Adapters/ of the same name, and its tests.
struct Adapter {
  let folder: String
  /// Data files compiled into the adapter, so that the program stays one file.
  let data: [String]
  var target: String { folder + "Adapter" }

  static let all = [
    Adapter(folder: "GitHubActions", data: ["Data/runners.json", "Data/actions.json"]),
    Adapter(folder: "GitLabCI", data: ["Data/runners.json"]),
    Adapter(folder: "CircleCI", data: ["Data/runners.json"]),
    Adapter(folder: "Buildkite", data: ["Data/runners.json"]),
    Adapter(folder: "TeamCity", data: ["Data/runners.json"]),
    Adapter(folder: "Drone", data: ["Data/runners.json"]),
  ]
}

for adapter in Adapter.all {
  package.targets += [
    .target(
      name: adapter.target,
      dependencies: ["AdapterKit", "InfraMindCore", "LosslessYAML"],
      path: "Adapters/\(adapter.folder)",
      exclude: ["README.md"],
      resources: adapter.data.map { .embedInCode($0) },
      packageAccess: false),
    .testTarget(
      name: adapter.target + "Tests",
      dependencies: [
        .target(name: adapter.target), "AdapterKit", "AdapterTesting", "CorpusTesting", "InfraMindCore",
        "LosslessYAML",
      ],
      path: "Tests/Adapters/\(adapter.target)Tests",
      exclude: ["Fixtures"],
      packageAccess: false),
  ]
}

// MARK: - Settings

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
  ]
}
