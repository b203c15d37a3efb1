internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct ExpressionTests {
  /// What an expression gives, as JSON, or `? ` and what is not known.
  private func result(of text: String, in scope: ExpressionScope = .empty) -> String {
    do throws(ExpressionSyntaxError) {
      switch try Expression(parsing: text).evaluate(in: scope) {
      case .value(.number(let number)): return ExpressionNumber.text(of: number)
      case .value(let value): return ExpressionJSON.text(of: value)
      case .unresolved(let reason): return "? \(reason.subject)"
      }
    } catch {
      return "! \(error.clause)"
    }
  }

  private static let matrix = ExpressionScope(
    inputs: .members(["size": .value(.string("big")), "who": .unresolved(.context("inputs.who"))]),
    matrix: .known(
      .object(
        ExpressionObject([
          .init(name: "os", value: .string("Ubuntu-24.04")), .init(name: "node", value: .number(18)),
          .init(name: "list", value: .array([.string("a"), .string("b")])),
        ]))))

  @Test(arguments: [
    ("null", "null"), ("true", "true"), ("-0", "0"), ("0xff", "255"), ("0o17", "15"), ("1e3", "1000"),
    (".5", "0.5"), ("-3.14", "-3.14"), ("3.10", "3.1"), ("'it''s'", "\"it's\""), ("''", "\"\""),
    ("1e21", "1E+21"), ("0.000001", "1E-06"), ("123456789012345678", "1.23456789012346E+17"),
    ("NaN", "NaN"), ("-Infinity", "-Infinity"), ("0.1", "0.1"), ("999999999999999.9", "1E+15"),
  ])
  func `literals have GitHub's values`(_ text: String, _ expected: String) {
    #expect(result(of: text) == expected)
  }

  @Test(arguments: [
    ("1 == '1'", "true"), ("'' == 0", "true"), ("null == 0", "true"), ("null == ''", "true"),
    ("true == 1", "true"), ("true == '1'", "true"), ("true == 'true'", "false"), ("'A' == 'a'", "true"),
    ("'É' == 'é'", "true"), ("'abc' == 0", "false"), ("NaN == NaN", "false"), ("NaN != NaN", "true"),
    ("'0x10' == 16", "true"), ("' 7 ' == 7", "true"), ("fromJSON('[]') == fromJSON('[]')", "false"),
    ("'a' < 'B'", "true"), ("'b' > 'A'", "true"), ("2 > '10'", "false"), ("'2' > '10'", "true"),
    ("1 <= 1", "true"), ("false < true", "true"), ("null >= 0", "true"), ("'a' > 1", "false"),
  ])
  func `comparisons coerce as GitHub's do`(_ text: String, _ expected: String) {
    #expect(result(of: text) == expected)
  }

  @Test(arguments: [
    ("true && 'a' || 'b'", "\"a\""), ("false && 'a' || 'b'", "\"b\""), ("true && '' || 'b'", "\"b\""),
    ("'a' || github.ref", "\"a\""), ("false && github.ref", "false"), ("!github.ref", "? github.ref"),
    ("github.event_name == 'push' && 'a' || 'b'", "? github.event_name"), ("'' || 0", "0"), ("!''", "true"),
    ("!!'x'", "true"), ("1 == 1 == true", "true"), ("true || false && false", "true"),
    ("(true || false) && false", "false"), ("!true == false", "true"), ("0 || null || 'z'", "\"z\""),
    ("(github.ref && false) && 'a' || 'b'", "\"b\""),
  ])
  func `operators look only at what decides`(_ text: String, _ expected: String) {
    #expect(result(of: text) == expected)
  }

  @Test(arguments: [
    ("format('{0}-{1}-{0}', 'a', 2)", "\"a-2-a\""), ("format('{{0}} {0}', true)", "\"{0} true\""),
    ("format('{0}')", "? format has a placeholder without argument"),
    ("format('}')", "? format has a single '}'"),
    ("contains('Hello', 'ELL')", "true"), ("contains(fromJSON('[\"a\", 1]'), '1')", "true"),
    ("contains(fromJSON('{\"a\": 1}'), 'a')", "false"), ("startsWith('ubuntu-24.04', 'UBUNTU')", "true"),
    ("endsWith('x.yml', '.YML')", "true"), ("endsWith('x', 'long')", "false"),
    ("join(fromJSON('[\"a\", 1, true]'))", "\"a,1,true\""), ("join(fromJSON('[1,2]'), ' + ')", "\"1 + 2\""),
    ("join('x', '-')", "\"x\""), ("toJSON('a\"b')", "\"\\\"a\\\\\\\"b\\\"\""),
    ("fromJSON('{\"a\": {\"b\": [10, 20]}}').a.b[1]", "20"), ("fromJSON('{\"a\": 1}')['A']", "1"),
    ("fromJSON('[1,2]')[5]", "null"), ("fromJSON('[1,2]')[-1]", "null"),
    ("'text'.x", "! something follows its end"),
    ("fromJSON('')", "? the argument of fromJSON is not JSON"), ("fromJSON('\"\\u00e9\"')", "\"é\""),
    ("fromJSON('\"\\ud83d\\ude00\"')", "\"😀\""), ("case(false, 1, true, 2, 3)", "2"),
    ("case(false, 1, 9)", "9"),
    ("case('yes', 1, 9)", "? a condition of case is no boolean"), ("hashFiles('**')", "? hashfiles"),
    ("success()", "? success"), ("StartsWith('a', 'A')", "true"),
  ])
  func `functions of literals are carried out`(_ text: String, _ expected: String) {
    #expect(result(of: text) == expected)
  }

  @Test(arguments: [
    ("matrix.os", "\"Ubuntu-24.04\""), ("matrix['OS']", "\"Ubuntu-24.04\""), ("matrix.none", "null"),
    ("matrix.none.deeper", "null"), ("matrix.node == '18'", "true"), ("matrix.list[1]", "\"b\""),
    ("inputs.size == 'big' && 'x' || 'y'", "\"x\""), ("inputs.who", "? inputs.who"), ("inputs.other", "null"),
    ("needs.plan.outputs.runner", "? needs.plan.outputs.runner"), ("matrix.list.*", "? matrix.list.*"),
    ("fromJSON(needs.a.outputs.b)[matrix.os]", "? needs.a.outputs.b"), ("github", "? github"),
    ("contains(matrix.os, 'ubuntu') && matrix.node >= 18", "true"),
  ])
  func `contexts give what the files tell`(_ text: String, _ expected: String) {
    #expect(result(of: text, in: Self.matrix) == expected)
  }

  @Test(arguments: [
    "", "a b", "'open", "1 +", "(1", "a.", "a[", "f(1,", "== 1", "a = b", "\"double\"", "a & b", "1.2.3",
    "$x", "a..b",
    "fn)", "[1]",
  ])
  func `what is no expression says why`(_ text: String) {
    #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: text) }
  }

  @Test func `deep, long and wide expressions end at GitHub's limits`() {
    let deep = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
    let chains = ["!", "a.", "1 == "].map { String(repeating: $0, count: 3000) + "b" }
    let indices = "a" + String(repeating: "[0]", count: 3000)
    let long = "'" + String(repeating: "x", count: 21_000) + "'"
    for text in chains + [deep, indices, long] {
      #expect(throws: ExpressionSyntaxError.self, "\(text.prefix(10))") { try Expression(parsing: text) }
    }
    let wide = (0..<800).map { "a == \($0)" }.joined(separator: " || ")
    #expect(throws: Never.self) { try Expression(parsing: wide) }
    #expect(result(of: "fromJSON('" + String(repeating: "[", count: 4000) + "')").hasPrefix("?"))
  }

  @Test(arguments: [
    ("plain", "plain"), ("${{ matrix.os }}", "Ubuntu-24.04"), ("pre-${{ matrix.node }}-post", "pre-18-post"),
    ("${{ '}}' }}!", "}}!"), ("${{matrix.os}}${{ matrix.node }}", "Ubuntu-24.0418"),
    ("a ${{ null }}b", "a b"),
    ("$ { ${{ 1 }} }}", "$ { 1 }}"),
  ])
  func `texts have their expressions replaced`(_ text: String, _ expected: String) {
    #expect(ExpressionTemplate(text).evaluate(in: Self.matrix).value?.text == expected)
  }

  @Test func `a text that is one expression keeps the kind of its value`() {
    let outcome = ExpressionTemplate("${{ fromJSON('[1]') }}").evaluate(in: .empty)
    #expect(outcome == .value(.array([.number(1)])))
    #expect(ExpressionTemplate(" ${{ 1 }}").evaluate(in: .empty) == .value(.string(" 1")))
  }

  @Test func `an expression without end is invalid, not text`() {
    guard case .unresolved(let reason) = ExpressionTemplate("a ${{ b").evaluate(in: .empty) else {
      Issue.record("it was read")
      return
    }
    #expect(reason.kind == .invalid)
  }
}
