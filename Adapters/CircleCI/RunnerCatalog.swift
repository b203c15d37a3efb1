internal import AdapterKit
internal import InfraMindCore

extension CircleCI {
  /// The classes of `Data/runners.json`.
  static let hostedMachines = ListedCatalog(machineData)

  /// The data file; `nil` only if a build embedded a broken one, which a test rules out.
  static let machineData = try? CatalogData.decode(PackageResources.runners_json)
}

/// The kinds of executor. The same class means other hardware under each.
enum ExecutorKind: String, Hashable, Sendable, CaseIterable {
  case docker, machine, macos

  /// The kind that only this class exists under; `nil` if its name does not tell.
  init?(only resourceClass: String) {
    if resourceClass.hasPrefix("windows.") || resourceClass.hasPrefix("gpu.") {
      self = .machine
    } else if resourceClass.hasPrefix("m4pro.") || resourceClass.hasPrefix("macos.") {
      self = .macos
    } else {
      return nil
    }
  }
}

/// A resource class as the labels of readouts, histories and the catalogue.
enum MachineLabels {
  /// `[docker, large]` for a class of CircleCI's; `[namespace/name]` for machines of the user's own.
  static func labels(_ kind: ExecutorKind?, _ resourceClass: String) -> [String]? {
    if isOwn(resourceClass) { return [resourceClass] }
    guard let kind = kind ?? ExecutorKind(only: resourceClass) else { return nil }
    return [kind.rawValue, resourceClass]
  }

  /// Whether a class is of the user's own machines.
  static func isOwn(_ resourceClass: String) -> Bool { resourceClass.contains("/") }

  /// The class and kind that labels name; `nil` if they name none.
  static func resourceClass(of labels: [String]) -> (kind: ExecutorKind?, name: String)? {
    if labels.count == 1, isOwn(labels[0]) { return (nil, labels[0]) }
    guard labels.count == 2 else { return nil }
    for (kind, name) in [(labels[0], labels[1]), (labels[1], labels[0])] {
      if let kind = ExecutorKind(rawValue: kind.lowercased()), !name.isEmpty { return (kind, name) }
    }
    return nil
  }
}
