internal import LosslessYAML

/// Bytes that no pipeline file should have and some do.
enum HostileBytes {
  /// Texts that are no pipeline of any platform, with a name each.
  static let files: [(name: String, bytes: [UInt8])] = [
    ("empty", []),
    ("a byte order mark alone", [0xEF, 0xBB, 0xBF]),
    ("UTF-16, little end first", utf16(littleEndian: true)),
    ("UTF-16, big end first", utf16(littleEndian: false)),
    ("Latin-1", Array("jobs: caf".utf8) + [0xE9, 0x0A]),
    ("zeros", [UInt8](repeating: 0, count: 512)),
    ("every byte", (0...255).map { UInt8($0) }),
    ("a scalar", Array("just words\n".utf8)),
    ("a list", Array("- 1\n- [a, {b: c}]\n".utf8)),
    ("null", Array("~\n".utf8)),
    ("comments alone", Array("# nothing\n# here\n".utf8)),
    ("many documents", Array(String(repeating: "---\na: 1\n", count: 300).utf8)),
    ("deep brackets", Array(("jobs: " + String(repeating: "[", count: 20_000)).utf8)),
    ("deep mappings", deepMappings),
    ("an unclosed quote", Array("jobs: \"a\nb: c\n".utf8)),
    ("a tab as indentation", Array("jobs:\n\ta: 1\n".utf8)),
    ("an undefined alias", Array("jobs: *nothing\n".utf8)),
    ("a recursive alias", Array("jobs: &a\n  b: *a\n".utf8)),
    ("an alias bomb", aliasBomb),
    ("keys that are no text", Array("? [a, b]\n: c\n? {d: e}\n: f\n1: 2\n~: 3\n".utf8)),
    ("the same key many times", Array(String(repeating: "jobs: {a: {}}\n", count: 200).utf8)),
    ("merges of itself", Array("a: &a\n  <<: *a\n  <<: [*a, *a]\njobs: *a\n".utf8)),
    ("a conflict", Array("<<<<<<< HEAD\njobs: {}\n=======\nsteps: []\n>>>>>>> other\n".utf8)),
    ("JSON", Array("{\"jobs\": {\"a\": [1, 2.5e400, \"\\ud800\", null]}}".utf8)),
    ("a template", Array("{{- range .Jobs }}\n{{ .Name }}:\n  script: [\"{{ .Run }}\"]\n{{- end }}\n".utf8)),
    ("a program", Array("local p(x) = { kind: 'pipeline', name: x };\n[p('a'), p('b')]\n".utf8)),
  ]

  /// Bytes that are no YAML for any reader.
  static let noYAML: [(name: String, bytes: [UInt8])] = [
    ("an unclosed quote", Array("jobs: \"a\nb: c\n".utf8)),
    ("an unclosed bracket", Array("a: [b, c\n".utf8)),
    ("bytes that are no text", [0x61, 0x3A, 0x20, 0xFF, 0xFE, 0xC0, 0x0A]),
  ]

  /// Values in place of ordinary ones: each kind of node, and texts that break careless readers.
  static let values: [YAMLFragment] = [
    nil, "", 0, -1, 3.5, true, [], [:], [[]], [["a": ["b": nil]]], ["a": ["b", ["c": [:]]]],
    .scalar(.string(String(repeating: "x", count: 5_000))),
    .scalar(.string(String(repeating: "${{ ", count: 500))),
    .scalar(.string(String(repeating: "<< ", count: 500))),
    .scalar(.string(String(repeating: "(", count: 3_000))),
    "${{", "<<", "$", "${", "$$", "a\nb", "\u{0}", "é\u{301}😀", "99999999999999999999", "*", "&", "!", "%s",
  ]

  /// Paths out of the checkout, as a file may name them.
  static let pathsOutside = [
    "../outside.yml", "../../outside.yml", "/outside.yml", "./../outside.yml", "a/../../outside.yml", "..",
    "/",
    "~/outside.yml", "../*.yml", "/etc/**", "file:///outside.yml", "..\\outside.yml", "C:\\outside.yml",
  ]

  private static func utf16(littleEndian: Bool) -> [UInt8] {
    "\u{FEFF}jobs: {a: b}\n".utf16.flatMap { unit in
      let pair = [UInt8(unit & 255), UInt8(unit >> 8)]
      return littleEndian ? pair : pair.reversed()
    }
  }

  private static let deepMappings: [UInt8] = {
    let lines = (0..<400).map { String(repeating: " ", count: $0) + "jobs:" }
    return Array(lines.joined(separator: "\n").utf8)
  }()

  private static let aliasBomb: [UInt8] = {
    var text = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
    for level in 1..<12 {
      let links = Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", ")
      text += "x\(level): &x\(level) [\(links)]\n"
    }
    return Array((text + "jobs: *x11\nsteps: *x11\nworkflows: *x11\n").utf8)
  }()
}
