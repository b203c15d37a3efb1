// swift-tools-version: 6.2
import PackageDescription

// Built by run.sh with libFuzzer and AddressSanitizer on all code, hence a package of its own.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "InfraMind", path: "../..")],
  targets: [
    .executableTarget(
      name: "FuzzParse",
      dependencies: [.product(name: "LosslessYAML", package: "InfraMind")])
  ]
)
