import Testing

@testable import InfraMindCore

@Suite struct GlobTests {
  @Test(arguments: [
    ("*.yml", "a.yml", true), ("*.yml", "d/a.yml", false), ("**/*.yml", "a.yml", true),
    ("**/*.yml", "d/e/a.yml", true), ("d/**", "d/e/f", true), ("d/**", "d", false), ("d/**/f", "d/f", true),
    ("d/**/f", "d/e/e/f", true), ("d/**/f", "d/e/g", false), ("a?c", "abc", true), ("a?c", "a/c", false),
    ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[!a-c]x", "dx", true),
    ("*.{yml,yaml}", "x.yaml", true),
    ("{a,b}/{c,d}", "b/d", true), ("{a,b}/{c,d}", "b/e", false), ("./x", "x", true), ("", "x", false),
    ("**", "a/b", true), (".fake/*", ".fake/.hidden", true), ("*", "", false), ("a*b*c", "aXbYbZc", true),
    ("a*b*c", "aXbYbZ", false), ("[", "[", true), ("{a", "{a", true), ("**/a/**/b", "x/a/y/a/z/b", true),
    ("a/b", "a/b/c", false), ("**/b", "a/bb", false),
  ])
  func `matches as GitHub's and git's patterns do`(_ pattern: String, _ path: String, _ expected: Bool) {
    #expect(Glob(pattern).matches(path) == expected)
  }

  @Test func `a pattern made to explode is matched in a moment`() {
    let pattern = String(repeating: "*a", count: 40) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 5000)))
    let folders = String(repeating: "**/a/", count: 40) + "b"
    #expect(!Glob(folders).matches(String(repeating: "a/", count: 2000) + "c"))
    #expect(Glob(String(repeating: "{a,b}", count: 30)).matches("x") == false)
  }

  @Test func `knows what it can match`() {
    #expect(Glob("a/b.yml").onlyPath == "a/b.yml")
    #expect(Glob("a/*.yml").onlyPath == nil)
    #expect(Glob(".github/workflows/*.{yml,yaml}").onlyFolder == ".github/workflows")
    #expect(Glob("*.yml").onlyFolder == "")
    #expect(Glob("**/x").onlyFolder == nil)
    #expect(Glob("**/{x,y}").onlyNames == ["x", "y"])
    #expect(Glob(".teamcity/**/*.kts").spelledFolder == ".teamcity")
    #expect(Glob("a/b/*/c.yml").spelledFolder == "a/b")
    #expect(Glob("{a,b}/**/c").spelledFolder == "" && Glob("**/c").spelledFolder == "")
  }
}
