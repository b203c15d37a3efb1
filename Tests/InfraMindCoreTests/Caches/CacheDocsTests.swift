import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheDocsTests {
  @Test func `the docs say what the profiles do`() throws {
    let text = try CacheDocs.text()
    if ProcessInfo.processInfo.environment["INFRAMIND_WRITE_DOCS"] != nil {
      try text.write(to: CacheDocs.path, atomically: true, encoding: .utf8)
    }
    let isCurrent = (try? String(contentsOf: CacheDocs.path, encoding: .utf8)) == text
    #expect(
      isCurrent, "docs/caches.md is out of date: INFRAMIND_WRITE_DOCS=1 swift test --filter CacheDocsTests")
  }

  @Test func `precision and recall of every profile on real jobs are printed and at least 90 %`() throws {
    let scores = try CacheDocs.scores()
    print(CacheDocs.table(scores))
    for score in scores {
      #expect(score.precision ?? 1 >= 0.9, "\(score.tool)")
      #expect(score.recall ?? 1 >= 0.9, "\(score.tool)")
    }
  }
}
