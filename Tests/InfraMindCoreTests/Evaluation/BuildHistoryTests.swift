import Testing

@testable import InfraMindCore

@Suite struct BuildHistoryTests {
  private let header = "started,status,duration_s,jobs,is_pr,core_member,branch,sloc,post_tests_run,note\n"

  private func read(_ rows: String...) throws(BuildHistoryError) -> BuildHistory {
    try BuildHistory(name: "p.csv", csv: header + rows.joined(separator: "\n"))
  }

  @Test func `a row is read by its columns' names, in the order of starts`() throws {
    let history = try read("200,failed,10,1,1,0,3,,,x", "100,passed,60,2,0,1,0,1234,17,\"a,b\"")
    let first = history.builds[0]
    #expect(first.started == 100 && first.seconds == 60 && first.jobs == 2 && first.wallSeconds == 30)
    #expect(first.finished == 130 && first.isPassed && first.branch == 0)
    #expect(first.isPullRequest == false && first.isCoreMember == true && first.testsRun == 17)
    #expect(first.measures[13] == 1234 && first.measures[0].isNaN && first.testSeconds == nil)
    #expect(history.builds[1].status == .failed && history.builds[1].measures[13].isNaN)
  }

  @Test func `only builds that had finished are predecessors, in the order in which they finished`() {
    // Finishing at 50, 15, 20 and 31.
    let history = BuildHistory(
      name: "p",
      builds: [
        .init(started: 0, status: .passed, seconds: 100, jobs: 2),
        .init(started: 10, status: .passed, seconds: 5),
        .init(started: 15, status: .passed, seconds: 5), .init(started: 30, status: .failed, seconds: 1),
        .init(started: 60, status: .passed, seconds: 1),
      ])
    #expect(
      history.builds.indices.map { Array(history.predecessors(of: $0)) } == [
        [], [], [1], [1, 2], [1, 2, 3, 0],
      ])
  }

  @Test func `the last two fifths are scored, where five builds had finished`() {
    func history(_ count: Int) -> BuildHistory {
      BuildHistory(
        name: "p", builds: (0..<count).map { .init(started: Double($0) * 10, status: .passed, seconds: 5) })
    }
    #expect(history(10).scored == [6, 7, 8, 9])
    #expect(history(11).firstTest == 7)
    #expect(history(6).scored == [5])
    #expect(history(0).scored.isEmpty)
  }

  @Test func `a later or unfinished build changes no build's predecessors`() {
    var builds = (0..<40).map { index in
      BuildHistory.Build(started: Double(index) * 7, status: .passed, seconds: 1 + Double(index * 13 % 29))
    }
    let before = BuildHistory(name: "p", builds: builds)
    builds[20].seconds = 500
    builds[30].started += 40
    let after = BuildHistory(name: "p", builds: builds)
    for index in 0...20 {
      #expect(Array(before.predecessors(of: index)) == Array(after.predecessors(of: index)))
    }
  }

  @Test(arguments: [
    ("", "the table is empty"), ("started,started\n", "stands twice"),
    ("started,status,jobs\n", "\"duration_s\" is missing"),
    ("started,status,duration_s,jobs\n1,passed,2\n", "3 cells under 4"),
    ("started,status,duration_s,jobs\n1,green,2,1\n", "none of passed, failed, errored"),
    ("started,status,duration_s,jobs\n1,passed,,1\n", "\"duration_s\" is empty"),
    ("started,status,duration_s,jobs\n1,passed,nan,1\n", "\"duration_s\" is not within"),
    ("started,status,duration_s,jobs\n1,passed,-5,1\n", "\"duration_s\" is not within"),
    ("started,status,duration_s,jobs\n1,passed,1e400,1\n", "\"duration_s\" is not"),
    ("started,status,duration_s,jobs\n1,passed,5,0\n", "\"jobs\" is not within 1 and 1000000"),
    ("started,status,duration_s,jobs\nnoon,passed,5,1\n", "\"started\" is not a number"),
    (
      "started,status,duration_s,jobs,branch\n1,passed,5,1,99999999999999999999\n", "\"branch\" is not within"
    ),
    ("started,status,duration_s,jobs\n1,\"passed,5,1\n", "not closed"),
  ])
  func `a wrong table is refused with file, line and sentence`(_ csv: String, _ sentence: String) throws {
    let error = #expect(throws: BuildHistoryError.self) { try BuildHistory(name: "p.csv", csv: csv) }
    let text = try #require(error?.description)
    #expect(
      text.contains(sentence)
        && text.hasPrefix("p.csv:\(csv.contains("\n1") || csv.contains("\nnoon") ? 2 : 1): "))
  }
}
