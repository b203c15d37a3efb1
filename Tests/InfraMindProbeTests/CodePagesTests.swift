import Testing

@testable import InfraMindProbe

@Suite struct CodePagesTests {
  @Test(
    arguments: [
      (
        "55e7e30b8000-55e7e5a00000 r-xp 00002000 fe:00 131 /usr/bin/inframind",
        0x55e7_e30b_8000..<0x55e7_e5a0_0000
      ),
      ("55e7e30b8000-55e7e5a00000 r--p 00002000 fe:00 131 /usr/bin/inframind", nil),
      ("55e7e30b8000-55e7e5a00000 rwxp 00002000 fe:00 131 /usr/bin/inframind", nil),
      ("7ffc0000-7ffc2000 r-xp 00000000 00:00 0 [vdso]", nil),
      ("7ffc0000-7ffc2000 r-xp 00000000 00:00 0", nil),
      ("7ffc2000-7ffc0000 r-xp 00000000 fe:00 131 /x", nil), ("nonsense r-xp 0 fe:00 131 /x", nil), ("", nil),
    ] as [(String, Range<UInt>?)])
  func `only code that lies in a file is given back`(line: String, range: Range<UInt>?) {
    #expect(CodePages.range(ofCode: Substring(line)) == range)
  }

  @Test func `a program whose code was given back goes on`() {
    let code = CodePages()
    for _ in 0..<3 { code.release() }
    #expect((1...10).reduce(0, +) == 55)
  }
}
