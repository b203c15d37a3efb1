import Foundation
import Testing

@testable import InfraMindEngine

@Suite struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `keeps the order of keys and indents by two`() {
    let text = written { json in
      json.object {
        $0.key("b")
        $0.array([1, 2]) { $0.number($1) }
        $0.key("a")
        $0.object { _ in }
        $0.key("c")
        $0.array([])
      }
    }
    #expect(text == "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"a\": {},\n  \"c\": []\n}")
  }

  @Test func `whatever a text holds, other readers get it back`() throws {
    let texts = [
      "", "plain", "\"quoted\" \\ back", "tab\t line\n return\r \u{8}\u{c}\u{0}\u{1b}[31m", "é 漢字 😀",
      "\u{7f}\u{85}\u{9f}",
      "\u{2028}\u{2029}", "</script>", String(decoding: [0x61, 0xff, 0xc2, 0x62] as [UInt8], as: UTF8.self),
      "\u{a0}\u{2027}",
    ]
    let text = written { $0.array(texts) }
    let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String]
    #expect(read == texts)
    #expect(
      text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 32 && !(127..<160).contains($0.value)) })
  }

  @Test(arguments: [
    (0.0, "0"), (1.0, "1"), (-2.5, "-2.5"), (0.1, "0.1"), (1e300, "1e+300"), (.nan, "null"),
    (.infinity, "null"),
    (123_456_789, "123456789"), (-0.0, "0"),
  ])
  func `numbers are exact and short`(_ value: Double, _ text: String) {
    #expect(written { $0.number(value) } == text)
  }

  @Test func `unknown values are null`() {
    #expect(
      written {
        $0.array {
          $0.string(orNull: nil); $0.number(orNull: nil); $0.bool(true)
        }
      }
        == "[\n  null,\n  null,\n  true\n]")
  }
}
