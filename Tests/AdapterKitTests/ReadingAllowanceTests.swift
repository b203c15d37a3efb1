import AdapterKit
import InfraMindCore
import Testing

struct ReadingAllowanceTests {
  private static let place = SourcePosition(file: "x.yml", line: 1, column: 1)

  private func job(_ script: String, variables: Int = 0, rows: Int = 1) -> JobDefinition {
    let environment = Dictionary(uniqueKeysWithValues: (0..<variables).map { ("V\($0)", "") })
    let step = JobStep(index: 0, position: Self.place, work: .run(script: script), environment: environment)
    let row = JobRow(matrix: [:], variant: JobVariant(), name: "a", runner: .platformDefault(Self.place))
    return JobDefinition(
      key: JobKey(platform: .drone, repository: "", pipeline: "x.yml", job: "a"), name: "a",
      position: Self.place, rows: Array(repeating: row, count: rows), steps: [step])
  }

  @Test func `what is taken is gone, and who asks for more than there is ends it`() {
    var allowance = ReadingAllowance(bytes: 100)
    #expect(allowance.take(60) && allowance.take(40) && allowance.isSpent)
    var other = ReadingAllowance(bytes: 100)
    #expect(!other.take(101) && other.isSpent && !other.take(1))
    var odd = ReadingAllowance(bytes: 100)
    #expect(odd.take(-.max) && !odd.isSpent && !odd.take(.max))
  }

  @Test func `scripts, variables and rows make a job heavier`() {
    let least = job("").weight
    #expect(job(String(repeating: "x", count: 5_000)).weight == least + 5_000)
    #expect(job("", variables: 100).weight > least + 5_000)
    #expect(job("", rows: 100).weight > least + 50_000)
    var allowance = ReadingAllowance(bytes: 2 * least + 1)
    #expect(allowance.take(job("")) && allowance.take(job("")) && !allowance.take(job("")))
  }

  @Test func `a usual job is a small part of the usual allowance`() {
    var allowance = ReadingAllowance()
    let usual = job(String(repeating: "npm test\n", count: 50), variables: 100)
    #expect((0..<5_000).allSatisfy { _ in allowance.take(usual) })
  }
}
