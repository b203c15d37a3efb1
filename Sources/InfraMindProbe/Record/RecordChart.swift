internal import FoundationEssentials
internal import InfraMindCore

/// A record as a chart and a short table of text, for the end of a job's log.
package struct RecordChart: Sendable {
  private let record: JobRecord
  private let width: Int
  private let writer: RecordingPlace.Writer
  /// Rows of each chart.
  private static let height = 5

  /// Draws a record, at most `width` columns wide (at least 40).
  ///
  /// - Parameter writer: What is known of whoever writes it; tells why a record has no end.
  package init(_ record: JobRecord, width: Int = 80, writer: RecordingPlace.Writer = .gone) {
    self.record = record
    self.width = max(40, width)
    self.writer = writer
  }

  /// Chart and table, each line ended by a newline.
  package var text: String {
    let points = record.series.points
    var lines: [String] = []
    if points.count > 1 {
      let cpus = points.map { $0.meanCPUs ?? 0 }
      let mostCPUs = max(record.machine.cpus ?? 0, points.compactMap(\.peakCPUs).max() ?? 0)
      lines += chart("CPUs", cpus, most: mostCPUs) { Self.short($0) }
      let memory = points.map { Double($0.peakMemory ?? 0) }
      let mostMemory = max(Double(record.machine.memoryLimit ?? 0), memory.max() ?? 0)
      lines += chart("Memory", memory, most: mostMemory) { Self.bytes($0) }
      lines.append(timeAxis)
    }
    return (lines + table).map { $0 + "\n" }.joined()
  }

  // MARK: - Chart

  private static let labelWidth = 11

  private func chart(_ name: String, _ values: [Double], most: Double, _ label: (Double) -> String)
    -> [String]
  {
    guard most > 0 else { return [] }
    let columns = resampled(values)
    let eighths = columns.map { Int((min(1, $0 / most) * Double(Self.height * 8)).rounded()) }
    let rows = (0..<Self.height).reversed().map { row in
      let cells = eighths.map { Self.blocks[max(0, min(8, $0 - row * 8))] }
      let text = row == Self.height - 1 ? label(most) : row == 0 ? "0" : ""
      return Self.padded(text) + " ┤" + cells.joined()
    }
    return [name] + rows
  }

  private static let blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// One value a column: the largest of those that fall into it.
  private func resampled(_ values: [Double]) -> [Double] {
    let columns = width - Self.labelWidth - 2
    return (0..<columns).map { column in
      let low = column * values.count / columns
      let high = max(low + 1, (column + 1) * values.count / columns)
      return values[low..<min(high, values.count)].max() ?? 0
    }
  }

  private var timeAxis: String {
    let end = Self.duration(record.end.timeIntervalSince(record.begin))
    let columns = width - Self.labelWidth - 2
    return Self.padded("") + " └0" + String(repeating: "─", count: max(1, columns - 1 - end.count)) + end
  }

  private static func padded(_ text: String) -> String {
    String(repeating: " ", count: max(0, labelWidth - text.count)) + text
  }

  // MARK: - Table

  private var table: [String] {
    var rows: [(String, String)] = []
    rows.append(("time", Self.duration(record.end.timeIntervalSince(record.begin))))
    if let use = record.use { rows += self.rows(use) }
    if let status = record.exitStatus { rows.append(("exit status", "\(status)")) }
    if !record.isWhole { rows.append(("end", missingEnd)) }
    if !record.machine.missing.isEmpty {
      rows.append(("not told here", record.machine.missing.joined(separator: ", ")))
    }
    rows += record.cacheEvents.map { ("cache \($0.kind.rawValue)", Self.text($0)) }
    let marks = record.marks.map { mark in
      let use = mark.use.map { use in
        let cpus = use.averageCPUs.map { "\(Self.short($0)) CPUs" }
        let memory = use.peakMemory.map { "\(Self.bytes(Double($0.bytes))) at most" }
        return [cpus, memory].compactMap { $0 }.joined(separator: ", ")
      }
      return (
        "at \(Self.duration(mark.time))",
        [Self.visible(mark.name), use].compactMap { $0 }.joined(separator: ": ")
      )
    }
    let all = rows + marks
    let wide = all.map(\.0.count).max() ?? 0
    return all.map { $0.0 + String(repeating: " ", count: wide - $0.0.count + 2) + $0.1 }
  }

  private var missingEnd: String {
    switch writer {
    case .alive: "none yet: still recording"
    case .unknown: "none yet: still recording, or the recorder was killed just now"
    case .gone: "not seen: the recorder was killed"
    }
  }

  private static func text(_ event: CacheEvent) -> String {
    let figures = [
      event.size.map { bytes(Double($0.bytes)) }, event.duration.map { duration($0 / .seconds(1)) },
    ].compactMap { $0 }
    return visible(event.key) + (figures.isEmpty ? "" : " (\(figures.joined(separator: ", ")))")
  }

  private func rows(_ use: ResourceUse) -> [(String, String)] {
    var rows: [(String, String)] = []
    if let average = use.averageCPUs {
      let of = record.machine.cpus.map { " of \(Self.short($0))" } ?? ""
      let peak = use.peakCPUs.map { ", \(Self.short($0)) in the busiest moment" } ?? ""
      rows.append(("CPUs", "\(Self.short(average))\(of) busy on average\(peak)"))
    }
    if let peak = use.peakMemory {
      let of = use.memoryLimit.map { " of \(Self.bytes(Double($0.bytes)))" } ?? ""
      let average = use.averageMemory.map { ", \(Self.bytes(Double($0.bytes))) on average" } ?? ""
      rows.append(("memory", "\(Self.bytes(Double(peak.bytes)))\(of) at most\(average)"))
    }
    if let kills = use.outOfMemoryKills, kills > 0 {
      rows.append(("out of memory", kills == 1 ? "a process was killed" : "\(kills) processes were killed"))
    }
    let pressure = [("CPU", use.cpuPressure), ("memory", use.memoryPressure), ("disk", use.ioPressure)]
      .compactMap { name, share in share.map { "\(name) \(Self.percent($0))" } }
    if !pressure.isEmpty { rows.append(("time spent waiting", pressure.joined(separator: ", "))) }
    if let read = use.diskRead, let written = use.diskWritten {
      rows.append(
        ("disk", "\(Self.bytes(Double(read.bytes))) read, \(Self.bytes(Double(written.bytes))) written"))
    }
    if let share = use.peakDiskUse { rows.append(("disk in use", "\(Self.percent(share)) at most")) }
    if let received = use.networkReceived, let sent = use.networkSent {
      rows.append(
        ("network", "\(Self.bytes(Double(received.bytes))) received, \(Self.bytes(Double(sent.bytes))) sent"))
    }
    return rows
  }

  /// A name without what could steer a terminal.
  private static func visible(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.isVisible ? $0 : "?" }))
  }

  // MARK: - Figures

  /// The nearest whole number; a record may come from anywhere, so a senseless one stays at a quadrillion, or zero.
  private static func whole(_ number: Double) -> Int {
    number.isFinite ? Int(min(max(number, 0), 1e15).rounded()) : 0
  }

  static func short(_ number: Double) -> String {
    let tenths = whole(number * 10)
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  static func bytes(_ number: Double) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = number
    var unit = 0
    while value >= 1000, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    return "\(short(value)) \(units[unit])"
  }

  static func percent(_ share: Double) -> String { "\(whole(share * 100)) %" }

  static func duration(_ seconds: Double) -> String {
    guard seconds >= 60 else { return "\(short(seconds)) s" }
    let whole = whole(seconds)
    guard whole >= 3600 else { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}

extension Unicode.Scalar.Properties {
  /// Neither a control nor what changes the direction of writing.
  fileprivate var isVisible: Bool {
    switch generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
    default: true
    }
  }
}
