internal import AdapterKit
internal import InfraMindCore

extension Buildkite {
  /// The shapes of `Data/runners.json`.
  static let hostedMachines = ListedCatalog(machineData)

  /// The data file; `nil` only if a build embedded a broken one, which a test rules out.
  static let machineData = try? CatalogData.decode(PackageResources.runners_json)
}
