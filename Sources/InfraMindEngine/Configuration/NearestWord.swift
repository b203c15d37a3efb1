/// Finds what a person probably meant.
package enum NearestWord {
  /// The candidate that differs least from a word, if it differs little enough to be meant; of equals the
  /// first.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let typed = Array(word.lowercased())
    guard typed.count <= 64 else { return nil }
    let best =
      candidates
      .map { (candidate: $0, distance: distance(typed, Array($0.lowercased()))) }
      .min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, max(typed.count, best.candidate.count) / 3) else { return nil }
    return best.candidate
  }

  /// Damerau's distance with adjacent swaps (optimal string alignment): the number of letters to insert,
  /// remove, replace or swap with their neighbour.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let isSame = left[row] == right[column]
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (isSame ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
