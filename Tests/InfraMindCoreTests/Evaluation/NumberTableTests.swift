import Testing

@testable import InfraMindCore

@Suite struct NumberTableTests {
  @Test func `of columns of one name the last counts, and rows of another length are left out`() {
    let table = NumberTable(csv: "set,set,run\n1,2,7\n1,2\n1,2,3,4\n3,x,8\n")
    #expect(table.rows.count == 2)
    #expect(table.rows.map { table.text("set", $0) } == ["2", "x"])
    #expect(table.rows.map { table.number("run", $0) } == [7, 8])
    #expect(table.number("set", table.rows[1]) == nil && table.text("none", table.rows[0]).isEmpty)
    #expect(NumberTable(csv: "").rows.isEmpty)
  }
}
