internal import FoundationEssentials

extension ModelManifest {
  /// The manifest as a JSON object, one member a line.
  package var text: String {
    var object = JSONObjectText()
    object.add("format", raw: "\(Self.formatVersion)")
    object.add("id", id)
    object.add("purpose", purpose.rawValue)
    object.add("trained", Timestamp.text(of: trained))
    object.add("code_version", codeVersion)
    object.add("library_version", libraryVersion)
    object.add("parent", parent)
    object.add("from", Timestamp.text(of: window.lowerBound))
    object.add("to", Timestamp.text(of: window.upperBound))
    object.add("rows", raw: "\(rows)")
    object.add("categories", raw: JSONObjectText.list(categories.map(JSONObjectText.quoted)))
    object.add("features", raw: JSONObjectText.list(features.map(Self.text)))
    object.add("settings", raw: JSONObjectText.list(settings.map(Self.text)))
    object.add("measured", raw: Self.text(measured))
    object.add("checksum", checksum)
    return object.text + "\n"
  }

  private static func text(_ feature: FeatureProfile) -> String {
    var object = JSONObjectText()
    object.add("name", feature.name)
    object.add("bounds", raw: JSONObjectText.list(feature.bounds.map { "\($0)" }))
    object.add("shares", raw: JSONObjectText.list(feature.shares.map { "\($0)" }))
    return object.text
  }

  private static func text(_ setting: Setting) -> String {
    var object = JSONObjectText()
    object.add("name", setting.name)
    object.add("value", setting.value)
    return object.text
  }

  private static func text(_ measured: Measured) -> String {
    var object = JSONObjectText()
    object.add("runs", raw: "\(measured.runs)")
    object.add("loss", raw: "\(measured.loss)")
    object.add("deviation", raw: "\(measured.deviation)")
    let others = measured.others.map { other in
      var object = JSONObjectText()
      object.add("name", other.name)
      object.add("loss", raw: "\(other.loss)")
      return object.text
    }
    object.add("others", raw: JSONObjectText.list(others))
    return object.text
  }

  /// Reads a manifest.
  ///
  /// - Throws: ``ModelFileError``.
  package init(parsing bytes: [UInt8]) throws(ModelFileError) {
    let object: JSONValue
    do throws(JSONFailure) {
      object = try JSONValue(parsing: bytes)
    } catch {
      throw .damaged("it is no JSON: \(error.what)")
    }
    guard let format = object["format"]?.integer else { throw .damaged("it has no format") }
    guard format == Self.formatVersion else {
      throw ModelFileError(
        .otherFormat,
        "it is of format \(format), and \(Self.formatVersion) is read: use the program that wrote it"
      )
    }
    guard let id = object["id"]?.text, Self.isID(id) else { throw .damaged("it has no id that can be one") }
    guard let purpose = object["purpose"]?.text.flatMap(ModelPurpose.init) else {
      throw .damaged("its purpose is unknown")
    }
    guard let trained = Self.date(object["trained"]), let from = Self.date(object["from"]),
      let to = Self.date(object["to"]), from <= to, let rows = object["rows"]?.integer, rows >= 0
    else { throw .damaged("it does not say when it was trained, and on what") }
    guard let checksum = object["checksum"]?.text, checksum.utf8.count == 64 else {
      throw .damaged("it has no checksum")
    }
    let features = (object["features"]?.elements ?? []).compactMap(Self.feature)
    guard !features.isEmpty, features.count == object["features"]?.elements.count else {
      throw .damaged("its features are not described")
    }
    guard let measured = object["measured"].flatMap(Self.measured) else {
      throw .damaged("it has no figures")
    }
    self.init(
      id: id, purpose: purpose, trained: trained, codeVersion: object["code_version"]?.text ?? "",
      libraryVersion: object["library_version"]?.text, parent: object["parent"]?.text, window: from...to,
      rows: rows,
      features: features, categories: (object["categories"]?.elements ?? []).compactMap(\.text),
      settings: (object["settings"]?.elements ?? []).compactMap { setting in
        setting["name"]?.text.map { Setting($0, setting["value"]?.text ?? "") }
      },
      measured: measured, checksum: checksum)
  }

  private static func date(_ value: JSONValue?) -> Date? { value?.text.flatMap { Timestamp.date(from: $0) } }

  private static func feature(_ object: JSONValue) -> FeatureProfile? {
    let bounds = (object["bounds"]?.elements ?? []).compactMap(\.number)
    let shares = (object["shares"]?.elements ?? []).compactMap(\.number)
    guard let name = object["name"]?.text, bounds.count == object["bounds"]?.elements.count,
      shares.count == object["shares"]?.elements.count, shares.count == bounds.count + 2,
      shares.allSatisfy({ (0...1).contains($0) }), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return FeatureProfile(name: name, bounds: bounds, shares: shares)
  }

  private static func measured(_ object: JSONValue) -> Measured? {
    guard let runs = object["runs"]?.integer, runs >= 0, let loss = object["loss"]?.number,
      let deviation = object["deviation"]?.number, deviation >= 0
    else { return nil }
    let others = (object["others"]?.elements ?? []).compactMap { other -> Measured.Other? in
      guard let name = other["name"]?.text, let loss = other["loss"]?.number else { return nil }
      return Measured.Other(name, loss: loss)
    }
    return Measured(runs: runs, loss: loss, deviation: deviation, others: others)
  }
}
