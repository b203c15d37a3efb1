internal import FoundationEssentials

/// A platform's machines as a data file lists them, `Data/runners.json` of an adapter.
///
/// ```json
/// {
///   "sources": {"list": {"title": "Price list, example.com/pricing", "asOf": "2026-08-01", "seen": "2026-08-21"}},
///   "credit": {"dollars": 0.0006, "source": "list"},
///   "machines": [
///     {"labels": ["docker", "large"], "name": "Docker large", "vendor": "circleci", "os": "linux",
///      "architecture": "x64", "pool": "docker", "cpus": 4, "memory": 8, "creditsPerMinute": 20,
///      "billing": {"increment": 1, "minimum": 60}, "source": "list"}
///   ]
/// }
/// ```
public struct CatalogData: Decodable, Hashable, Sendable {
  /// A document in which sizes and prices were read.
  public struct Source: Decodable, Hashable, Sendable {
    /// What it is called, or its address.
    public var title: String
    /// Since when, or when, the prices hold: `YYYY-MM-DD` or `YYYY-MM`.
    public var asOf: String
    /// When the document was read.
    public var seen: String
  }

  /// What a credit costs.
  public struct Credit: Decodable, Hashable, Sendable {
    /// List price in dollars.
    public var dollars: Double
    /// One of the sources.
    public var source: String
    /// What of it nobody could verify.
    public var unverified: String?
  }

  /// How time is counted, in seconds.
  public struct Billing: Decodable, Hashable, Sendable {
    /// Time is rounded up to a multiple of this; at least 1.
    public var increment: Int
    /// Shortest time billed; 0 for none.
    public var minimum: Int
  }

  /// A kind of machine.
  public struct Machine: Decodable, Hashable, Sendable {
    /// All the labels that get it together; empty if each organisation chooses them.
    public var labels: [String]
    /// Other sets of labels for the same machine.
    public var aliases: [[String]]?
    /// What people call it.
    public var name: String
    /// Who runs it.
    public var vendor: String
    /// `linux`, `windows`, `macos`.
    public var os: String
    /// `x64` or `arm64`.
    public var architecture: String
    /// Sets machines apart that may not replace one another; usually an image or an executor's kind.
    public var pool: String?
    /// Virtual CPUs; missing if unknown.
    public var cpus: Double?
    /// Memory in GiB; missing if unknown.
    public var memory: Double?
    /// Dollars for a minute; missing if unknown or sold in credits.
    public var dollarsPerMinute: Double?
    /// Credits for a minute.
    public var creditsPerMinute: Double?
    /// How time is counted; needed where there is a price.
    public var billing: Billing?
    /// One of the sources.
    public var source: String
    /// What of it nobody could verify: its price is then marked in every output.
    public var unverified: String?
    /// What to make sure of before a job is moved to it, as one sentence.
    public var caution: String?
    /// Longest time that the platform lets a job run on it, in minutes.
    public var longestJobMinutes: Int?
  }

  /// Documents by a short name.
  public var sources: [String: Source]
  /// What a credit costs; missing where none are sold.
  public var credit: Credit?
  /// The machines in any order.
  public var machines: [Machine]

  /// Why data is no catalogue.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence that names the entry.
    public let description: String
  }

  /// Decodes and checks a file's bytes.
  ///
  /// - Throws: A decoding error, or a ``Failure`` that names the entry.
  public static func decode(_ bytes: [UInt8]) throws -> CatalogData {
    let data = try JSONDecoder().decode(CatalogData.self, from: Data(bytes))
    try data.check()
    return data
  }

  private func check() throws {
    if let credit, sources[credit.source] == nil || !(0...10).contains(credit.dollars) {
      throw Failure(description: "the credit has an unknown source or an impossible price")
    }
    var seen: Set<Set<String>> = []
    for machine in machines {
      for labels in [machine.labels] + (machine.aliases ?? []) where !labels.isEmpty {
        guard seen.insert(Set(labels.map { $0.lowercased() })).inserted else {
          throw Failure(description: "the labels \(labels) stand there twice")
        }
      }
      try check(machine)
    }
  }

  private func check(_ machine: Machine) throws {
    guard !machine.name.isEmpty, sources[machine.source] != nil else {
      throw Failure(description: "'\(machine.name)' names the unknown source '\(machine.source)'")
    }
    let hasPrice = machine.dollarsPerMinute != nil || machine.creditsPerMinute != nil
    guard !hasPrice || machine.billing != nil, machine.creditsPerMinute == nil || credit != nil else {
      throw Failure(description: "'\(machine.name)' has a price without its rule")
    }
    let isSane =
      (0.1...1024).contains(machine.cpus ?? 1) && (0.1...8192).contains(machine.memory ?? 1)
      && (0...100).contains(machine.dollarsPerMinute ?? 0)
      && (0...100_000).contains(machine.creditsPerMinute ?? 0)
    guard isSane else { throw Failure(description: "'\(machine.name)' has an impossible size or price") }
  }
}

extension Dictionary where Key == String, Value == CatalogData.Source {
  /// The documents in the order of their short names, for ``AdapterSummary/prices``.
  public var priceSources: [AdapterSummary.PriceSource] {
    sorted { $0.key < $1.key }.map {
      AdapterSummary.PriceSource(title: $0.value.title, asOf: $0.value.asOf)
    }
  }
}
