import InfraMindStore
import Testing

@testable import InfraMindEngine

@Suite struct HistoryReadingTests {
  @Test func `of few jobs many runs are read, of many jobs fewer, and never too few`() {
    func bounds(_ jobs: Int) -> [Int?] {
      let query = StoreHistory.bounded(RunQuery(), for: jobs)
      return [query.latestPerJob, query.stepsPerJob]
    }
    #expect(bounds(0) == [200, 60])
    #expect(bounds(300) == [200, 60])
    #expect(bounds(1000) == [100, 20])
    #expect(bounds(2000) == [60, 12])
    #expect(bounds(.max) == [60, 12])
    let shared = StoreHistory.bounded(RunQuery(), for: 200, oneIn: 5)
    #expect([shared.latestPerJob, shared.stepsPerJob] == bounds(1000))
    #expect(StoreHistory.bounded(RunQuery(), for: .max, oneIn: 5).latestPerJob == 60)
  }

  @Test(arguments: [1, 7, 64, 1000])
  func `pieces of a file make the file`(size: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<500).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let path = try folder.write(bytes, to: "file")
    var pieces = try FilePieces(of: path, size: size)
    var joined: [UInt8] = []
    while let piece = try pieces.next() {
      #expect(!piece.isEmpty && piece.count <= size)
      joined += piece
    }
    #expect(joined == bytes)
    #expect(try pieces.next() == nil)
  }
}
