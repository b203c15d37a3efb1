package import FoundationEssentials
internal import InfraMindCore

extension JobRecord {
  /// Largest record that leaves a job, in bytes.
  package static let mostBytes = 20_000

  /// The record as JSON, at most ``mostBytes`` of it: figures with as many digits as they mean, of marks what a table shows,
  /// and of what is still too much the least telling part left out. Peaks stay.
  package func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var record = rounded
    var data = try encoder.encode(record)
    for step in Self.steps where data.count > Self.mostBytes {
      step(&record)
      data = try encoder.encode(record)
    }
    return data
  }

  /// What is left out, in order.
  private static let steps: [@Sendable (inout JobRecord) -> Void] = [
    { record in
      for place in record.marks.indices { record.marks[place].name.cut(to: 60) }
      record.shortenKeys(to: 100)
    },
    { $0.series = $0.series.halved },
    { record in
      record.cacheEvents = Array(record.cacheEvents.prefix(10))
      if let events = record.facts?.details.cacheEvents {
        record.facts?.details.cacheEvents = Array(events.prefix(10))
      }
    },
    { record in for place in record.marks.indices.dropFirst(20) { record.marks[place].use = nil } },
    { $0.series = $0.series.halved },
    { $0.marks = Array($0.marks.prefix(20)) },
  ]

  private var rounded: JobRecord {
    var record = self
    for place in record.series.points.indices { record.series.points[place].round() }
    for place in record.marks.indices {
      record.marks[place].time = record.marks[place].time.thousandths
      guard let use = record.marks[place].use else { continue }
      var shown = ResourceUse(
        averageCPUs: use.averageCPUs?.thousandths, peakCPUs: use.peakCPUs?.thousandths,
        averageMemory: use.averageMemory, peakMemory: use.peakMemory)
      shown.outOfMemoryKills = use.outOfMemoryKills
      record.marks[place].use = shown
    }
    return record
  }

  private mutating func shortenKeys(to length: Int) {
    for place in cacheEvents.indices { cacheEvents[place].key.cut(to: length) }
    guard var events = facts?.details.cacheEvents else { return }
    for place in events.indices { events[place].key.cut(to: length) }
    facts?.details.cacheEvents = events
  }
}

extension UseSeries {
  /// Each two points as one, whose mean is that of both by their lengths, and whose peaks are the higher ones.
  fileprivate var halved: UseSeries {
    var begin = 0.0
    var halves: [Point] = []
    for place in stride(from: 0, to: points.count, by: 2) {
      let first = points[place]
      guard place + 1 < points.count else {
        halves.append(first)
        break
      }
      var both = points[place + 1]
      let (one, other) = (max(0, first.end - begin), max(0, both.end - first.end))
      if let left = first.meanCPUs, let right = both.meanCPUs, one + other > 0 {
        both.meanCPUs = ((left * one + right * other) / (one + other)).thousandths
      }
      both.peakCPUs = [first.peakCPUs, both.peakCPUs].compactMap { $0 }.max()
      both.peakMemory = [first.peakMemory, both.peakMemory].compactMap { $0 }.max()
      begin = both.end
      halves.append(both)
    }
    return UseSeries(points: halves)
  }
}

extension UseSeries.Point {
  fileprivate mutating func round() {
    end = end.thousandths
    meanCPUs = meanCPUs?.thousandths
    peakCPUs = peakCPUs?.thousandths
  }
}

extension Double {
  /// With three digits behind the point.
  fileprivate var thousandths: Double { (self * 1000).rounded() / 1000 }
}

extension String {
  fileprivate mutating func cut(to length: Int) { if count > length { self = String(prefix(length)) } }
}
