/// Makes a series out of samples, one after another, in bounded memory.
package struct UseSeriesMeter: Sendable {
  private var points: [UseSeries.Point] = []
  private var stretch = 0.0
  private var firstTime: Double?
  private var last: Sample?
  private var current: UseSeries.Point?
  private var currentCPUSeconds = 0.0
  private var currentSeconds = 0.0

  /// No points yet.
  package init() {}

  /// Takes in the next sample. When the points become too many, each two of them become one.
  package mutating func add(_ sample: Sample) {
    defer { last = sample }
    guard let previous = last, let firstTime, sample.time > previous.time else {
      if firstTime == nil { firstTime = sample.time }
      return
    }
    let seconds = sample.time - previous.time
    let cpus = UseMeter.cpus(previous, sample)
    var point = current ?? UseSeries.Point(end: 0)
    point.end = sample.time - firstTime
    if let cpus {
      point.peakCPUs = max(point.peakCPUs ?? 0, cpus)
      currentCPUSeconds += cpus * seconds
      currentSeconds += seconds
      point.meanCPUs = currentCPUSeconds / currentSeconds
    }
    point.peakMemory = [point.peakMemory, previous.memory, sample.memory].compactMap { $0 }.max()
    current = point
    let begin = points.last?.end ?? 0
    guard point.end - begin >= stretch else { return }
    close()
  }

  /// The points so far, with the stretch that is still open.
  package var series: UseSeries {
    var finished = self
    if finished.current != nil { finished.close() }
    return UseSeries(points: finished.points)
  }

  private mutating func close() {
    guard let current else { return }
    points.append(current)
    self.current = nil
    currentCPUSeconds = 0
    currentSeconds = 0
    guard points.count >= UseSeries.mostPoints else { return }
    points = Self.halved(points)
    let total = points.last?.end ?? 0
    stretch = total / Double(max(1, points.count))
  }

  private static func halved(_ points: [UseSeries.Point]) -> [UseSeries.Point] {
    stride(from: 0, to: points.count, by: 2).map { index in
      guard index + 1 < points.count else { return points[index] }
      let (first, second) = (points[index], points[index + 1])
      let start = index > 0 ? points[index - 1].end : 0
      return joined(first, lasting: first.end - start, second, lasting: second.end - first.end)
    }
  }

  private static func joined(
    _ first: UseSeries.Point, lasting firstSeconds: Double, _ second: UseSeries.Point,
    lasting secondSeconds: Double
  ) -> UseSeries.Point {
    var point = UseSeries.Point(end: second.end)
    if let before = first.meanCPUs, let after = second.meanCPUs, firstSeconds + secondSeconds > 0 {
      point.meanCPUs = (before * firstSeconds + after * secondSeconds) / (firstSeconds + secondSeconds)
    } else {
      point.meanCPUs = first.meanCPUs ?? second.meanCPUs
    }
    point.peakCPUs = [first.peakCPUs, second.peakCPUs].compactMap { $0 }.max()
    point.peakMemory = [first.peakMemory, second.peakMemory].compactMap { $0 }.max()
    return point
  }
}
