internal import InfraMindCore

/// Sums up the lines of a growing file, in constant memory.
struct RecordSummary {
  private(set) var meter = UseMeter()
  private(set) var firstTime: Double?
  private(set) var lastTime: Double?
  private(set) var exitStatus: Int?
  private(set) var hasEnd = false
  private(set) var cacheEvents: [CacheEvent] = []
  private var seriesMeter = UseSeriesMeter()
  private var marks: [(time: Double, name: String, meter: UseMeter)] = []
  private var latest: Sample?

  mutating func add(_ line: SampleLine) {
    switch line {
    case .sample(let sample):
      if firstTime == nil { firstTime = sample.time }
      lastTime = max(lastTime ?? sample.time, sample.time)
      meter.add(sample)
      seriesMeter.add(sample)
      if !marks.isEmpty { marks[marks.count - 1].meter.add(sample) }
      latest = sample
    case .mark(let time, let name):
      guard marks.count < JobRecord.mostMarks else { return }
      var meter = UseMeter()
      if let latest { meter.add(latest) }
      marks.append((time, name, meter))
    case .cache(_, let event):
      if cacheEvents.count < JobRecord.mostCacheEvents { cacheEvents.append(event) }
    case .end(let time, let status):
      hasEnd = true
      exitStatus = status
      if firstTime != nil { lastTime = max(lastTime ?? time, time) }
    }
  }

  var series: UseSeries { seriesMeter.series }

  func finishedMarks(on machine: MachineFacts) -> [JobRecord.Mark] {
    marks.map { mark in
      JobRecord.Mark(
        time: max(0, mark.time - (firstTime ?? mark.time)), name: mark.name, use: mark.meter.use(on: machine))
    }
  }
}
