package import InfraMindCore

/// One line of a file that grows while a job runs. Lines stand for themselves: a file that ends in the middle of one,
/// because its writer was killed, loses that one.
package enum SampleLine: Sendable, Hashable {
  /// What was read at a moment.
  case sample(Sample)
  /// Something began, such as a step.
  case mark(time: Double, name: String)
  /// A cache did something.
  case cache(time: Double, CacheEvent)
  /// The job's command ended, or the recording did; with the command's exit status where there is one.
  case end(time: Double, status: Int?)

  /// The line, without a newline.
  package var text: String {
    switch self {
    case .sample(let sample):
      let numbers = Self.counters.map { sample[keyPath: $0].map(String.init) ?? "-" }
      let disk = sample.diskUse.map { String(Int(($0 * 10_000).rounded())) } ?? "-"
      return (["s", Self.time(sample.time)] + numbers + [disk]).joined(separator: " ")
    case .mark(let time, let name):
      let oneLine = name.map { $0.isNewline ? " " : $0 }.prefix(200)
      return "m \(Self.time(time)) \(String(oneLine))"
    case .cache(let time, let event):
      let milliseconds = event.duration.map { "\(Int(($0 / .milliseconds(1)).rounded()))" } ?? "-"
      let size = event.size.map { "\($0.bytes)" } ?? "-"
      let key = event.key.map { $0.isNewline ? " " : $0 }.prefix(512)
      return "c \(Self.time(time)) \(event.kind.rawValue) \(size) \(milliseconds) \(String(key))"
    case .end(let time, let status):
      return "e \(Self.time(time)) \(status.map(String.init) ?? "-")"
    }
  }

  /// Reads a line; `nil` for one of a newer version, or cut off.
  package init?(_ line: Substring) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count >= 3, let time = Double(parts[1]), time.isFinite, time >= 0, time < 1e11 else {
      return nil
    }
    switch parts[0] {
    case "s":
      guard parts.count == Self.counters.count + 3 else { return nil }
      var sample = Sample(time: time)
      for (path, part) in zip(Self.counters, parts.dropFirst(2)) {
        guard part == "-" || Int(part).map({ $0 >= 0 }) == true else { return nil }
        sample[keyPath: path] = Int(part)
      }
      sample.diskUse = Int(parts[parts.count - 1]).map { Double($0) / 10_000 }
      self = .sample(sample)
    case "m": self = .mark(time: time, name: parts.dropFirst(2).joined(separator: " "))
    case "c":
      guard parts.count >= 6, let kind = CacheEvent.Kind(rawValue: String(parts[2])) else { return nil }
      let size = Int64(parts[3]).flatMap { $0 >= 0 ? MemorySize(bytes: $0) : nil }
      let duration = Int64(parts[4]).flatMap {
        (0...1_000_000_000_000).contains($0) ? Duration.milliseconds($0) : nil
      }
      let key = parts.dropFirst(5).joined(separator: " ")
      self = .cache(time: time, CacheEvent(key: key, kind: kind, size: size, duration: duration))
    case "e": self = .end(time: time, status: Int(parts[2]))
    default: return nil
    }
  }

  private static let counters: [any WritableKeyPath<Sample, Int?> & Sendable] = [
    \.cpu, \.memory, \.kernelPeak, \.kills, \.cpuPressure, \.memoryPressure, \.ioPressure, \.diskRead,
    \.diskWritten,
    \.received, \.sent,
  ]

  /// Seconds with three digits behind the point.
  private static func time(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    let rest = String(1000 + milliseconds % 1000).dropFirst()
    return "\(milliseconds / 1000).\(rest)"
  }
}
