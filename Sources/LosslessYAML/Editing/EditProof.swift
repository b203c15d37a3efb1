/// Shows that a result is what was asked for, by means other than those that made it.
enum EditProof {
  /// All bytes outside the changes are the same, and in the same order.
  static func keepsOtherBytes(_ old: [UInt8], _ new: [UInt8], _ changes: [YAMLByteChange]) -> Bool {
    var oldEnd = 0
    var newEnd = 0
    for change in changes {
      guard change.range.lowerBound >= oldEnd, change.range.upperBound <= old.count else { return false }
      let kept = change.range.lowerBound - oldEnd
      guard newEnd + kept + change.replacement.count <= new.count else { return false }
      guard old[oldEnd..<oldEnd + kept] == new[newEnd..<newEnd + kept] else { return false }
      oldEnd = change.range.upperBound
      newEnd += kept + change.replacement.count
    }
    return old[oldEnd...] == new[newEnd...]
  }

  /// The result can be read as far as the old file could be.
  static func reads(_ new: YAMLStream, like old: YAMLStream, _ changes: [YAMLByteChange]) -> Bool {
    guard let problem = old.problem, let place = problem.position else { return new.problem == nil }
    let shift = changes.reduce(0) { sum, change in
      change.range.upperBound <= place.offset ? sum + change.replacement.count - change.range.count : sum
    }
    return new.problem?.code == problem.code && new.problem?.position?.offset == place.offset + shift
  }
}

/// How many lines a set of changes touches.
enum LineDifference {
  static func count(_ changes: [YAMLByteChange], from old: [UInt8], to new: [UInt8]) -> Int {
    let (oldLines, newLines) = (SourceLines(bytes: old), SourceLines(bytes: new))
    var total = 0
    var shift = 0
    var index = 0
    while index < changes.count {
      // Changes that touch the same line count together.
      let before = shift
      let start = oldLines.start(at: changes[index].range.lowerBound)
      var end = changes[index].range.upperBound
      shift += changes[index].replacement.count - changes[index].range.count
      index += 1
      while index < changes.count, changes[index].range.lowerBound <= oldLines.end(at: end) {
        end = changes[index].range.upperBound
        shift += changes[index].replacement.count - changes[index].range.count
        index += 1
      }
      let oldRange = start..<oldLines.end(at: end)
      let newRange = start + before..<max(start + before, newLines.end(at: end + shift))
      total += difference(oldLines.texts(in: oldRange), newLines.texts(in: newRange))
    }
    return total
  }

  private static func difference(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> Int {
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    return max(old.count, new.count) - head - tail
  }
}

extension SourceLines {
  /// The lines of a range, without their line breaks; a range that ends with a line break has an empty one last.
  fileprivate func texts(in range: Range<Int>) -> [ArraySlice<UInt8>] {
    var texts: [ArraySlice<UInt8>] = []
    var start = range.lowerBound
    while true {
      let end = max(start, min(end(at: start), range.upperBound))
      if start < count || texts.isEmpty { texts.append(bytes[start..<end]) }
      guard end < range.upperBound else { return texts }
      // An edit can end, or begin, between a carriage return and a line feed.
      start = min(end + breakLength(at: end), range.upperBound)
    }
  }
}
