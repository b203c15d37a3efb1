import LosslessYAML
import Testing

/// A text, edits, and the text that they must make of it, byte for byte.
struct EditingCase: Sendable, CustomTestStringConvertible {
  let name: String
  let before: String
  let edits: [YAMLEdit]
  let after: String
  var dialect = YAMLDialect.core12
  var changedLines: Int?

  init(
    _ name: String, _ before: String, _ edits: [YAMLEdit], _ after: String, dialect: YAMLDialect = .core12,
    changedLines: Int? = nil
  ) {
    self.name = name
    self.before = before
    self.edits = edits
    self.after = after
    self.dialect = dialect
    self.changedLines = changedLines
  }

  var testDescription: String { name }

  static let all = scalars + insertions + flow + removals + replacements + comments + batches + found
}

// MARK: - Scalars

extension EditingCase {
  static let scalars: [EditingCase] = [
    EditingCase("plain stays plain", "a: x # c\n", [.set(["a"], to: "y")], "a: y # c\n", changedLines: 1),
    EditingCase("blanks before the value stay", "a:   x\n", [.set(["a"], to: "y")], "a:   y\n"),
    EditingCase("single quotes stay", "a: 'x'\n", [.set(["a"], to: "y")], "a: 'y'\n"),
    EditingCase("double quotes stay", "a: \"x\"\n", [.set(["a"], to: "y")], "a: \"y\"\n"),
    EditingCase("an apostrophe in single quotes", "a: 'x'\n", [.set(["a"], to: "it's")], "a: 'it''s'\n"),
    EditingCase(
      "escapes in double quotes", "a: \"x\"\n", [.set(["a"], to: "a\"\\\n\t")], #"a: "a\"\\\n\t""# + "\n"),
    EditingCase(
      "single quotes cannot hold a line break", "a: 'x'\n", [.set(["a"], to: "\n")], "a: \"\\n\"\n"),
    EditingCase("text like a number gets quotes", "a: x\n", [.set(["a"], to: "3.10")], "a: '3.10'\n"),
    EditingCase("text like a truth value gets quotes", "a: x\n", [.set(["a"], to: "true")], "a: 'true'\n"),
    EditingCase("text like null gets quotes", "a: x\n", [.set(["a"], to: "~")], "a: '~'\n"),
    EditingCase("empty text gets quotes", "a: x\n", [.set(["a"], to: "")], "a: ''\n"),
    EditingCase(
      "the file's quotes are taken", "a: x\nb: \"y\"\n", [.set(["a"], to: "1")], "a: \"1\"\nb: \"y\"\n"),
    EditingCase("on is text for core12", "a: x\n", [.set(["a"], to: "on")], "a: on\n"),
    EditingCase(
      "on is no text for YAML 1.1", "a: x\n", [.set(["a"], to: "on")], "a: 'on'\n", dialect: .yaml11),
    EditingCase(
      "y is no text for go-yaml 2", "a: x\n", [.set(["a"], to: "y")], "a: 'y'\n", dialect: .goYAML2),
    EditingCase("y is text for go-yaml 3", "a: x\n", [.set(["a"], to: "y")], "a: y\n", dialect: .goYAML3),
    EditingCase(
      "1:30 is a number for YAML 1.1", "a: x\n", [.set(["a"], to: "1:30")], "a: '1:30'\n", dialect: .yaml11),
    EditingCase(
      "dates are quoted for YAML 1.1", "a: x\n", [.set(["a"], to: "2026-01-31")], "a: '2026-01-31'\n",
      dialect: .yaml11),
    EditingCase("a number loses its quotes", "a: '3'\n", [.set(["a"], to: 4)], "a: 4\n"),
    EditingCase("a number gives way to text like one", "a: 3\n", [.set(["a"], to: "4")], "a: '4'\n"),
    EditingCase("a truth value", "a: x\n", [.set(["a"], to: true)], "a: true\n"),
    EditingCase("null", "a: x\n", [.set(["a"], to: nil)], "a: null\n"),
    EditingCase("a float", "a: x\n", [.set(["a"], to: 1.5)], "a: 1.5\n"),
    EditingCase("a whole float stays a float", "a: x\n", [.set(["a"], to: .float(2))], "a: 2.0\n"),
    EditingCase("a large float", "a: x\n", [.set(["a"], to: .float(1e20))], "a: 1e+20\n"),
    EditingCase("infinity", "a: x\n", [.set(["a"], to: .float(-.infinity))], "a: -.inf\n"),
    EditingCase(
      "the same value changes nothing", "a: 0x10\n", [.set(["a"], to: 16)], "a: 0x10\n", changedLines: 0),
    EditingCase("an empty value", "a:\nb: 1\n", [.set(["a"], to: "x")], "a: x\nb: 1\n"),
    EditingCase(
      "an empty value with a comment", "a: # c\nb: 1\n", [.set(["a"], to: "x")], "a: x # c\nb: 1\n"),
    EditingCase("an empty value at the end of the file", "a:", [.set(["a"], to: "x")], "a: x"),
    EditingCase("an empty item", "-\n- b\n", [.set([0], to: "x")], "- x\n- b\n"),
    EditingCase(
      "an empty value behind an anchor", "a: &x\nb: 1\n", [.set(["a"], to: "y")], "a: &x y\nb: 1\n"),
    EditingCase("an empty root", "--- # c\n", [.set([], to: "x")], "--- x # c\n"),
    EditingCase("the root", "--- a # c\n", [.set([], to: "x")], "--- x # c\n"),
    EditingCase("tag and anchor stay", "a: &x !t y\n", [.set(["a"], to: "z")], "a: &x !t z\n"),
    EditingCase("a tag for text", "a: !!str y\n", [.set(["a"], to: "5")], "a: !!str '5'\n"),
    EditingCase("a tag for numbers", "a: !!int 5\n", [.set(["a"], to: 6)], "a: !!int 6\n"),
    EditingCase("a comment sign needs quotes", "a: x\n", [.set(["a"], to: "y # z")], "a: 'y # z'\n"),
    EditingCase("a sharp inside a word needs none", "a: x\n", [.set(["a"], to: "y#z")], "a: y#z\n"),
    EditingCase("a colon and blank need quotes", "a: x\n", [.set(["a"], to: "y: z")], "a: 'y: z'\n"),
    EditingCase("an expression needs none", "a: x\n", [.set(["a"], to: "${{ b }}")], "a: ${{ b }}\n"),
    EditingCase("braces need quotes in front", "a: x\n", [.set(["a"], to: "{b}")], "a: '{b}'\n"),
    EditingCase("braces need quotes in flow", "[x]\n", [.set([0], to: "${{ b }}")], "['${{ b }}']\n"),
    EditingCase("a dash and blank need quotes", "a: x\n", [.set(["a"], to: "- y")], "a: '- y'\n"),
    EditingCase("a dash and word need none", "a: x\n", [.set(["a"], to: "--flag")], "a: --flag\n"),
    EditingCase("a marker needs quotes", "x\n", [.set([], to: "---")], "'---'\n"),
    EditingCase("blanks around need quotes", "a: x\n", [.set(["a"], to: " y ")], "a: ' y '\n"),
    EditingCase(
      "a control character is escaped", "a: x\n", [.set(["a"], to: "\u{7}\u{85}")], #"a: "\x07\x85""# + "\n"),
    EditingCase("beyond the BMP", "😀: x # 😀\n", [.set(["😀"], to: "𝔘")], "😀: 𝔘 # 😀\n"),
    EditingCase("behind a BOM", "\u{FEFF}a: x\n", [.set(["a"], to: "y")], "\u{FEFF}a: y\n"),
    EditingCase(
      "plain text over lines", "a: x\n  y # c\nb: 1\n", [.set(["a"], to: "z")], "a: z # c\nb: 1\n",
      changedLines: 2),
    EditingCase("quoted text over lines", "a: \"x\n  y\" # c\n", [.set(["a"], to: "z")], "a: \"z\" # c\n"),
    EditingCase("a value on its own line", "a:\n  x # c\n", [.set(["a"], to: "y")], "a:\n  y # c\n"),
    EditingCase("behind a tab", "a:\tx\n", [.set(["a"], to: "y")], "a:\ty\n"),
    EditingCase("of an explicit key", "? a\n: b # c\n", [.set(["a"], to: "x")], "? a\n: x # c\n"),
    EditingCase(
      "two documents", "a: 1\n---\na: 1\n", [.set(YAMLPath(["a"], document: 1), to: 2)], "a: 1\n---\na: 2\n"),
    EditingCase("the entry in force", "a: 1\na: 2\n", [.set(["a"], to: 3)], "a: 1\na: 3\n"),
    EditingCase("the entry by its place", "a: 1\na: 2\n", [.set([.entry(0)], to: 3)], "a: 3\na: 2\n"),
    EditingCase(
      "before a text that is no YAML", "a: 1\n---\nb: [\n", [.set(["a"], to: 22)], "a: 22\n---\nb: [\n"),

    // Blocks
    EditingCase(
      "several lines become a block", "a: x # c\nb: 1\n", [.set(["a"], to: "y\nz\n")],
      "a: | # c\n  y\n  z\nb: 1\n"),
    EditingCase("without final line break", "a: x\n", [.set(["a"], to: "y\nz")], "a: |-\n  y\n  z\n"),
    EditingCase(
      "at the end without line break", "a: x", [.set(["a"], to: "y\nz\n")], "a: |\n  y\n  z\n",
      changedLines: 3),
    EditingCase(
      "several final line breaks are escaped", "a: x\n\nb: 1\n", [.set(["a"], to: "y\n\n")],
      "a: \"y\\n\\n\"\n\nb: 1\n"),
    EditingCase(
      "leading blanks need an indicator", "a: x\n", [.set(["a"], to: "  y\nz\n")], "a: |2\n    y\n  z\n"),
    EditingCase("blank lines inside", "a: x\n", [.set(["a"], to: "y\n\nz\n")], "a: |\n  y\n\n  z\n"),
    EditingCase(
      "the file's indentation", "a: x\nb:\n    c: 1\n", [.set(["a"], to: "y\nz\n")],
      "a: |\n    y\n    z\nb:\n    c: 1\n"),
    EditingCase("in an item", "-   x\n", [.set([0], to: "y\nz\n")], "-   |\n    y\n    z\n"),
    EditingCase("in flow they are escaped", "[x]\n", [.set([0], to: "y\nz\n")], "[\"y\\nz\\n\"]\n"),
    EditingCase(
      "double quotes stay for several lines", "a: \"x\"\n", [.set(["a"], to: "y\nz")], "a: \"y\\nz\"\n"),
    EditingCase(
      "with carriage returns they are escaped", "a: x\n", [.set(["a"], to: "y\r\nz\n")],
      "a: \"y\\r\\nz\\n\"\n"),
    EditingCase(
      "a block stays a block", "a: |\n   x\nb: 1\n", [.set(["a"], to: "y\nz\n")], "a: |\n   y\n   z\nb: 1\n"),
    EditingCase(
      "a block with one line stays one", "a: | # c\n  x\n\nb: 1\n", [.set(["a"], to: "y")],
      "a: |- # c\n  y\n\nb: 1\n"),
    EditingCase(
      "a block gives way to a number", "a: | # c\n  x\nb: 1\n", [.set(["a"], to: 1)], "a: 1 # c\nb: 1\n"),
    EditingCase(
      "a folded block stays for one line", "a: >-\n  x\n  y\n", [.set(["a"], to: "z")], "a: >-\n  z\n"),
    EditingCase(
      "a folded block of lines becomes literal", "a: >\n  x\n", [.set(["a"], to: "y\nz\n")],
      "a: |\n  y\n  z\n"),
    EditingCase(
      "a keeping block keeps", "a: |+\n  x\n\nb: 1\n", [.set(["a"], to: "y\n\n\n")], "a: |+\n  y\n\n\nb: 1\n"),
    EditingCase("a block at the end without line break", "a: |\n  x", [.set(["a"], to: "y")], "a: |-\n  y"),
    EditingCase("a block at the end becomes short", "a: |\n  x", [.set(["a"], to: true)], "a: true"),
    EditingCase(
      "line ends are taken", "a: x\r\nb: 1\r\n", [.set(["a"], to: "y\nz\n")], "a: |\r\n  y\r\n  z\r\nb: 1\r\n"
    ),
    EditingCase("an empty block", "a: |\nb: 1\n", [.set(["a"], to: "y\n")], "a: |\n  y\nb: 1\n"),
  ]
}

// MARK: - Insertions into block collections

extension EditingCase {
  static let insertions: [EditingCase] = [
    EditingCase(
      "last entry", "a: 1\n", [.insertEntry(key: "b", value: 2, into: [])], "a: 1\nb: 2\n", changedLines: 1),
    EditingCase(
      "last entry without line break", "a: 1", [.insertEntry(key: "b", value: 2, into: [])], "a: 1\nb: 2",
      changedLines: 1),
    EditingCase(
      "first entry", "# top\na: 1\n", [.insertEntry(key: "b", value: 2, into: [], at: .first)],
      "# top\nb: 2\na: 1\n"),
    EditingCase(
      "first entry behind a BOM", "\u{FEFF}a: 1\n", [.insertEntry(key: "b", value: 2, into: [], at: .first)],
      "\u{FEFF}b: 2\na: 1\n"),
    EditingCase(
      "before, above its comment", "a: 1\n# c\nb: 2\n",
      [.insertEntry(key: "x", value: 3, into: [], at: .before("b"))], "a: 1\nx: 3\n# c\nb: 2\n"),
    EditingCase(
      "after, above the next comment", "a: 1 # d\n# c\nb: 2\n",
      [.insertEntry(key: "x", value: 3, into: [], at: .after("a"))], "a: 1 # d\nx: 3\n# c\nb: 2\n"),
    EditingCase(
      "after comments inside", "a:\n  b: 1\n  # in a\nc: 2\n",
      [.insertEntry(key: "x", value: 3, into: [], at: .after("a"))], "a:\n  b: 1\n  # in a\nx: 3\nc: 2\n"),
    EditingCase(
      "before comments outside", "a:\n  b: 1\n# of c\nc: 2\n",
      [.insertEntry(key: "x", value: 3, into: ["a"])], "a:\n  b: 1\n  x: 3\n# of c\nc: 2\n"),
    EditingCase(
      "with the blank lines of the others", "a: 1\n\nb: 2\n", [.insertEntry(key: "c", value: 3, into: [])],
      "a: 1\n\nb: 2\n\nc: 3\n"),
    EditingCase(
      "first with the blank lines of the others", "a: 1\n\nb: 2\n",
      [.insertEntry(key: "c", value: 3, into: [], at: .first)], "c: 3\n\na: 1\n\nb: 2\n"),
    EditingCase(
      "between with the blank lines of the others", "a: 1\n\n\nb: 2\n",
      [.insertEntry(key: "c", value: 3, into: [], at: .after("a"))], "a: 1\n\nc: 3\n\n\nb: 2\n"),
    EditingCase(
      "before with the blank lines of the others", "a: 1\n\n# c\nb: 2\n",
      [.insertEntry(key: "c", value: 3, into: [], at: .before("b"))], "a: 1\n\nc: 3\n\n# c\nb: 2\n"),
    EditingCase(
      "not all have blank lines", "a: 1\n\nb: 2\nc: 3\n", [.insertEntry(key: "d", value: 4, into: [])],
      "a: 1\n\nb: 2\nc: 3\nd: 4\n"),
    EditingCase(
      "line ends of the neighbour", "a: 1\r\nb: 2\n",
      [.insertEntry(key: "x", value: 3, into: [], at: .after("a"))], "a: 1\r\nx: 3\r\nb: 2\n"),
    EditingCase(
      "line ends of the line above at the end", "a: 1\r\nb: 2", [.insertEntry(key: "x", value: 3, into: [])],
      "a: 1\r\nb: 2\r\nx: 3"),
    EditingCase(
      "lone carriage returns", "a: 1\rb: 2\r", [.insertEntry(key: "x", value: 3, into: [])],
      "a: 1\rb: 2\rx: 3\r"),
    EditingCase(
      "an indented root", "  a: 1\n  b: 2\n", [.insertEntry(key: "x", value: 3, into: [])],
      "  a: 1\n  b: 2\n  x: 3\n"),
    EditingCase(
      "before an end marker", "a: 1\n...\n", [.insertEntry(key: "x", value: 3, into: [])], "a: 1\nx: 3\n...\n"
    ),
    EditingCase(
      "before another document", "a: 1\n---\nb: 1\n", [.insertEntry(key: "x", value: 3, into: [])],
      "a: 1\nx: 3\n---\nb: 1\n"),
    EditingCase(
      "into the second document", "a: 1\n---\nb: 1\n",
      [.insertEntry(key: "x", value: 3, into: YAMLPath([], document: 1))], "a: 1\n---\nb: 1\nx: 3\n"),
    EditingCase(
      "behind a block scalar", "a:\n  b: |\n    x\n\n\nc: 1\n",
      [.insertEntry(key: "y", value: 2, into: ["a"])], "a:\n  b: |\n    x\n  y: 2\n\n\nc: 1\n"),
    EditingCase(
      "behind a keeping block scalar", "a:\n  b: |+\n    x\n\n\nc: 1\n",
      [.insertEntry(key: "y", value: 2, into: ["a"])], "a:\n  b: |+\n    x\n\n\n  y: 2\nc: 1\n"),
    EditingCase(
      "behind a keeping block scalar, spaced", "a: 1\n\nb: |+\n  x\n\n",
      [.insertEntry(key: "y", value: 2, into: [])], "a: 1\n\nb: |+\n  x\n\ny: 2\n"),
    EditingCase(
      "behind a block scalar at the end", "a: |\n  x", [.insertEntry(key: "y", value: 2, into: [])],
      "a: |-\n  x\ny: 2"),
    EditingCase(
      "behind text over lines", "a: x\n  y # c\nb: 1\n",
      [.insertEntry(key: "z", value: 2, into: [], at: .after("a"))], "a: x\n  y # c\nz: 2\nb: 1\n"),
    EditingCase(
      "behind an explicit key", "? a\n: b\n", [.insertEntry(key: "x", value: 2, into: [])], "? a\n: b\nx: 2\n"
    ),
    EditingCase(
      "before an explicit key", "? a\n: b\n", [.insertEntry(key: "x", value: 2, into: [], at: .first)],
      "x: 2\n? a\n: b\n"),
    EditingCase(
      "behind an empty value", "a: # c\nb:\n", [.insertEntry(key: "x", value: 2, into: [], at: .after("a"))],
      "a: # c\nx: 2\nb:\n"),
    EditingCase(
      "a key that needs quotes", "a: 1\n", [.insertEntry(key: "3: x", value: 2, into: [])],
      "a: 1\n'3: x': 2\n"),
    EditingCase(
      "a key like a number", "a: 1\n", [.insertEntry(key: "3", value: 2, into: [])], "a: 1\n'3': 2\n"),
    EditingCase(
      "quoted like the other keys", "\"a\": 1\n", [.insertEntry(key: "b", value: 2, into: [])],
      "\"a\": 1\n\"b\": 2\n"),
    EditingCase(
      "a key that a merge gives", "x: &x {b: 1}\na:\n  <<: *x\n",
      [.insertEntry(key: "b", value: 2, into: ["a"])], "x: &x {b: 1}\na:\n  <<: *x\n  b: 2\n",
      dialect: .yaml11),

    // Values
    EditingCase(
      "a mapping", "a:\n    b: 1\n", [.insertEntry(key: "c", value: ["d": 1, "e": ["f": 2]], into: [])],
      "a:\n    b: 1\nc:\n    d: 1\n    e:\n        f: 2\n"),
    EditingCase(
      "an indented sequence", "a:\n  - 1\n", [.insertEntry(key: "c", value: ["x", ["y", "z"]], into: [])],
      "a:\n  - 1\nc:\n  - x\n  - - y\n    - z\n"),
    EditingCase(
      "an indentless sequence", "a:\n- 1\n",
      [.insertEntry(key: "c", value: ["x", ["y": 1, "z": 2]], into: [])], "a:\n- 1\nc:\n- x\n- y: 1\n  z: 2\n"
    ),
    EditingCase(
      "a sequence as most are", "a:\n  b:\n  - 1\nc: 1\n", [.insertEntry(key: "d", value: ["x"], into: [])],
      "a:\n  b:\n  - 1\nc: 1\nd:\n- x\n"),
    EditingCase(
      "empty collections", "a: 1\n",
      [.insertEntry(key: "b", value: [:], into: []), .insertEntry(key: "c", value: [], into: [])],
      "a: 1\nb: {}\nc: []\n"),
    EditingCase(
      "a flow collection", "a: 1\n", [.insertEntry(key: "b", value: .flow(["x", "a b", "c,d"]), into: [])],
      "a: 1\nb: [x, a b, 'c,d']\n"),
    EditingCase(
      "a literal", "a: 1\n", [.insertEntry(key: "b", value: .literal("x\ny\n"), into: [])],
      "a: 1\nb: |\n  x\n  y\n"),
    EditingCase(
      "a literal in a mapping in an item", "- a: 1\n",
      [.insertItem(["r": .literal("x\n"), "s": 1], into: [])], "- a: 1\n- r: |\n    x\n  s: 1\n"),
    EditingCase("null", "a: 1\n", [.insertEntry(key: "b", value: nil, into: [])], "a: 1\nb: null\n"),
    EditingCase(
      "with a comment", "- uses: x\n",
      [
        .insertItem(
          ["uses": .commented("a@1", trailing: "v4"), "with": .commented(["b": 1], trailing: "w")], into: [])
      ], "- uses: x\n- uses: a@1 # v4\n  with: # w\n    b: 1\n"),
    EditingCase(
      "an item with a comment", "- a\n", [.insertItem(.commented("b", trailing: "c"), into: [])],
      "- a\n- b # c\n"),
    EditingCase(
      "a commented mapping as an item", "- a\n", [.insertItem(.commented(["b": 1], trailing: "c"), into: [])],
      "- a\n- # c\n  b: 1\n"),
    EditingCase(
      "with quotes by style", "a: 1\n",
      [.insertEntry(key: "b", value: .scalar("x", style: .doubleQuoted), into: [])], "a: 1\nb: \"x\"\n"),

    // Items
    EditingCase(
      "last item", "a:\n  - x\nb: 1\n", [.insertItem("y", into: ["a"])], "a:\n  - x\n  - y\nb: 1\n"),
    EditingCase(
      "first item", "a:\n  # c\n  - x\n", [.insertItem("y", into: ["a"], at: .first)],
      "a:\n  - y\n  # c\n  - x\n"),
    EditingCase(
      "before an item", "- a\n- b\n", [.insertItem("x", into: [], at: .before(1))], "- a\n- x\n- b\n"),
    EditingCase(
      "after an item", "- a\n- b\n", [.insertItem("x", into: [], at: .after(0))], "- a\n- x\n- b\n"),
    EditingCase(
      "blanks after the dash", "-   a\n", [.insertItem(["x": 1, "y": 2], into: [])],
      "-   a\n-   x: 1\n    y: 2\n"),
    EditingCase(
      "quotes of the others", "- '1'\n- '2'\n", [.insertItem("x", into: [])], "- '1'\n- '2'\n- 'x'\n"),
    EditingCase(
      "into an indentless sequence", "a:\n- x\nb: 1\n", [.insertItem("y", into: ["a"])],
      "a:\n- x\n- y\nb: 1\n"),
    EditingCase(
      "into the inner of two sequences", "- - a\n- b\n", [.insertItem("x", into: [0])], "- - a\n  - x\n- b\n"),
    EditingCase(
      "first of the inner of two sequences", "- - a\n", [.insertItem("x", into: [0], at: .first)],
      "- - x\n  - a\n"),
    EditingCase("after an empty item", "- a\n-\n", [.insertItem("x", into: [])], "- a\n-\n- x\n"),
    EditingCase("after an empty item at the end", "-", [.insertItem("x", into: [])], "-\n- x"),
    EditingCase(
      "after items with blank lines", "s:\n  - a: 1\n\n  - b: 1\n\nx: 1\n",
      [.insertItem(["c": 1], into: ["s"])], "s:\n  - a: 1\n\n  - b: 1\n\n  - c: 1\n\nx: 1\n"),

    // Entries of items
    EditingCase(
      "last entry of an item", "- a: 1\n- b: 1\n", [.insertEntry(key: "x", value: 2, into: [0])],
      "- a: 1\n  x: 2\n- b: 1\n"),
    EditingCase(
      "first entry of an item", "- a: 1\n  b: 2\n", [.insertEntry(key: "x", value: 2, into: [0], at: .first)],
      "- x: 2\n  a: 1\n  b: 2\n"),
    EditingCase(
      "first entry of an item with lines", "- a: 1\n",
      [.insertEntry(key: "x", value: .literal("l\n"), into: [0], at: .before("a"))], "- x: |\n    l\n  a: 1\n"
    ),
    EditingCase(
      "after the first entry of an item", "- a: 1\n  b: 2\n",
      [.insertEntry(key: "x", value: 2, into: [0], at: .after("a"))], "- a: 1\n  x: 2\n  b: 2\n"),
    EditingCase(
      "an item on the line below", "-\n  a: 1\n", [.insertEntry(key: "x", value: 2, into: [0])],
      "-\n  a: 1\n  x: 2\n"),
    EditingCase(
      "of a mapping in an item", "- a: 1\n  with:\n    b: 1\n",
      [.insertEntry(key: "x", value: 2, into: [0, "with"])], "- a: 1\n  with:\n    b: 1\n    x: 2\n"),

    // Null values
    EditingCase(
      "nothing becomes a sequence", "steps:\nb: 1\n", [.insertItem("x", into: ["steps"])],
      "steps:\n  - x\nb: 1\n"),
    EditingCase(
      "nothing becomes an indentless sequence", "a:\n- 1\nsteps: # c\n", [.insertItem("x", into: ["steps"])],
      "a:\n- 1\nsteps: # c\n- x\n"),
    EditingCase(
      "nothing becomes a mapping", "with:\nb: 1\n", [.insertEntry(key: "x", value: 1, into: ["with"])],
      "with:\n  x: 1\nb: 1\n"),
    EditingCase(
      "null becomes a mapping", "with: null # c\nb: 1\n", [.insertEntry(key: "x", value: 1, into: ["with"])],
      "with: # c\n  x: 1\nb: 1\n"),
    EditingCase(
      "nothing at the end becomes a mapping", "with:", [.insertEntry(key: "x", value: 1, into: ["with"])],
      "with:\n  x: 1"),
    EditingCase(
      "several into nothing", "with:\n",
      [.insertEntry(key: "x", value: 1, into: ["with"]), .insertEntry(key: "y", value: 2, into: ["with"])],
      "with:\n  x: 1\n  y: 2\n"),
    EditingCase(
      "an empty item becomes a mapping", "-\n",
      [.insertEntry(key: "x", value: 1, into: [0]), .insertEntry(key: "y", value: 1, into: [0])],
      "- x: 1\n  y: 1\n"),
    EditingCase(
      "nothing behind an anchor", "a: &x\n", [.insertEntry(key: "x", value: 1, into: ["a"])],
      "a: &x\n  x: 1\n"),
    EditingCase(
      "nothing behind an anchor in an item", "- &x\n- 1\n", [.insertEntry(key: "x", value: 1, into: [0])],
      "- &x\n  x: 1\n- 1\n"),
    EditingCase(
      "a document without content becomes a mapping", "---\n", [.insertEntry(key: "x", value: 1, into: [])],
      "---\nx: 1\n"),
    EditingCase(
      "nothing in flow becomes a flow mapping", "{a: , b: 1}\n",
      [.insertEntry(key: "x", value: 1, into: ["a"])], "{a: {x: 1} , b: 1}\n"),
  ]
}
