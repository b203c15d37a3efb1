import Testing

@testable import InfraMindServer

@Suite struct LateQuestionsTests {
  @Test func `as many are known as are of use`() {
    let late = LateQuestions(atMost: 2)
    for key in ["a", "b", "a", nil, "c"] { late.add(key) }
    #expect(!late.contains("a") && late.contains("b") && late.contains("c"))
  }
}
