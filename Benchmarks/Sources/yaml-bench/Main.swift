import CBareYAML
import Foundation
import LosslessYAML

/// Compares reading files into trees with libyaml's bare event loop over the same files, in turn.
@main
struct YAMLBench {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let rounds = arguments.first.flatMap { Int($0) } ?? 15
    let folder = arguments.dropFirst().first ?? "../../shared/corpus"
    let files = try inputs(in: folder)
    guard !files.isEmpty else {
      print("no .yml or .yaml files under \(folder)")
      exit(2)
    }

    var bare: [Duration] = []
    var tree: [Duration] = []
    var ratios: [Double] = []
    var sink = 0
    for _ in 0...max(rounds, 1) {
      let one = measure { for file in files { sink &+= bareEvents(file) } }
      let two = measure { for file in files { sink &+= YAMLStream(reading: file).documents.count } }
      bare.append(one)
      tree.append(two)
      ratios.append(two / one)
    }
    let bytes = files.reduce(0) { $0 + $1.count }
    print("machine   \(machine())")
    print("input     \(files.count) files, \(bytes) bytes, \(rounds) rounds after a warm-up")
    print("bare      \(line(median(bare), files.count, bytes))")
    print("tree      \(line(median(tree), files.count, bytes))")
    print("ratio     \(rounded(median(ratios)))  (check \(sink & 0xFF))")
  }

  private static func bareEvents(_ file: [UInt8]) -> Int {
    file.withUnsafeBufferPointer { Int(bare_event_loop($0.baseAddress, $0.count)) }
  }

  private static func measure(_ body: () -> Void) -> Duration {
    ContinuousClock().measure(body)
  }

  private static func median<Value: Comparable>(_ values: [Value]) -> Value {
    // The first round warms caches and the allocator.
    let sorted = values.dropFirst().sorted()
    return sorted[sorted.count / 2]
  }

  private static func line(_ time: Duration, _ files: Int, _ bytes: Int) -> String {
    let seconds = time / .seconds(1)
    let perSecond = Int(Double(files) / seconds)
    return
      "\(rounded(seconds * 1000)) ms, \(rounded(Double(bytes) / seconds / 1e6)) MB/s, \(perSecond) files/s"
  }

  private static func rounded(_ value: Double) -> String {
    String(format: "%.2f", value)
  }

  private static func inputs(in folder: String) throws -> [[UInt8]] {
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted()
      .map { Array(try Data(contentsOf: URL(filePath: folder).appending(path: $0))) }
  }

  private static func machine() -> String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? "unknown"
    return "\(model.trimmingCharacters(in: .whitespaces)), \(ProcessInfo.processInfo.processorCount) cores"
  }
}
