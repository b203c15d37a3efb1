internal import AdapterKit
internal import FoundationEssentials

/// The catalogue's data file, `Data/runners.json`.
struct RunnerData: Decodable {
  struct Size: Decodable {
    var cpus: Double
    /// In GiB; missing if unknown.
    var memory: Double?
    /// Dollars per minute; missing if unknown.
    var price: Double?
  }

  /// How a job's time is billed.
  enum Billing: String, Decodable {
    case wholeMinutes = "whole-minutes"
    case seconds
  }

  /// A machine whose size may depend on the repository's visibility.
  struct Fixed: Decodable {
    /// Labels for it, all meaning the same.
    var labels: [String]
    var name: String
    var vendor: String
    var os: String
    var architecture: String
    /// What must stay the same when a job moves; empty for the platform's main image.
    var image: String
    var `private`: Size
    var `public`: Size
    var billing: Billing
    var source: String
    /// What of it nobody could verify.
    var unverified: String?
    var longestJobMinutes: Int?
  }

  /// Sizes whose labels an organisation chooses.
  struct Larger: Decodable {
    var vendor: String
    var os: String
    var architecture: String
    var images: [String]
    var sizes: [Size]
    var billing: Billing
    var source: String
    var unverified: String?
  }

  /// Sizes of a vendor whose labels follow a rule.
  struct Vendor: Decodable {
    var vendor: String
    var os: String
    var architecture: String
    /// Sets of machines that do not replace one another; they stand for `{image}` in the label.
    var images: [String]
    /// The label's rule: `{image}` and `{cpus}` are replaced.
    var label: String
    /// Another label for the smallest size.
    var labelOfSmallest: String?
    var sizes: [Size]
    var billing: Billing
    var source: String
    var unverified: String?
  }

  /// Documents by a short name.
  var sources: [String: CatalogData.Source]
  var fixed: [Fixed]
  var larger: [Larger]
  var vendors: [Vendor]

  /// Why data is no catalogue.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Decodes and checks data.
  ///
  /// - Throws: A decoding error, or a ``Failure`` that names the entry.
  static func decode(_ bytes: [UInt8]) throws -> RunnerData {
    let data = try JSONDecoder().decode(RunnerData.self, from: Data(bytes))
    try data.check()
    return data
  }

  private func check() throws {
    var labels: Set<String> = []
    for runner in fixed {
      guard !runner.labels.isEmpty, !runner.name.isEmpty else {
        throw Failure(description: "a runner has no label")
      }
      for label in runner.labels where !labels.insert(label.lowercased()).inserted {
        throw Failure(description: "the label '\(label)' stands there twice")
      }
      try check([runner.private, runner.public], runner.source, runner.labels[0])
    }
    for group in larger { try check(group.sizes, group.source, "\(group.os) \(group.architecture)") }
    for vendor in vendors {
      guard vendor.label.contains("{cpus}") || vendor.sizes.count == 1 else {
        throw Failure(description: "the labels '\(vendor.label)' are the same for all sizes")
      }
      try check(vendor.sizes, vendor.source, vendor.label)
    }
  }

  private func check(_ sizes: [Size], _ source: String, _ name: String) throws {
    guard sources[source] != nil else {
      throw Failure(description: "'\(name)' names the unknown source '\(source)'")
    }
    for size in sizes {
      let isSane =
        (0.5...1024).contains(size.cpus) && (0.5...8192).contains(size.memory ?? 1)
        && (0...10).contains(size.price ?? 0)
      guard isSane else { throw Failure(description: "'\(name)' has an impossible size or price") }
    }
  }
}
