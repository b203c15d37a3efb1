/// How many deliveries to decode in one transaction: as many as keep it short, since deliveries that come in wait for
/// it.
struct WorkPace: Sendable, Hashable {
  /// What a transaction should take.
  let target: Duration
  /// Deliveries in the next one.
  private(set) var size = 16
  private let most = 512

  init(target: Duration) { self.target = target }

  /// Takes in how long a transaction took.
  mutating func observe(_ time: Duration, of count: Int) {
    if time > target {
      size = max(1, size / 2)
    } else if count == size {
      size = min(most, size + max(1, size / 4))
    }
  }

  /// The store failed over a batch: the next one shows which delivery is to blame.
  mutating func goOneByOne() { size = 1 }
}
