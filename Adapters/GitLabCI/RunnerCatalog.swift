internal import AdapterKit

extension GitLabCI {
  /// The data compiled in; `nil` should it be bad, which a test rules out.
  static let catalogData = try? CatalogData.decode(PackageResources.runners_json)

  /// The machines that GitLab.com offers by tags of its own.
  static let hostedRunners = ListedCatalog(catalogData)

  /// The tag of the machine that GitLab.com gives a job without tags.
  static let defaultTag = "saas-linux-small-amd64"

  /// Whether a tag is one of GitLab.com's own.
  static func isHosted(_ tag: String) -> Bool { tag.lowercased().hasPrefix("saas-") }
}
