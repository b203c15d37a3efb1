extension JobRun {
  /// The same without figures that no job can have: probes, platforms and their exports are believed within the bounds
  /// that a line of history has (``JobRunDecoder``), so that whatever is kept can also be taken out and in again.
  func withBelievableFigures() -> JobRun {
    var run = self
    run.cpus = cpus.within(0.01...JobRunDecoder.mostCPUs)
    run.memory = memory.within(0.001...JobRunDecoder.mostGiB)
    run.billedTime = billedTime.within(JobRunDecoder.mostBilled)
    run.credits = credits.within(0...JobRunDecoder.mostCredits)
    run.change = change?.withBelievableFigures()
    run.use = use?.withBelievableFigures(on: run.cpus)
    run.cacheEvents = cacheEvents.map { event in
      var event = event
      event.size = event.size.withinBytes
      event.duration = event.duration.within(JobRunDecoder.longestJob)
      return event
    }
    return run
  }
}

extension ResourceUse {
  fileprivate func withBelievableFigures(on cpus: Double?) -> ResourceUse? {
    var use = self
    let most = (cpus ?? JobRunDecoder.mostCPUs) * JobRunDecoder.useTolerance
    use.peakCPUs = peakCPUs.within(0...most)
    use.averageCPUs = averageCPUs.within(0...min(most, (use.peakCPUs ?? most) * JobRunDecoder.useTolerance))
    use.peakMemory = peakMemory.within(0...JobRunDecoder.mostGiB)
    use.averageMemory = averageMemory.within(0...(use.peakMemory?.gibibytes ?? JobRunDecoder.mostGiB))
    use.cpuTime = cpuTime.within(JobRunDecoder.longestJob * JobRunDecoder.mostCPUs)
    use.memoryLimit = memoryLimit.within(0...JobRunDecoder.mostGiB)
    use.outOfMemoryKills = outOfMemoryKills.within(0...JobRunDecoder.mostKills)
    use.cpuPressure = cpuPressure.within(0...1)
    use.memoryPressure = memoryPressure.within(0...1)
    use.ioPressure = ioPressure.within(0...1)
    use.peakDiskUse = peakDiskUse.within(0...1)
    use.diskRead = diskRead.withinBytes
    use.diskWritten = diskWritten.withinBytes
    use.networkReceived = networkReceived.withinBytes
    use.networkSent = networkSent.withinBytes
    return use == ResourceUse() ? nil : use
  }
}

extension ChangeSize {
  fileprivate func withBelievableFigures() -> ChangeSize? {
    let bounds = 0...JobRunDecoder.mostChanged
    var change = ChangeSize(
      files: files.within(bounds), additions: additions.within(bounds), deletions: deletions.within(bounds))
    change.sourceFiles = sourceFiles.within(bounds)
    change.testFiles = testFiles.within(bounds)
    change.documentFiles = documentFiles.within(bounds)
    change.testLines = testLines.within(bounds)
    return change == ChangeSize() ? nil : change
  }
}

extension Optional where Wrapped: Comparable {
  /// The value, if it is in the range.
  fileprivate func within(_ range: ClosedRange<Wrapped>) -> Wrapped? {
    flatMap { range.contains($0) ? $0 : nil }
  }
}

extension MemorySize? {
  /// The size, if it is of so many GiB.
  fileprivate func within(_ range: ClosedRange<Double>) -> MemorySize? {
    flatMap { range.contains($0.gibibytes) ? $0 : nil }
  }

  /// The size, if so many bytes can be moved.
  fileprivate var withinBytes: MemorySize? {
    flatMap { (0...Int64(JobRunDecoder.mostBytes)).contains($0.bytes) ? $0 : nil }
  }
}

extension Duration? {
  /// The time, if it is not longer than so many seconds, nor negative.
  fileprivate func within(_ seconds: Double) -> Duration? {
    flatMap { (0...seconds).contains($0 / .seconds(1)) ? $0 : nil }
  }
}
