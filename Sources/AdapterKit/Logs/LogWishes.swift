public import InfraMindCore

/// A job whose log is worth a request.
public protocol JobLogWish: Codable, Sendable {
  /// The platform's id of the job's attempt.
  var job: String { get }
}

/// Jobs whose logs are worth a request each: the latest few of each name. Part of a checkpoint.
public struct LogWishes<Wish: JobLogWish>: Codable, Sendable {
  /// Logs read of jobs of one name that succeeded.
  private static var mostSuccesses: Int { 3 }
  /// Logs read of jobs of one name that failed.
  private static var mostFailures: Int { 2 }
  /// Logs read altogether.
  private static var most: Int { 300 }

  private var queue: [Wish] = []
  private var counts: [String: Int] = [:]
  private var total = 0

  /// No wish.
  public init() {}

  /// Whether none is left.
  public var isEmpty: Bool { queue.isEmpty }

  /// How many of them are read, 0 to 1.
  public var shareDone: Double { total == 0 ? 1 : 1 - Double(queue.count) / Double(total) }

  /// Wishes for a job's log, if there are not enough of its name. Newest jobs come first.
  public mutating func add(_ wish: Wish, of name: String, hasFailed: Bool) {
    let name = (hasFailed ? "-" : "+") + name
    guard queue.count < Self.most,
      counts[name, default: 0] < (hasFailed ? Self.mostFailures : Self.mostSuccesses)
    else { return }
    counts[name, default: 0] += 1
    queue.append(wish)
  }

  /// Ends the wishing.
  public mutating func close() {
    counts = [:]
    total = queue.count
  }

  /// What logs told.
  public struct Answers: Sendable {
    /// What they add to what the platform told.
    public var facts: [JobRunFacts] = []
    /// Why some could not be read, each in a sentence.
    public var problems: [String] = []
  }

  /// Reads the logs of the next few jobs, all at the same time. Logs that are gone are passed over.
  ///
  /// - Parameters:
  ///   - isRefusalFinal: Whether a token that may not read one log may read none, so that the others are not asked for.
  ///   - read: Asks for a job's log and says what it adds; `nil` for nothing.
  /// - Throws: What `read` throws, unless it is that one log cannot be had; then none of the wishes is taken.
  public mutating func read(
    next count: Int, isRefusalFinal: Bool, _ read: @escaping @Sendable (Wish) async throws -> JobRunFacts?
  ) async throws -> Answers {
    let wishes = queue.prefix(count)
    var answers = Answers()
    for (wish, result) in zip(wishes, await wishes.concurrentResults(of: read)) {
      do {
        answers.facts += [try result.get()].compactMap(\.self)
      } catch let error as AdapterError where error.code == .notFound {
        continue
      } catch let error as AdapterError where error.code == .notAllowed && isRefusalFinal {
        answers.problems.append("Logs could not be read, so what caches did is not known: \(error.message)")
        queue = []
        return answers
      } catch let error as AdapterError where [.notAllowed, .unexpectedAnswer].contains(error.code) {
        answers.problems.append("The log of job \(wish.job) could not be read: \(error.message)")
      }
    }
    queue.removeFirst(wishes.count)
    return answers
  }
}
