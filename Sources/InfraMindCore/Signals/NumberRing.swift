/// The latest numbers of a stream, in single precision: enough for logarithms of durations, at half the
/// memory.
struct NumberRing: Sendable {
  private let capacity: Int
  private var values: [Float] = []
  /// Place that the next number goes to.
  private var next = 0

  /// An empty ring of at least one place.
  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// How many numbers it holds.
  var count: Int { values.count }

  /// Puts a number in, in place of the oldest where it is full.
  mutating func append(_ value: Double) {
    if values.count < capacity { values.append(Float(value)) } else { values[next] = Float(value) }
    next = next + 1 == capacity ? 0 : next + 1
  }

  /// A number by its age: 0 is the latest; must be below ``count``.
  subscript(age age: Int) -> Double { Double(values[place(ofAge: age)]) }

  /// The place in the ring of the number of an age, to lay other rings of the same length beside it.
  func place(ofAge age: Int) -> Int {
    let place = next - 1 - age
    return place < 0 ? place + values.count : place
  }

  /// The latest numbers after some that are left out, latest first.
  func latest(_ most: Int, skipping skipped: Int = 0) -> [Double] {
    let end = min(values.count, skipped + most)
    guard skipped < end else { return [] }
    return (skipped..<end).map { self[age: $0] }
  }
}
