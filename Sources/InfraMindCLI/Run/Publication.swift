internal import AdapterKit
internal import InfraMindCore
internal import InfraMindEngine

/// One report on its way to the places of the platform that this process runs on.
struct Publication {
  private let adapter: any CIAdapter
  private let target: ReportTarget
  private let places: [ReportPlace]
  private let isQuiet: Bool

  /// - Parameter names: The places that the user named; none for the usual ones.
  /// - Throws: ``EngineError`` outside of CI, and for places that there are not.
  init(_ names: [String], _ environment: [String: String], isQuiet: Bool) throws {
    self.isQuiet = isQuiet
    let known = Wiring.registry.adapters.lazy.compactMap { adapter in
      adapter.reportTarget(of: environment).map { (adapter, $0) }
    }
    guard let (adapter, target) = known.first else {
      throw EngineError(
        code: "no-job", message: "This is no job of a CI platform.")
    }
    (self.adapter, self.target) = (adapter, target)
    let all = type(of: adapter).reportPlaces
    places = names.isEmpty ? all.filter(\.isUsual) : all.filter { names.contains($0.id.description) }
    if let stranger = names.first(where: { name in !all.contains { $0.id.description == name } }) {
      let list = all.map(\.id.description).joined(separator: ", ")
      throw EngineError(
        code: "unknown-place",
        message: "\(type(of: adapter).displayName) has no place called \(stranger); it has \(list).")
    }
  }

  /// Whether the pull request has the label that switches reports off.
  var isSwitchedOff: Bool { target.labels.contains { $0.lowercased() == "inframind:off" } }

  /// Publishes at all places.
  ///
  /// - Returns: What failed, a sentence each.
  func publish(_ report: Report) -> [String] { places.compactMap { publish(report, at: $0) } }

  private func publish(_ report: Report, at place: ReportPlace) -> String? {
    do {
      guard let api = adapter.reportAPI(at: place.id, for: target) else {
        try InstructionRunner(adapter).run(try adapter.instructions(for: report, at: place.id, of: target))
        tell(place, "written")
        return nil
      }
      let client = try ReportClient.make(api)
      let receipt = try Waiting.result { [adapter, target] in
        try await ReportClient.limit.result {
          try await adapter.publish(report, at: place.id, of: target, over: client)
        }
      }
      tell(place, Self.words(receipt))
      return nil
    } catch let error as AdapterError where error.code == .notAllowed {
      let right = Self.right(of: place)
      if let rules = adapter.reportAPI(at: place.id, for: target)?.rules,
        ReportClient.token(for: rules) == nil
      {
        let names = rules.tokenVariables.joined(separator: " or ")
        let what = right.map { " with the right \($0)" } ?? ""
        return "nothing is published as \(place.id): hand a token\(what) to this step in \(names)"
      }
      return "nothing is published as \(place.id)\(right.map { ": grant \($0)" } ?? ""). \(error.message)"
    } catch {
      return "nothing is published as \(place.id): \(error)"
    }
  }

  /// The right that a place takes; as code where it is one word of one platform.
  private static func right(of place: ReportPlace) -> String? {
    place.right.map { $0.contains(", ") ? $0 : "`\($0)`" }
  }

  /// Takes the report of a key out of all places.
  func withdraw(_ key: String) throws {
    for place in places {
      guard let api = adapter.reportAPI(at: place.id, for: target) else { continue }
      let client = try ReportClient.make(api)
      let receipt = try Waiting.result { [adapter, target] in
        try await adapter.withdraw(key, at: place.id, of: target, over: client)
      }
      tell(place, Self.words(receipt))
    }
  }

  private func tell(_ place: ReportPlace, _ what: String) {
    if !isQuiet { RunSpeech.tell("\(place.id): \(what)") }
  }

  private static func words(_ receipt: ReportReceipt) -> String {
    switch receipt {
    case .created(let address): "published" + (address.map { " (\($0))" } ?? "")
    case .updated(let address): "brought up to date" + (address.map { " (\($0))" } ?? "")
    case .unchanged: "unchanged, nothing written"
    case .removed: "taken out"
    case .nothing(let reason): reason
    }
  }
}
