import Testing

@testable import InfraMindCore

@Suite struct ByteSearchTests {
  @Test func `a text is found where it begins, lies within and ends`() {
    for text in ["npm ci", "run npm ci now", "run npm ci", "npm npm ci", "nnpm ci"] {
      #expect(text.containsBytes(of: "npm ci"), "\(text)")
    }
    for text in ["", "npm c", "npm  ci", "NPM CI", "np", "npm-ci"] {
      #expect(!text.containsBytes(of: "npm ci"), "\(text)")
    }
  }

  @Test func `in any case means the ASCII letters alone`() {
    for text in ["${{ Matrix.os }}", "MATRIX.", "mmatrix.x"] {
      #expect(text.containsBytes(ofAnyCase: "matrix."), "\(text)")
    }
    #expect(!"matrix".containsBytes(ofAnyCase: "matrix."))
    #expect(!"a[b".containsBytes(ofAnyCase: "a{b"))
    #expect(!"\u{212A}ey".containsBytes(ofAnyCase: "key"))
  }

  @Test func `a text of any origin is found as a fixed one is`() {
    for wanted in ["npm ci", "é", "", "longer than fifteen bytes"] {
      #expect("x\(wanted)y".containsBytes(ofText: wanted) && wanted.containsBytes(ofText: wanted))
      #expect(wanted.isEmpty || !"x".containsBytes(ofText: wanted))
    }
  }

  @Test func `a text ends with what its last bytes are`() {
    for text in ["a.yml", ".yml", "ä.yml"] { #expect(text.endsWithBytes(of: ".yml"), "\(text)") }
    for text in ["a.yaml", "yml", "", "a.yml "] { #expect(!text.endsWithBytes(of: ".yml"), "\(text)") }
  }

  @Test func `nothing is found everywhere`() {
    for text in ["", "a"] {
      #expect(text.containsBytes(of: ""))
      #expect(text.containsBytes(ofAnyCase: ""))
    }
  }

  @Test func `bytes are searched within their slice, also when they are no UTF-8`() {
    let bytes: [UInt8] = Array("x<<: ".utf8) + [0xFF, 0xC3] + Array("GENERATED".utf8)
    #expect(bytes.containsBytes(of: "<<:"))
    #expect(bytes[5...].containsBytes(ofAnyCase: "generated"))
    #expect(!bytes[2...].containsBytes(of: "<<:"))
    #expect(!bytes.dropLast().containsBytes(ofAnyCase: "generated"))
  }

  @Test func `bytes that lie in pieces are searched across them`() {
    let pieces = [Array("cache-".utf8), Array("hit".utf8)].joined()
    #expect(pieces.containsBytes(of: "cache-hit"))
    #expect(!pieces.containsBytes(of: "cache-miss"))
  }
}
