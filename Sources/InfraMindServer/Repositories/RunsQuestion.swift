internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindStore

/// Which runs a request asks for, of what its token may read.
struct RunsQuestion: Sendable {
  private(set) var query = RunQuery()
  /// Host that the token is for; `nil` for any.
  let source: String?
  private(set) var cursor: String?
  /// What was asked, but for the page.
  private var asked: [(String, String)] = []

  /// Most runs of one job.
  static let mostPerJob = 500

  /// Why a request cannot be answered.
  struct Failure: Error {
    let code: String
    let message: String
    /// Whether it asks for what is another's.
    var isForeign = false
  }

  /// Reads a request's query.
  ///
  /// - Parameter parameters: Names and values, decoded.
  init(_ parameters: [(String, String)], by token: RepositoryToken) throws(Failure) {
    source = token.source
    query.repository = token.repository
    query.platform = token.platform
    var seen: Set<String> = []
    for (name, value) in parameters {
      guard seen.insert(name).inserted else {
        throw Failure(code: "invalid-query", message: "`\(Self.shown(name))` is there more than once.")
      }
      try take(name, value, by: token)
      if name != "after" { asked.append((name, value)) }
    }
  }

  private mutating func take(_ name: String, _ value: String, by token: RepositoryToken) throws(Failure) {
    switch name {
    case "repository":
      guard value.lowercased() == token.repository.lowercased() else { throw Self.foreign }
    case "platform":
      let platform = Platform(rawValue: value)
      guard token.platform == nil || token.platform == platform else { throw Self.foreign }
      query.platform = platform
    case "pipeline": query.pipeline = value
    case "run": query.run = value
    case "job": query.jobID = value
    case "chain": query.chain = value
    case "since": query.since = try Self.time(value, of: name)
    case "until": query.until = try Self.time(value, of: name)
    case "latest": query.latestPerJob = try Self.count(value, in: 1...Self.mostPerJob, of: name)
    case "steps": query.stepsPerJob = try Self.count(value, in: 0...Self.mostPerJob, of: name)
    case "after":
      guard let number = Int64(value) else {
        throw Failure(code: "invalid-query", message: "`after` must be what the header Link said.")
      }
      cursor = String(number)
    default:
      throw Failure(
        code: "invalid-query",
        message:
          "There is no `\(Self.shown(name))` here: repository, platform, pipeline, run, job, chain, since, until, "
          + "latest, steps, after.")
    }
  }

  /// The address of the page behind a cursor, beside this one's.
  func address(of cursor: String) -> String {
    // A path of one part is always an address.
    let address = APIAddress("/")?.asking(asked + [("after", cursor)])
    return (address?.target).map { String($0.dropFirst()) } ?? ""
  }

  // MARK: - Values

  private static let foreign = Failure(
    code: "foreign-repository", message: "This token may only read its own repository.", isForeign: true)

  private static func time(_ text: String, of name: String) throws(Failure) -> Date {
    guard let time = Timestamp.date(from: text) else {
      throw Failure(code: "invalid-query", message: "`\(name)` must be a time such as 2026-11-01T00:00:00Z.")
    }
    return time
  }

  private static func count(_ text: String, in range: ClosedRange<Int>, of name: String) throws(Failure)
    -> Int
  {
    guard let number = Int(text), range.contains(number) else {
      throw Failure(
        code: "invalid-query",
        message: "`\(name)` must be a number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  private static func shown(_ name: String) -> String { String(name.prefix(40)) }
}
