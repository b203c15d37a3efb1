#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How often a job's runs reach a score: what its own runs show, drawn towards what runs of many jobs show.
///
/// Its own runs are counted in narrow classes and lose weight run by run; together they are never worth more
/// than ``heaviest`` runs, and the pooled tail counts as ``pooledWeight`` runs more. A job whose runs often
/// come out slow thus has to be slower for the same rarity, and a job of ten runs rests on what others do.
struct ScoreTail: Sendable {
  /// Runs that the pooled tail is worth.
  static let pooledWeight = 200.0
  /// What the weight of all earlier runs is multiplied by at each run.
  static let decay = 0.99
  /// Most runs that the job's own are worth: 1 / (1 − decay).
  static let heaviest = 100.0

  private static let width = 0.1
  private static let classes = 64
  private var weights = [Float](repeating: 0, count: Self.classes)
  private var total = 0.0

  /// Takes the score of a run; one that is not finite is left out.
  mutating func take(_ score: Double) {
    guard score.isFinite else { return }
    for index in weights.indices { weights[index] *= Float(Self.decay) }
    total = total * Self.decay + 1
    if let index = Self.index(of: score) { weights[index] += 1 }
  }

  /// Share of runs, above 0 and at most 1, whose score is this or higher.
  func share(reaching score: Double) -> Double {
    let own = Self.index(of: score).map { weights[$0...].reduce(0) { $0 + Double($1) } } ?? total
    return (Self.pooledWeight * Self.pooled(score) + own) / (Self.pooledWeight + total)
  }

  /// The class of a score; `nil` below zero, where every run counts.
  private static func index(of score: Double) -> Int? {
    guard score >= 0 else { return nil }
    return min(Int(min(score, 1e6) / width), classes - 1)
  }

  /// Share of runs that reach a score, as found over the first 60 % of the builds of 36 projects (21,300
  /// builds): score, share. Beyond the last the share falls with the square of the score, as it does before
  /// it.
  private static let points: [(score: Double, share: Double)] = [
    (-1, 0.5), (0, 0.1415), (0.2, 0.0886), (0.4, 0.0568), (0.6, 0.0372), (0.8, 0.0247), (1, 0.0167),
    (1.2, 0.0124), (1.4, 0.0101), (1.6, 0.0079), (2, 0.0058), (2.5, 0.0037), (3, 0.0028), (4, 0.0017),
    (5, 0.001),
  ]

  static func pooled(_ score: Double) -> Double {
    guard let first = points.first, let last = points.last, score > first.score else { return 0.5 }
    guard score < last.score else {
      let ratio = last.score / min(score, 1e6)
      return last.share * ratio * ratio
    }
    let upper = points.firstIndex { $0.score > score } ?? points.count - 1
    let (low, high) = (points[upper - 1], points[upper])
    let way = (score - low.score) / (high.score - low.score)
    return exp(log(low.share) + way * (log(high.share) - log(low.share)))
  }
}
