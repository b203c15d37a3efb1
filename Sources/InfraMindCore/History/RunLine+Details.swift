/// The rarer parts of a line.
extension RunLine {
  func readMoreUse(
    _ fields: JSONFields, into use: inout ResourceUse
  ) throws(LineFailure) {
    let longest = JobRunDecoder.longestJob * JobRunDecoder.mostCPUs
    use.cpuTime = try fields.number("cpuSeconds", in: 0...longest).map(Self.duration)
    use.memoryLimit = try Self.memory("memoryLimitGiB", in: fields, from: 0)
    use.outOfMemoryKills = try fields.whole("outOfMemoryKills", in: 0...JobRunDecoder.mostKills)
    use.cpuPressure = try fields.number("cpuPressure", in: 0...1)
    use.memoryPressure = try fields.number("memoryPressure", in: 0...1)
    use.ioPressure = try fields.number("ioPressure", in: 0...1)
    use.peakDiskUse = try fields.number("peakDiskUse", in: 0...1)
    use.diskRead = try Self.bytes("diskReadBytes", in: fields)
    use.diskWritten = try Self.bytes("diskWrittenBytes", in: fields)
    use.networkReceived = try Self.bytes("networkReceivedBytes", in: fields)
    use.networkSent = try Self.bytes("networkSentBytes", in: fields)
  }

  mutating func readBill(_ line: JSONFields) throws(LineFailure) {
    run.billedTime = try line.number("billedSeconds", in: 0...JobRunDecoder.mostBilled).map(Self.duration)
    run.credits = try line.number("credits", in: 0...JobRunDecoder.mostCredits)
    guard let value = line["change"] else { return }
    let fields = try JSONFields(value, path: "change", names: Self.changeNames)
    unknownKeys += fields.unknown
    let bounds = 0...JobRunDecoder.mostChanged
    var change = ChangeSize(
      files: try fields.whole("files", in: bounds), additions: try fields.whole("additions", in: bounds),
      deletions: try fields.whole("deletions", in: bounds))
    change.sourceFiles = try fields.whole("sourceFiles", in: bounds)
    change.testFiles = try fields.whole("testFiles", in: bounds)
    change.documentFiles = try fields.whole("documentFiles", in: bounds)
    change.testLines = try fields.whole("testLines", in: bounds)
    run.change = change == ChangeSize() ? nil : change
  }
}
