/// How many deliveries may be on their way to the store, and for how long.
struct IntakeLimits: Sendable, Hashable {
  /// Most deliveries in one transaction.
  var batch: Int
  /// Most deliveries that wait for theirs.
  var waiting: Int
  /// Longest time that a delivery waits to be written.
  var patience: Duration
}

/// Why a delivery was not kept. All of these pass: the same delivery may be taken later.
enum IntakeRefusal: Error, Sendable, Hashable {
  /// Too many wait already.
  case crowded
  /// The store failed.
  case store(code: String)
  /// The store took too long. The delivery may have been kept all the same.
  case slow
  /// The server is about to end.
  case closing

  /// A fixed word: a metric's label, and the code of the answer.
  var code: String {
    switch self {
    case .crowded: "overloaded"
    case .store(let code): code
    case .slow: "store-slow"
    case .closing: "shutting-down"
    }
  }

  /// Seconds after which another try makes sense.
  var retryAfter: Int {
    switch self {
    case .crowded: 1
    case .store, .slow, .closing: 5
    }
  }
}
