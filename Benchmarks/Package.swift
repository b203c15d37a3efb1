// swift-tools-version: 6.2
import PackageDescription

// Measures the package next to it. Not part of it, so that nobody who uses the package builds this.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "InfraMind", path: "..")],
  targets: [
    .systemLibrary(name: "CBareYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .executableTarget(
      name: "yaml-bench",
      dependencies: ["CBareYAML", .product(name: "LosslessYAML", package: "InfraMind")]),
  ]
)
