/// Jobs whose logs are worth a request each: the latest few of each name. Part of a checkpoint.
public struct LogWishes<Wish: Codable & Sendable>: Codable, Sendable {
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

  /// The next few.
  public mutating func take(_ count: Int) -> [Wish] {
    let wishes = Array(queue.prefix(count))
    queue.removeFirst(wishes.count)
    return wishes
  }
}
