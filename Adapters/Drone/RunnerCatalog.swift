internal import AdapterKit
internal import InfraMindCore

/// What Drone's own words say about a machine: the requests of a Kubernetes pod, the slug of a droplet.
///
/// Everything else (labels of runners, pools) is the user's, who names sizes and prices in `.inframind.yml`.
struct DroneCatalog: RunnerCatalog {
  static let standard = DroneCatalog(try? CatalogData.decode(PackageResources.runners_json))

  private let pods = ResourceCatalog(
    family: RunnerFamily(
      vendor: RunnerFamily.selfHosted, os: "linux", architecture: "x64", trait: "kubernetes-pod"))
  private let listed: ListedCatalog

  init(_ data: CatalogData?) { listed = ListedCatalog(data) }

  func runner(for labels: [String], visibility: RepositoryVisibility?) -> RunnerLookup {
    if case .known(let pod) = pods.runner(for: labels, visibility: visibility) { return .known(pod) }
    let known = listed.runner(for: labels, visibility: visibility)
    guard known == .unknown, labels.count == 1, let droplet = Droplet(slug: labels[0]) else { return known }
    return .known(droplet.runner)
  }

  func ladder(of family: RunnerFamily, visibility: RepositoryVisibility?) -> [Runner] {
    family == pods.family
      ? pods.ladder(of: family, visibility: visibility)
      : listed.ladder(of: family, visibility: visibility)
  }
}

/// A machine of DigitalOcean whose slug states its size, such as `s-2vcpu-4gb`.
///
/// Only the plain kind is read; whether a size is on offer in a region is not known.
struct Droplet {
  let runner: Runner

  init?(slug: String) {
    let parts = slug.lowercased().split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "s", parts[1].hasSuffix("vcpu"), parts[2].hasSuffix("gb"),
      let cpus = Int(parts[1].dropLast(4)), let memory = Int(parts[2].dropLast(2)),
      (1...256).contains(cpus), (1...4096).contains(memory)
    else { return nil }
    runner = Runner(
      label: slug, name: "Droplet (\(cpus) vCPU, \(memory) GiB)",
      family: RunnerFamily(vendor: "digitalocean", os: "linux", architecture: "x64"), cpus: Double(cpus),
      memory: MemorySize(gibibytes: Double(memory)), price: nil)
  }
}
