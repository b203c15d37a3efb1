// swift-tools-version: 6.2
import PackageDescription

// Built by run.sh with libFuzzer and AddressSanitizer on all code, hence a package of its own. The laws are those of
// the ordinary tests, by symbolic links.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "InfraMind", path: "../..")],
  targets: [
    .target(name: "FuzzDriver"),
    .executableTarget(
      name: "FuzzParse", dependencies: ["FuzzDriver", .product(name: "LosslessYAML", package: "InfraMind")]),
    .executableTarget(
      name: "FuzzEdits", dependencies: ["FuzzDriver", .product(name: "LosslessYAML", package: "InfraMind")]),
  ]
)
