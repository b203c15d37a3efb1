internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@Suite struct InjectionExampleTests {
  private static let examples =
    (try? InjectionExample.all(in: "Fixtures/Examples", as: "toy.yml", beside: #filePath)) ?? []

  private func example(_ name: String) throws -> InjectionExample {
    try #require(Self.examples.first { $0.name == name })
  }

  @Test func `an adapter that answers as the files say is right`() throws {
    #expect(Self.examples.map(\.name) == ["cached", "moved", "refused"])
    #expect(try example("moved").failures(of: ToyCI()) == [])
    #expect(try example("refused").failures(of: ToyCI()) == [])
    #expect(try example("refused").isRefused)
    #expect(try example("cached").checkout.text(of: "package-lock.json") == "{}\n")
  }

  @Test(arguments: [
    (fault: Fault.writesElsewhere, says: "toy.yml became:"),
    (.changesOtherJobs, "toy.yml became:"), (.editsWhatIs, "the second time:"),
    (.leavesComments, "toy.yml became:"),
  ])
  func `another text, or an edit that is never done, is a failure`(fault: Fault, says: String) throws {
    let failures = try example("moved").failures(of: ToyCI(fault: fault))
    #expect(failures.contains { $0.hasPrefix(says) }, "\(failures)")
  }

  @Test(arguments: [Fault.usesNewCodes, .pointsNowhere, .hidesReasons])
  func `a refusal with another code, line or sentence is a failure`(fault: Fault) throws {
    let failures = try example("refused").failures(of: ToyCI(fault: fault))
    #expect(failures.count == 1 && failures[0].hasPrefix("refused with"), "\(failures)")
  }

  @Test
  func `too many changed lines, no file for afterwards and a suggestion without an outcome are failures`()
    throws
  {
    let long = try example("moved").failures(of: ToyCI(), sizeLines: 0)
    #expect(long == ["1 lines of toy.yml change, more than 0"])
    let cached = try example("cached")
    #expect(cached.suggestions(for: ToyCI()).map(\.kind) == [.cache])
    #expect(cached.failures(of: ToyCI()).first?.hasPrefix("toy.yml became:") == true)
    #expect(cached.failures(of: ToyCI(fault: .forgetsSuggestions)) == ["0 outcomes for 1 suggestions"])
  }
}
