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
    .executable(name: "inframind-server", targets: ["InfraMindServer"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "LosslessYAML", dependencies: ["CLibYAML"]),
    .target(name: "CBareICU"),
    .target(name: "InfraMindCore"),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(
      name: "AdapterKit", dependencies: ["CLibCrypto", "InfraMindCore", "LosslessYAML", .httpTypes]),
    .target(
      name: "BuiltInAdapters", dependencies: ["AdapterKit"] + Adapter.all.map { .target(name: $0.target) }),
    .target(
      name: "InfraMindStore",
      dependencies: [
        "AdapterKit", "InfraMindCore", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .systemLibrary(
      name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .target(
      name: "InfraMindPostgres", dependencies: ["CLibPQ", "AdapterKit", "InfraMindCore", "InfraMindStore"]),
    .target(
      name: "StoreTesting",
      dependencies: ["AdapterKit", "InfraMindCore", "InfraMindPostgres", "InfraMindStore"]),
    .systemLibrary(name: "CLibCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "InfraMindHTTP", dependencies: ["CLibCurl", "AdapterKit", .httpTypes]),
    .target(name: "InfraMindLearning", dependencies: ["InfraMindCore"]),
    .target(name: "InfraMindProbe", dependencies: ["AdapterKit", "InfraMindCore"]),
    .target(
      name: "InfraMindEngine",
      dependencies: ["AdapterKit", "InfraMindCore", "InfraMindStore", "LosslessYAML"]),
    .executableTarget(
      name: "InfraMindCLI",
      dependencies: [
        "InfraMindEngine", "InfraMindHTTP", "InfraMindLearning", "InfraMindProbe", "InfraMindStore",
        "BuiltInAdapters", "AdapterKit",
        "InfraMindCore", "LosslessYAML",
        .target(name: "CBareICU", condition: .when(platforms: [.linux])),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "InfraMindServer",
      dependencies: [
        "InfraMindEngine", "InfraMindHTTP", "InfraMindStore", "InfraMindPostgres", "BuiltInAdapters",
        "AdapterKit", "InfraMindCore", "LosslessYAML", .httpTypes,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .target(
      name: "AdapterTesting", dependencies: ["AdapterKit", "InfraMindCore", "LosslessYAML", .httpTypes]),
    .target(name: "ProgramTesting"),
    .target(name: "ServerTesting", dependencies: ["ProgramTesting"]),
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
    .testTarget(
      name: "AdapterKitTests",
      dependencies: ["AdapterTesting", "AdapterKit", "InfraMindCore", "LosslessYAML", .httpTypes],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "InfraMindHTTPTests", dependencies: ["InfraMindHTTP", "AdapterKit", "ServerTesting", .httpTypes]),
    .testTarget(name: "InfraMindLearningTests", dependencies: ["InfraMindLearning", "InfraMindCore"]),
    .testTarget(
      name: "InfraMindProbeTests", dependencies: ["InfraMindProbe", "AdapterKit", "InfraMindCore"]),
    .testTarget(
      name: "AdapterTestingTests",
      dependencies: ["AdapterTesting", "AdapterKit", "InfraMindCore", "LosslessYAML", .httpTypes],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "BuiltInAdaptersTests",
      dependencies: ["BuiltInAdapters", "AdapterKit", "AdapterTesting", "InfraMindCore"]),
    .testTarget(
      name: "InfraMindEngineTests",
      dependencies: ["InfraMindEngine", "AdapterTesting", "BuiltInAdapters", "ProgramTesting"],
      exclude: ["Fixtures"]),
    .executableTarget(
      name: "StoreExerciser",
      dependencies: [
        "AdapterKit", "BuiltInAdapters", "StoreTesting", "InfraMindCore", "InfraMindPostgres",
        "InfraMindStore",
      ]),
    .testTarget(
      name: "InfraMindServerTests",
      dependencies: [
        "InfraMindServer", "InfraMindEngine", "InfraMindHTTP", "InfraMindStore", "StoreTesting", "AdapterKit",
        "InfraMindCore", "ProgramTesting", "ServerTesting", .httpTypes,
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .testTarget(
      name: "InfraMindStoreTests",
      dependencies: [
        "StoreExerciser",
        "StoreTesting", "InfraMindStore", "InfraMindPostgres", "AdapterKit", "InfraMindCore",
        "ProgramTesting",
      ]),
    .testTarget(
      name: "PlatformPackagesTests",
      dependencies: [
        "AdapterTesting", "CorpusTesting", "InfraMindCore", "LosslessYAML", "ProgramTesting", "ServerTesting",
      ]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "InfraMindCLI", "InfraMindEngine", "InfraMindServer", "BuiltInAdapters", "LosslessYAML",
        "ProgramTesting", "ServerTesting", "AdapterTesting", "AdapterKit", .httpTypes,
      ],
      exclude: ["Fixtures"]),
  ]
)

// MARK: - Adapters

extension Target.Dependency {
  static let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
}

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
      dependencies: ["AdapterKit", "InfraMindCore", "LosslessYAML", .httpTypes],
      path: "Adapters/\(adapter.folder)",
      exclude: ["README.md"],
      resources: adapter.data.map { .embedInCode($0) },
      packageAccess: false),
    .testTarget(
      name: adapter.target + "Tests",
      dependencies: [
        .target(name: adapter.target), "AdapterKit", "AdapterTesting", "CorpusTesting", "InfraMindCore",
        "LosslessYAML", .httpTypes,
      ],
      path: "Tests/Adapters/\(adapter.target)Tests",
      exclude: ["Fixtures"],
      packageAccess: false),
  ]
}

// MARK: - A part of the package

// In release mode the whole takes several times as long to build as one target and what it needs: scripts/corpus.sh.
// INFRAMIND_ONLY names the targets wanted, with commas between.
if let only = Context.environment["INFRAMIND_ONLY"] {
  var wanted: Set<String> = []
  var names = only.split(separator: ",").map(String.init)
  while let name = names.popLast() {
    guard wanted.insert(name).inserted else { continue }
    names += package.targets.filter { $0.name == name }.flatMap(\.dependencies).compactMap(\.nameInPackage)
  }
  package.targets.removeAll { !wanted.contains($0.name) }
  package.products.removeAll { $0.name.hasPrefix("inframind") || !wanted.contains($0.name) }
}

extension Target.Dependency {
  /// The name of a target of this package.
  var nameInPackage: String? {
    switch self {
    case .targetItem(let name, _), .byNameItem(let name, _): name
    default: nil
    }
  }
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
