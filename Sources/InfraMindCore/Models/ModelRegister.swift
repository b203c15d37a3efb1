package import FoundationEssentials

/// Which model serves for each purpose, and which ones did before.
package struct ModelRegister: Hashable, Sendable {
  /// The form that is written and read.
  package static let formatVersion = 1

  /// What happened once.
  package struct Event: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Hashable, Sendable {
      /// It began to serve.
      case promoted
      /// It serves again, after another.
      case restored
      /// It serves a share of the jobs, to be compared with the one that serves the others.
      case challenged
      /// It does so no longer.
      case withdrawn
    }

    /// When.
    package var time: Date
    /// What happened.
    package var kind: Kind
    /// For which purpose.
    package var purpose: ModelPurpose
    /// The model that serves since, or is on trial; `nil` if none does any more.
    package var model: String?
    /// Share of the jobs that a model on trial serves, 0...1.
    package var share: Double?
    /// Why, in a sentence.
    package var reason: String
  }

  /// All that happened, oldest first.
  package private(set) var events: [Event] = []

  /// Nothing happened yet.
  package init() {}

  /// The model that serves for a purpose.
  package func current(_ purpose: ModelPurpose) -> String? { stack(purpose).last }

  /// Has a model serve.
  package mutating func promote(
    _ model: String, for purpose: ModelPurpose, at time: Date, because reason: String
  ) {
    events.append(Event(time: time, kind: .promoted, purpose: purpose, model: model, reason: reason))
  }

  /// Has the model serve again that served before the one that does now; if there was none, none serves.
  ///
  /// - Returns: The model that serves now.
  /// - Throws: ``ModelFileError/Code/nothingBefore`` if none serves.
  @discardableResult
  package mutating func rollBack(
    _ purpose: ModelPurpose, at time: Date, because reason: String
  ) throws(ModelFileError) -> String? {
    let stack = stack(purpose)
    guard !stack.isEmpty else {
      throw ModelFileError(
        .nothingBefore, "no model serves for \(purpose.rawValue), so there is nothing to take back")
    }
    let before = stack.dropLast().last
    events.append(Event(time: time, kind: .restored, purpose: purpose, model: before, reason: reason))
    return before
  }

  /// A model on trial.
  package struct Challenger: Hashable, Sendable {
    /// Its name.
    package var model: String
    /// Share of the jobs that it serves, 0...1.
    package var share: Double
  }

  /// The model on trial for a purpose; another one that begins to serve ends the trial.
  package func challenger(_ purpose: ModelPurpose) -> Challenger? {
    guard let last = events.last(where: { $0.purpose == purpose }), last.kind == .challenged,
      let model = last.model
    else { return nil }
    return Challenger(model: model, share: last.share ?? 0.5)
  }

  /// Has a model serve a share of the jobs.
  ///
  /// - Throws: ``ModelFileError/Code/alreadyServes`` if it serves all of them.
  package mutating func challenge(
    _ model: String, for purpose: ModelPurpose, share: Double, at time: Date, because reason: String
  ) throws(ModelFileError) {
    guard current(purpose) != model else {
      throw ModelFileError(.alreadyServes, "\(model) serves all jobs, so there is nothing to try")
    }
    events.append(
      Event(
        time: time, kind: .challenged, purpose: purpose, model: model, share: min(max(share, 0.01), 0.99),
        reason: reason))
  }

  /// Ends a trial.
  ///
  /// - Returns: The model that was on trial.
  /// - Throws: ``ModelFileError/Code/nothingBefore`` if none is.
  @discardableResult
  package mutating func withdraw(
    _ purpose: ModelPurpose, at time: Date, because reason: String
  ) throws(ModelFileError) -> String {
    guard let challenger = challenger(purpose) else {
      throw ModelFileError(
        .nothingBefore, "no model is on trial for \(purpose.rawValue), so there is nothing to end")
    }
    events.append(Event(time: time, kind: .withdrawn, purpose: purpose, model: nil, reason: reason))
    return challenger.model
  }

  /// Models that serve or served, the one that serves now last: going back takes the last away, also several
  /// times.
  private func stack(_ purpose: ModelPurpose) -> [String] {
    var stack: [String] = []
    for event in events where event.purpose == purpose {
      switch event.kind {
      case .promoted:
        if let model = event.model, model != stack.last { stack.append(model) }
      case .restored: _ = stack.popLast()
      case .challenged, .withdrawn: break
      }
    }
    return stack
  }

  // MARK: - JSON

  /// The register as a JSON object, one event a line.
  package var text: String {
    let lines = events.map { event in
      var object = JSONObjectText()
      object.add("time", Timestamp.text(of: event.time))
      object.add("kind", event.kind.rawValue)
      object.add("purpose", event.purpose.rawValue)
      object.add("model", event.model)
      if let share = event.share { object.add("share", raw: "\(share)") }
      object.add("reason", event.reason)
      return object.text
    }
    return "{\"format\":\(Self.formatVersion),\"events\":[\n" + lines.joined(separator: ",\n") + "\n]}\n"
  }

  /// Reads a register.
  ///
  /// - Throws: ``ModelFileError``.
  package init(parsing bytes: [UInt8]) throws(ModelFileError) {
    let object: JSONValue
    do throws(JSONFailure) {
      object = try JSONValue(parsing: bytes)
    } catch {
      throw .damaged("the register of models is no JSON: \(error.what)")
    }
    guard object["format"]?.integer == Self.formatVersion else {
      throw ModelFileError(
        .otherFormat, "the register of models is of another format than \(Self.formatVersion)")
    }
    for element in object["events"]?.elements ?? [] {
      guard let time = element["time"]?.text.flatMap({ Timestamp.date(from: $0) }),
        let kind = element["kind"]?.text.flatMap(Event.Kind.init),
        let purpose = element["purpose"]?.text.flatMap(ModelPurpose.init),
        element["model"]?.text.map(ModelManifest.isID) ?? (kind == .restored || kind == .withdrawn)
      else { throw .damaged("the register of models holds an event that is none") }
      events.append(
        Event(
          time: time, kind: kind, purpose: purpose, model: element["model"]?.text,
          share: element["share"]?.number.map { min(max($0, 0.01), 0.99) },
          reason: element["reason"]?.text ?? ""))
    }
  }
}
