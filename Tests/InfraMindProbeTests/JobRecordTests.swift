import AdapterKit
import Foundation
import InfraMindCore
import Testing

@testable import InfraMindProbe

@Suite struct JobRecordTests {
  private func sample(_ time: Double, cpu: Int, memory: Int) -> Sample {
    var sample = Sample(time: time)
    sample.cpu = cpu
    sample.memory = memory
    sample.kills = 0
    return sample
  }

  private var header: RecordHeader {
    var machine = MachineFacts(scope: .cgroup2)
    machine.cpus = 2
    machine.memoryLimit = 4 << 30
    machine.machineMemory = 8 << 30
    let run = RunReference(platform: .gitHubActions, source: "github.com", repository: "acme/shop", run: "77")
    let job = JobJoin(attempt: 1, runnerName: "GitHub Actions 3", job: "build")
    return RecordHeader(JobEnvironment(run: run, subject: .joined(job)), machine: machine)
  }

  private func path() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("record-\(UUID()).log").path
  }

  // MARK: - Lines

  @Test func `lines read back as they were written`() {
    var full = Sample(time: 1_800_000_000.125)
    (full.cpu, full.memory, full.kernelPeak, full.kills) = (1, 2, 3, 4)
    (full.cpuPressure, full.memoryPressure, full.ioPressure) = (5, 6, 7)
    (full.diskRead, full.diskWritten, full.received, full.sent) = (8, 9, 10, 11)
    full.diskUse = 0.1234
    let lines: [SampleLine] = [
      .sample(full), .sample(Sample(time: 1)), .mark(time: 2.5, name: "npm ci && npm test"),
      .cache(
        time: 2.75,
        CacheEvent(key: "v1 a-b", kind: .partial, size: MemorySize(bytes: 7), duration: .milliseconds(1500))),
      .cache(time: 2.75, CacheEvent(key: "k", kind: .miss, size: nil, duration: nil)),
      .end(time: 3, status: 137), .end(time: 3, status: nil),
    ]
    for line in lines { #expect(SampleLine(line.text[...]) == line) }
  }

  @Test func `a mark is one line whatever its name`() {
    #expect(SampleLine.mark(time: 1, name: "a\nb\r\nc").text == "m 1.000 a b c")
  }

  @Test(arguments: [
    "", "s", "s 1", "s x 1 2", "q 1 2", "s 1 " + String(repeating: "-1 ", count: 12), "e nan 1", "s inf 1",
    "c 1 hit 2 3", "c 1 found 2 3 key",
  ])
  func `what is no line is passed over`(text: String) {
    #expect(SampleLine(text[...]) == nil)
  }

  // MARK: - Files

  @Test func `a file cut off anywhere in its last line gives the record of the lines before`() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try RecordingFile(creating: path, header)
    for second in 0..<10 {
      file.add(.sample(sample(Double(second), cpu: second * 1_000_000, memory: 100 + second)))
    }
    let whole = try Data(contentsOf: URL(filePath: path))
    let lastLine = try #require(whole.dropLast().lastIndex(of: 0x0a))
    for end in (lastLine + 1)..<whole.count {
      try whole[..<end].write(to: URL(filePath: path))
      let (header, lines) = try RecordingFile.read(path)
      let record = try #require(JobRecord(header, lines))
      #expect(record.end == Date(timeIntervalSince1970: 8))
      #expect(record.use?.averageCPUs == 1)
      #expect(!record.isWhole)
    }
  }

  @Test func `a file that is there is not written over, and a link not followed`() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("mine".utf8).write(to: URL(filePath: path))
    #expect(throws: AdapterError.self) { _ = try RecordingFile(creating: path, header) }
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("mine".utf8))

    let link = self.path()
    defer { try? FileManager.default.removeItem(atPath: link) }
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(throws: AdapterError.self) { _ = try RecordingFile(adding: link) }
  }

  @Test func `a folder that is another's, open to others or a link is not recorded in`() throws {
    let folder = path()
    let file = folder + "/a.log"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func isRefused() -> Bool { (try? RecordingFolder.check(holding: file, folder: folder)) == nil }
    #expect(!isRefused())
    for (mode, refused) in [(0o700, false), (0o755, false), (0o770, true), (0o777, true), (0o1777, true)] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      #expect(chmod(folder, mode_t(mode)) == 0)
      #expect(isRefused() == refused, "\(String(mode, radix: 8))")
      if geteuid() == 0 {
        #expect(chown(folder, 65534, 65534) == 0)
        #expect(isRefused())
      }
      try FileManager.default.removeItem(atPath: folder)
    }
    try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: "/usr")
    #expect(isRefused())
    #expect((try? RecordingFolder.check(holding: "/elsewhere/a.log", folder: folder)) != nil)
  }

  @Test(arguments: ["", "\n", "{}\n", "not a recording\ns 1 2\n", "{\"machine\":{}}\n"])
  func `what is no recording is told apart`(text: String) throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    let error = #expect(throws: AdapterError.self) { _ = try RecordingFile.read(path) }
    #expect(error?.code == .invalidPayload)
  }

  // MARK: - Records

  @Test func `a long job's record is small, and keeps what matters`() throws {
    var lines: [SampleLine] = []
    var cpu = 0
    for second in 0..<20_000 {
      cpu += second == 7000 ? 2_000_000 : 123_456
      lines.append(
        .sample(sample(1_800_000_000 + Double(second), cpu: cpu, memory: second == 9000 ? 3 << 30 : 1 << 30)))
      if second % 100 == 0 {
        lines.append(.mark(time: 1_800_000_000 + Double(second), name: "step \(second)"))
      }
    }
    lines.append(.end(time: 1_800_020_000, status: 1))
    let record = try #require(JobRecord(header, lines))
    #expect(record.use?.peakCPUs == 2)
    #expect(record.use?.peakMemory == MemorySize(bytes: 3 << 30))
    #expect(record.marks.count == JobRecord.mostMarks)
    #expect(record.exitStatus == 1)
    #expect(record.isWhole)
    let encoded = try JSONEncoder().encode(record)
    #expect(encoded.count <= 20 * 1024)
    #expect(try JSONDecoder().decode(JobRecord.self, from: encoded) == record)
  }

  @Test func `the record's facts join the job by its machine`() throws {
    let lines: [SampleLine] = [
      .sample(sample(0, cpu: 0, memory: 5)), .sample(sample(10, cpu: 5_000_000, memory: 7)),
    ]
    let facts = try #require(JobRecord(header, lines)?.facts)
    #expect(facts.subject == .joined(JobJoin(attempt: 1, runnerName: "GitHub Actions 3", job: "build")))
    #expect(facts.details.use?.averageCPUs == 0.5)
    #expect(facts.details.use?.memoryLimit == MemorySize(bytes: 4 << 30))
    #expect(facts.details.cpus == 2)
    #expect(facts.details.conclusion == nil)
  }

  @Test func `a mark tells what was used from it on`() throws {
    let lines: [SampleLine] = [
      .sample(sample(0, cpu: 0, memory: 5)), .sample(sample(10, cpu: 0, memory: 5)),
      .mark(time: 10, name: "build"),
      .sample(sample(20, cpu: 20_000_000, memory: 50)), .mark(time: 20, name: "test"),
      .sample(sample(30, cpu: 25_000_000, memory: 20)),
    ]
    let marks = try #require(JobRecord(header, lines)).marks
    #expect(marks.map(\.name) == ["build", "test"])
    #expect(marks.map(\.time) == [10, 20])
    #expect(marks.map { $0.use?.averageCPUs } == [2, 0.5])
  }

  // MARK: - Chart

  @Test func `the chart shows the bounds, the shape and the figures`() throws {
    var lines = (0...60).map { SampleLine.sample(sample(Double($0), cpu: $0 * 1_000_000, memory: 1 << 30)) }
    lines.append(.end(time: 60, status: 0))
    let text = RecordChart(try #require(JobRecord(header, lines)), width: 60).text
    #expect(text.contains("          2 ┤"))
    #expect(text.contains("      4 GiB ┤"))
    #expect(text.contains("1 min 0 s"))
    #expect(text.contains("CPUs         1 of 2 busy on average, 1 in the busiest moment"))
    #expect(text.contains("memory       1 GiB of 4 GiB at most, 1 GiB on average"))
    #expect(text.components(separatedBy: "\n").prefix(13).allSatisfy { $0.count <= 60 })
  }

  @Test func `a recording without an end is still made, or was cut off, by the age of its last sample`()
    throws
  {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try RecordingFile(creating: path, header)
    for second in 0...4 { file.add(.sample(sample(Double(second), cpu: 0, memory: 1))) }
    let place = RecordingPlace(path: path)
    #expect(try place.shownRecord(at: 6.9).1 == .unknown)
    let (record, writer) = try place.shownRecord(at: 7.1)
    #expect(writer == .gone)
    #expect(RecordChart(record, writer: .alive).text.contains("none yet: still recording\n"))
    #expect(RecordChart(record, writer: .unknown).text.contains("or the recorder was killed"))
    #expect(RecordChart(record, writer: writer).text.contains("not seen: the recorder was killed"))

    // A record that was made of it does not grow, however young it is.
    try record.encoded().write(to: URL(filePath: path))
    #expect(try place.shownRecord(at: 4).1 == .gone)
  }

  @Test(arguments: [-1e308, -1, 1e19, 1e308, .infinity, .nan])
  func `a record with senseless figures and names is shown all the same`(figure: Double) throws {
    var record = try #require(
      JobRecord(
        header,
        [
          .sample(sample(0, cpu: 0, memory: 5)), .mark(time: 1, name: "a\u{1B}[31mb\u{202E}"),
          .sample(sample(10, cpu: 5, memory: 7)),
        ]))
    record.machine.cpus = figure
    record.end = Date(timeIntervalSince1970: figure)
    record.use?.averageCPUs = figure
    record.use?.peakCPUs = figure
    record.use?.cpuPressure = figure
    record.use?.peakDiskUse = figure
    record.use?.peakMemory = MemorySize(bytes: .min)
    record.cacheEvents = [
      CacheEvent(key: "\u{7}", kind: .hit, size: MemorySize(bytes: .min), duration: .seconds(Int64.max))
    ]
    let text = RecordChart(record, width: 60).text
    #expect(text.contains("a?[31mb?") && !text.contains("\u{1B}") && !text.contains("\u{7}"))
  }

  // MARK: - Size

  @Test func `the record of a day's job with long names stays small, and keeps its peaks`() throws {
    var lines: [SampleLine] = []
    for number in 0..<20_000 {
      let time = 1_800_000_000 + Double(number) * 5.0137
      lines.append(
        .sample(sample(time, cpu: number * 7_654_321, memory: number == 12_345 ? 5 << 30 : 3_123_456_789)))
      guard number.isMultiple(of: 300) else { continue }
      lines.append(.mark(time: time, name: String(repeating: "integration ", count: 15) + "\(number)"))
      let key = String(repeating: "4f2a9c0b", count: 60)
      lines.append(.cache(time: time, CacheEvent(key: key, kind: .hit, size: nil, duration: .seconds(1))))
    }
    let record = try #require(JobRecord(header, lines))
    let data = try record.encoded()
    #expect(data.count <= JobRecord.mostBytes)
    let read = try JSONDecoder().decode(JobRecord.self, from: data)
    #expect(read.series.points.compactMap(\.peakMemory).max() == 5 << 30)
    #expect(read.use?.peakMemory?.bytes == 5 << 30)
    #expect(read.marks.count >= 20)
    #expect(read.facts?.details.cacheEvents?.isEmpty == false)
    #expect(abs((read.series.points.last?.end ?? 0) - 19_999 * 5.0137) < 0.01)
  }

  @Test func `a small record keeps all of its points, marks and names`() throws {
    let name = String(repeating: "n", count: 180)
    let lines: [SampleLine] = [
      .sample(sample(1, cpu: 0, memory: 1)), .mark(time: 2, name: name),
      .sample(sample(3, cpu: 5, memory: 2)),
    ]
    let record = try #require(JobRecord(header, lines))
    let read = try JSONDecoder().decode(JobRecord.self, from: record.encoded())
    #expect(read.marks.map(\.name) == [name])
    #expect(read.series.points.count == record.series.points.count)
  }
}
