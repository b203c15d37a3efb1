import Testing

@testable import InfraMindEngine

@Suite struct CheckoutTests {
  @Test func `lists sources, and nothing that a fresh checkout lacks`() throws {
    let folder = try TemporaryFolder()
    for path in [
      "package-lock.json", "web/package-lock.json", "web/node_modules/x/package-lock.json",
      ".git/package-lock.json",
      "rust/Cargo.toml", "rust/target/package-lock.json", "target/package-lock.json",
      "vendor/package-lock.json", ".hidden/package-lock.json",
    ] { try folder.write("{}", to: path) }
    #expect(
      Checkout(root: folder.path).paths(matching: "**/package-lock.json") == [
        ".hidden/package-lock.json", "package-lock.json", "target/package-lock.json", "web/package-lock.json",
      ])
  }

  @Test func `finds what lies deep below a folder that the pattern names`() throws {
    let folder = try TemporaryFolder()
    for path in [".teamcity/settings.kts", ".teamcity/a/b/Build.kts", "c/.teamcity/settings.kts"] {
      try folder.write("", to: path)
    }
    let checkout = Checkout(root: folder.path)
    #expect(
      checkout.paths(matching: ".teamcity/**/*.kts") == [".teamcity/a/b/Build.kts", ".teamcity/settings.kts"])
    #expect(checkout.paths(matching: ".elsewhere/**/*.kts") == [])
  }

  @Test func `never leaves the repository`() throws {
    let outside = try TemporaryFolder()
    try outside.write("secret", to: "secret.yml")
    let folder = try TemporaryFolder()
    try folder.write("inside", to: "inside.yml")
    try folder.link("out.yml", to: "\(outside.path)/secret.yml")
    try folder.link("dir", to: outside.path)
    try folder.link("in.yml", to: "inside.yml")
    try folder.link("loop.yml", to: "loop.yml")
    let checkout = Checkout(root: folder.path)
    #expect(checkout.paths(matching: "*.yml") == ["in.yml", "inside.yml"])
    #expect(checkout.paths(matching: "**/*.yml") == ["in.yml", "inside.yml"])
    #expect(checkout.contents(of: "in.yml") == Array("inside".utf8))
    for path in [
      "out.yml", "dir/secret.yml", "../\(outside.path.split(separator: "/").last ?? "")/secret.yml",
      "\(outside.path)/secret.yml", "loop.yml", "x/../../secret.yml", "", "a\0b",
    ] {
      #expect(checkout.contents(of: path) == nil)
      #expect(!checkout.exists(path))
    }
  }

  @Test func `a folder that is a link inside the repository is followed, as often as it is asked for`() throws
  {
    let folder = try TemporaryFolder()
    try folder.write("inside", to: "real/inside.yml")
    try folder.link("alias", to: "real")
    let checkout = Checkout(root: folder.path)
    for _ in 0..<2 {
      #expect(checkout.realPlace(of: "alias/inside.yml") == folder.path + "/real/inside.yml")
      #expect(checkout.contents(of: "./alias//inside.yml") == Array("inside".utf8))
      #expect(!checkout.exists("alias/none.yml"))
      #expect(!checkout.exists("none/inside.yml"))
      #expect(!checkout.exists("alias"))
    }
  }

  @Test(arguments: [
    ("a/b.yml", "a/b.yml"), (".github/a..b.yml", ".github/a..b.yml"), ("...", "..."), ("./a", "a"),
    ("a/./b", "a/b"), ("a//b", "a/b"), ("a/", "a"), ("a/../b", "b"), ("a/.", "a"), ("..", nil),
    ("a/../..", nil),
    (".", nil),
  ])
  func `a path loses its dots`(_ path: String, _ normalized: String?) {
    #expect(Checkout.normalized(path) == normalized)
  }

  @Test func `says why a file is not read`() throws {
    let folder = try TemporaryFolder()
    try folder.write("0123456789", to: "large")
    try folder.write("x", to: "sub/x")
    try folder.link("out", to: "/etc/hostname")
    var limits = Checkout.Limits()
    limits.bytesPerFile = 9
    let checkout = Checkout(root: folder.path, limits: limits)
    for (path, code) in [
      ("large", "too-large"), ("none", "not-found"), ("sub", "not-a-file"), ("out", "outside"),
    ] {
      let error = #expect(throws: EngineError.self) { try checkout.read(path) }
      #expect(error?.code == code)
    }
  }

  @Test func `reads bytes as they are`() throws {
    let folder = try TemporaryFolder()
    let bytes: [UInt8] = [0xff, 0, 13, 10, 0xc3, 0x28]
    try folder.write(bytes, to: "a")
    try folder.write([], to: "empty")
    #expect(Checkout(root: folder.path).contents(of: "./a") == bytes)
    #expect(Checkout(root: folder.path).contents(of: "empty") == [])
  }

  @Test func `an overlay shows new contents and leaves the rest`() throws {
    var overlay = OverlayFiles(over: InMemoryFiles(["a": "1", "b": "2"]))
    overlay.replace("a", with: Array("3".utf8))
    #expect(overlay.contents(of: "a") == Array("3".utf8))
    #expect(overlay.contents(of: "b") == Array("2".utf8))
    #expect(overlay.paths(matching: "*") == ["a", "b"])
    #expect(overlay.exists("b") && !overlay.exists("c"))
  }
}
