/// Which lines differ between two texts: runs of lines to take out, each with what stands there instead.
struct LineDifference: Hashable, Sendable {
  /// Lines of the old text replaced by lines of the new one; either range may be empty, not both.
  struct Change: Hashable, Sendable {
    var old: Range<Int>
    var new: Range<Int>
  }

  /// Changes from top to bottom, with at least one equal line between two of them.
  let changes: [Change]

  /// Lines taken out plus lines put in. Beyond it the whole middle counts as replaced, which is right as
  /// well, only longer; comparing takes memory in the square of this.
  private static let mostDifferences = 2000

  /// Compares two lists of lines.
  init<Line: Hashable>(from old: [Line], to new: [Line]) {
    let head = zip(old, new).prefix { $0 == $1 }.count
    let shorter = min(old.count, new.count) - head
    let tail = zip(old.reversed(), new.reversed()).prefix(shorter).prefix { $0 == $1 }.count
    let middle = (old: head..<(old.count - tail), new: head..<(new.count - tail))
    guard !middle.old.isEmpty || !middle.new.isEmpty else {
      changes = []
      return
    }
    let found = Self.compare(Array(old[middle.old]), Array(new[middle.new]))
    guard let found else {
      changes = [Change(old: middle.old, new: middle.new)]
      return
    }
    changes = found.map { change in
      Change(
        old: (change.old.lowerBound + head)..<(change.old.upperBound + head),
        new: (change.new.lowerBound + head)..<(change.new.upperBound + head))
    }
  }

  /// Myers' greedy algorithm; `nil` if the texts differ too much for it.
  private static func compare<Line: Hashable>(_ old: [Line], _ new: [Line]) -> [Change]? {
    guard !old.isEmpty, !new.isEmpty else { return nil }
    let limit = min(old.count + new.count, mostDifferences)
    var furthest = [Int](repeating: 0, count: 2 * limit + 3)
    let middle = limit + 1
    var trace: [ArraySlice<Int>] = []
    for differences in 0...limit {
      trace.append(furthest[(middle - differences)...(middle + differences)])
      for diagonal in stride(from: -differences, through: differences, by: 2) {
        let goesDown =
          diagonal == -differences
          || (diagonal != differences && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1])
        var x = goesDown ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1
        while x < old.count, x - diagonal < new.count, old[x] == new[x - diagonal] { x += 1 }
        furthest[middle + diagonal] = x
        if x >= old.count, x - diagonal >= new.count { return walkBack(trace, middle, old.count, new.count) }
      }
    }
    return nil
  }

  private static func walkBack(_ trace: [ArraySlice<Int>], _ middle: Int, _ oldEnd: Int, _ newEnd: Int)
    -> [Change]
  {
    var changes: [Change] = []
    var (x, y) = (oldEnd, newEnd)
    for differences in trace.indices.reversed().dropLast() {
      let before = trace[differences]
      let diagonal = x - y
      let left = diagonal == -differences ? -1 : before[middle + diagonal - 1]
      let right = diagonal == differences ? -1 : before[middle + diagonal + 1]
      let goesDown = diagonal == -differences || (diagonal != differences && left < right)
      let startX = goesDown ? right : left
      let startY = startX - (goesDown ? diagonal + 1 : diagonal - 1)
      add(
        startX..<(goesDown ? startX : startX + 1), startY..<(goesDown ? startY + 1 : startY), before: &changes
      )
      (x, y) = (startX, startY)
    }
    return changes.reversed()
  }

  /// Adds a change that lies above those collected so far, joined with the last if nothing is between them.
  private static func add(_ old: Range<Int>, _ new: Range<Int>, before changes: inout [Change]) {
    guard let last = changes.last, last.old.lowerBound == old.upperBound,
      last.new.lowerBound == new.upperBound
    else {
      changes.append(Change(old: old, new: new))
      return
    }
    changes[changes.count - 1] = Change(
      old: old.lowerBound..<last.old.upperBound, new: new.lowerBound..<last.new.upperBound)
  }
}
