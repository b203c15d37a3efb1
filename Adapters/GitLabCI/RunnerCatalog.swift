internal import AdapterKit

extension GitLabCI {
  /// The data compiled in; `nil` should it be bad, which a test rules out.
  static let machineData = try? CatalogData.decode(PackageResources.runners_json)

  /// The machines that GitLab.com offers by tags of its own.
  static let hostedRunners = ListedCatalog(machineData)

  /// Whether a tag is one of GitLab.com's own.
  static func isHosted(_ tag: String) -> Bool { tag.lowercased().hasPrefix("saas-") }
}
