public import FoundationEssentials

/// What all messages so far say about one subject: for every detail the latest word on it.
///
/// Merging is commutative, associative and idempotent, so messages may come in any order, and twice. A detail
/// is decided by the stage of its message, then by its time; of two equal ones by a fixed order of the
/// values. A detail that a later message does not mention stays. Of a whole run, a later attempt's word goes
/// first.
public struct MergedFacts: Hashable, Sendable, Codable {
  /// The latest word on every detail.
  public private(set) var details = JobRunDetails()
  /// When each detail was said, by the name of its property.
  package private(set) var stamps: [String: FactStamp] = [:]

  /// Nothing known.
  public init() {}

  /// What was kept of an earlier value. A detail without a stamp is dropped, as is a stamp without its
  /// detail.
  package init(details: JobRunDetails, stamps: [String: FactStamp]) {
    for field in FactField.all where field.isSaid(details) {
      guard let stamp = stamps[field.name] else { continue }
      field.copy(details, &self.details)
      self.stamps[field.name] = stamp
    }
  }

  /// How far the subject has come by all that was said; `nil` if nothing was.
  public var stage: FactStage? { stamps.values.map(\.stage).max() }

  /// When the latest detail was said; `nil` if nothing was.
  public var time: Date? { stamps.values.map(\.time).max() }

  /// Takes in what a message says. Subjects are not compared: that is the caller's.
  ///
  /// - Returns: Whether anything changed.
  @discardableResult public mutating func merge(_ facts: JobRunFacts) -> Bool {
    let stamp = FactStamp(of: facts)
    return take(facts.details) { _ in stamp }
  }

  /// Takes in what another record holds.
  ///
  /// - Returns: Whether anything changed.
  @discardableResult public mutating func merge(_ other: MergedFacts) -> Bool {
    take(other.details) { other.stamps[$0] }
  }

  private mutating func take(_ said: JobRunDetails, stampOf: (String) -> FactStamp?) -> Bool {
    var hasChanged = false
    for field in FactField.all where field.isSaid(said) {
      guard let stamp = stampOf(field.name), wins(stamp, said, field) else { continue }
      field.copy(said, &details)
      stamps[field.name] = stamp
      hasChanged = true
    }
    return hasChanged
  }

  private func wins(_ stamp: FactStamp, _ said: JobRunDetails, _ field: FactField) -> Bool {
    guard let present = stamps[field.name] else { return true }
    return present == stamp ? field.precedes(details, said) : present < stamp
  }
}
