internal import FoundationEssentials
package import InfraMindCore

/// One run explained, as text.
package struct AnalysisReport: Sendable {
  private let analysis: RunAnalysis
  private let style: TextStyle
  private let isVerbose: Bool
  private let hasLog: Bool

  /// A report on an analysis.
  ///
  /// - Parameters:
  ///   - isVerbose: Whether all steps of all jobs are shown.
  ///   - hasLog: Whether a log was looked at; if not, it is asked for where nothing else tells a cause.
  package init(
    _ analysis: RunAnalysis, style: TextStyle = TextStyle(), isVerbose: Bool = false, hasLog: Bool = true
  ) {
    self.analysis = analysis
    self.style = style
    self.isVerbose = isVerbose
    self.hasLog = hasLog
  }

  /// The report, each line ended by a newline.
  package var text: String {
    (heading + timeline + [""] + analysis.jobs.flatMap(lines)).map { $0 + "\n" }.joined()
  }

  // MARK: - The whole run

  private var heading: [String] {
    guard let run = analysis.jobs.first?.run else { return ["No job of this run is known."] }
    let number = run.chain ?? run.run
    var lines = [
      "Run \(Shown.name(number)) of \(Shown.name(run.repository)) on \(Shown.name(run.platform.rawValue))"
    ]
    let facts = [
      run.pipeline.isEmpty ? nil : run.pipeline, run.event, run.branch.map { "branch \($0)" },
      run.headCommit.map { "commit \($0.prefix(12))" },
    ].compactMap { $0 }
    if !facts.isEmpty { lines.append("  " + Shown.name(facts.joined(separator: " · "))) }
    if let duration = analysis.duration {
      lines.append(
        "  \(Figures.count(analysis.jobs.count, "job")) in \(time(duration)), from the first in the queue to the last end"
      )
    }
    if analysis.criticalPath.count > 1 {
      let names = analysis.criticalPath.map { Self.name(analysis.jobs[$0].run) }
      let idle = analysis.idleTime > .seconds(5) ? ", with \(time(analysis.idleTime)) in between" : ""
      lines.append("  The end waited for: \(names.joined(separator: " → "))\(idle)")
    }
    return lines + [""]
  }

  private func time(_ duration: Duration) -> String { Figures.time(duration / .seconds(1)) }

  static func name(_ run: JobRun) -> String { Shown.name(run.name ?? run.job, atMost: 60) }

  // MARK: - Timeline

  private static let shortestBar = 20

  /// One line a job: `·` in the queue, `█` on the machine, `▓` where the run's end waited for it.
  private var timeline: [String] {
    guard let begin = analysis.begin, let total = analysis.duration, total > .zero else { return [] }
    let names = analysis.jobs.map { Self.name($0.run) }
    let wide = min(30, names.map(\.count).max() ?? 0)
    let columns = max(Self.shortestBar, style.width - wide - 14)
    let scale = Double(columns) / (total / .seconds(1))
    let critical = Set(analysis.criticalPath)
    return analysis.jobs.indices.map { index in
      let run = analysis.jobs[index].run
      let name = String(names[index].prefix(wide))
      let label = name + String(repeating: " ", count: wide - name.count)
      guard let start = run.startedAt, let end = run.finishedAt else { return "  \(label) did not run" }
      let ready = min(run.queuedAt ?? start, start)
      func column(_ date: Date) -> Int {
        min(columns, max(0, Int((date.timeIntervalSince(begin) * scale).rounded())))
      }
      let (first, second) = (column(ready), column(start))
      let third = min(columns, max(column(end), second + 1))
      let bar =
        String(repeating: " ", count: first) + String(repeating: "·", count: second - first)
        + String(repeating: critical.contains(index) ? "█" : "▒", count: max(0, third - second))
      return
        "  \(label) \(bar)\(String(repeating: " ", count: max(0, columns - third))) \(run.duration.map(time) ?? "")"
    }
  }

  // MARK: - Jobs

  private func lines(_ job: JobAnalysis) -> [String] {
    let run = job.run
    var lines = [
      "\(Self.name(run)): \(run.conclusion.rawValue)" + (run.duration.map { " after \(time($0))" } ?? "")
    ]
    if let queue = run.queueTime, queue >= .seconds(1) {
      lines.append("    waited \(time(queue)) for a machine")
    }
    if let rank = job.rank { lines.append("    " + words(rank)) }
    lines += SignalText(job.signals).lines.map { "    " + $0 }
    if let use = words(use: run) { lines.append("    " + use) }
    lines += job.caches.map { "    " + words($0) }
    if let cause = job.cause {
      lines.append("    likely cause: \(cause.kind.rawValue)")
      lines += cause.evidence.map { "      \(Shown.name($0, atMost: 220))" }
      if cause.kind == .unknown, !hasLog {
        lines.append("      The end of its log often tells why: give it with --log FILE.")
      }
    }
    lines += steps(run)
    return lines
  }

  private func words(_ rank: DurationRank) -> String {
    let share = Int((rank.percentile * 100).rounded())
    return
      "longer than \(share) % of \(Figures.count(rank.runs, "successful run")) before it on the same machine "
      + "(median \(time(rank.median)))"
  }

  private func words(use run: JobRun) -> String? {
    guard let use = run.use else { return nil }
    var parts: [String] = []
    if let average = use.averageCPUs {
      let of = run.cpus.map { " of \(Figures.plain($0))" } ?? ""
      parts.append("\(Figures.plain(average))\(of) CPUs busy on average")
    }
    if let peak = use.peakMemory {
      let of = (use.memoryLimit ?? run.memory).map { " of \(Figures.memory($0))" } ?? ""
      parts.append("\(Figures.memory(peak))\(of) of memory at most")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func words(_ cache: CacheOutcome) -> String {
    let key = Shown.name(cache.event.key, atMost: 60)
    let took = cache.event.duration.map { ", took \(time($0))" } ?? ""
    let cost =
      cache.cost.map {
        $0 > .zero ? "; the job took \(time($0)) longer than with a hit" : "; it cost no time"
      } ?? ""
    return "cache \(key): \(cache.event.kind.rawValue)\(took)\(cost)"
  }

  private static let mostSteps = 3

  /// The steps, or the longest of them.
  private func steps(_ run: JobRun) -> [String] {
    let timed = run.steps.compactMap { step in step.duration.map { (step, $0) } }
    guard !timed.isEmpty else { return [] }
    let shown =
      isVerbose
      ? timed : Array(timed.sorted { $0.1 > $1.1 }.prefix(Self.mostSteps)).filter { $0.1 >= .seconds(1) }
    return shown.map { step, duration in "    \(time(duration))  \(Shown.name(step.name, atMost: 70))" }
  }
}
