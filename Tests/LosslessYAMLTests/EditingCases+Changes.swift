import LosslessYAML

// MARK: - Flow collections

extension EditingCase {
  static let flow: [EditingCase] = [
    EditingCase(
      "last item in flow", "[a, b]\n", [.insertItem("c", into: [])], "[a, b, c]\n", changedLines: 1),
    EditingCase("first item in flow", "[a, b]\n", [.insertItem("c", into: [], at: .first)], "[c, a, b]\n"),
    EditingCase(
      "between items in flow", "[a,b]\n", [.insertItem("c", into: [], at: .before(1))], "[a,c,b]\n"),
    EditingCase(
      "after an item in flow", "[ a,  b ]\n", [.insertItem("c", into: [], at: .after(0))], "[ a,  c,  b ]\n"),
    EditingCase("before a trailing comma", "[a, b, ]\n", [.insertItem("c", into: [])], "[a, b, c, ]\n"),
    EditingCase("entry in flow", "{a: 1}\n", [.insertEntry(key: "b", value: 2, into: [])], "{a: 1, b: 2}\n"),
    EditingCase(
      "padded braces", "{ a: 1 }\n", [.insertEntry(key: "b", value: "x", into: [])], "{ a: 1, b: x }\n"),
    EditingCase(
      "JSON stays JSON", "{\"a\":1,\"b\":2}\n", [.insertEntry(key: "c", value: "x", into: [])],
      "{\"a\":1,\"b\":2,\"c\": \"x\"}\n"),
    EditingCase(
      "quotes like the others", "b: ['main', 'dev']\n", [.insertItem("x", into: ["b"])],
      "b: ['main', 'dev', 'x']\n"),
    EditingCase(
      "into empty brackets", "a: []\n", [.insertItem("x", into: ["a"]), .insertItem("y", into: ["a"])],
      "a: [x, y]\n"),
    EditingCase(
      "into empty braces", "with: {} # c\n", [.insertEntry(key: "a", value: 1, into: ["with"])],
      "with: {a: 1} # c\n"),
    EditingCase(
      "into empty brackets over lines", "a: [ # c\n]\n", [.insertItem("x", into: ["a"])], "a: [x # c\n]\n"),
    EditingCase(
      "collections inside", "[a]\n", [.insertItem(["b": ["c", [:]]], into: [])], "[a, {b: [c, {}]}]\n"),
    EditingCase("a URL gets quotes", "[a]\n", [.insertItem("http://x", into: [])], "[a, 'http://x']\n"),
    EditingCase(
      "a colon that is there may stay", "{image: node:18}\n", [.set(["image"], to: "node:20")],
      "{image: node:20}\n"),
    EditingCase(
      "flow over lines", "a: [\n  x, # 1\n  y # 2\n]\n", [.insertItem("z", into: ["a"])],
      "a: [\n  x, # 1\n  y, # 2\n  z\n]\n", changedLines: 2),
    EditingCase(
      "flow over lines with a trailing comma", "a: [\n  x,\n  y,\n]\n", [.insertItem("z", into: ["a"])],
      "a: [\n  x,\n  y,\n  z,\n]\n", changedLines: 1),
    EditingCase(
      "first in flow over lines", "a: [\n  # 1\n  x,\n  y\n]\n", [.insertItem("z", into: ["a"], at: .first)],
      "a: [\n  z,\n  # 1\n  x,\n  y\n]\n"),
    EditingCase(
      "between in flow over lines", "a: {\r\n  x: 1,\r\n  y: 2\r\n}\r\n",
      [.insertEntry(key: "z", value: 3, into: ["a"], at: .after("x"))],
      "a: {\r\n  x: 1,\r\n  z: 3,\r\n  y: 2\r\n}\r\n"),
    EditingCase(
      "several per line", "a: [x, y,\n    z]\n", [.insertItem("w", into: ["a"])], "a: [x, y,\n    z, w]\n"),
    EditingCase(
      "a comma in front", "a: [\n  x\n  , y\n  ]\n", [.insertItem("z", into: ["a"], at: .after(0))],
      "a: [\n  x, z\n  , y\n  ]\n"),
    EditingCase("a key without a value", "{a, b: 1}\n", [.set(["a"], to: 2)], "{a: 2, b: 1}\n"),
    EditingCase(
      "an empty value in flow", "{a: , b: }\n", [.set(["a"], to: 2), .set(["b"], to: 3)], "{a: 2 , b: 3 }\n"),
    EditingCase("the value of a bare pair", "[a: b]\n", [.set([0, "a"], to: "c")], "[a: c]\n"),
    EditingCase("remove the first in flow", "[a, b, c]\n", [.remove([0])], "[b, c]\n"),
    EditingCase("remove one between in flow", "[a, b, c]\n", [.remove([1])], "[a, c]\n"),
    EditingCase("remove the last in flow", "[a, b, c]\n", [.remove([2])], "[a, b]\n"),
    EditingCase("remove the last before a trailing comma", "[a, b, ]\n", [.remove([1])], "[a, ]\n"),
    EditingCase("remove all in flow", "x: { a: 1 } # c\n", [.remove(["x", "a"])], "x: { } # c\n"),
    EditingCase(
      "remove a line of flow", "[\n  a, # 1\n  # 2\n  b, # 3\n  c\n]\n", [.remove([1])],
      "[\n  a, # 1\n  c\n]\n"),
    EditingCase(
      "remove the last line of flow", "[\n  a, # 1\n  b # 2\n]\n", [.remove([1])], "[\n  a # 1\n]\n"),
    EditingCase("remove all lines of flow", "[\n  a,\n  b\n]\n", [.remove([0]), .remove([1])], "[\n]\n"),
    EditingCase(
      "remove two and add one in flow", "[a, b, c]\n",
      [.remove([1]), .remove([2]), .insertItem("x", into: [])], "[a, x]\n"),
  ]
}

// MARK: - Removals

extension EditingCase {
  static let removals: [EditingCase] = [
    EditingCase(
      "remove an entry", "a: 1\nb: 2 # c\nc: 3\n", [.remove(["b"])], "a: 1\nc: 3\n", changedLines: 1),
    EditingCase("remove the last entry without line break", "a: 1\nb: 2", [.remove(["b"])], "a: 1"),
    EditingCase("remove the first entry without line break", "a: 1\nb: 2", [.remove(["a"])], "b: 2"),
    EditingCase("with the comment above", "a: 1\n# b\n# b\nb: 2\nc: 3\n", [.remove(["b"])], "a: 1\nc: 3\n"),
    EditingCase(
      "not with a comment apart", "a: 1\n# apart\n\n# b\nb: 2\nc: 3\n", [.remove(["b"])],
      "a: 1\n# apart\n\nc: 3\n"),
    EditingCase(
      "not with a comment at another indentation", "x:\n  a: 1\n# left\n  b: 2\ny: 1\n",
      [.remove(["x", "b"])], "x:\n  a: 1\n# left\ny: 1\n"),
    EditingCase("not with the header", "# header\na: 1\nb: 2\n", [.remove(["a"])], "# header\nb: 2\n"),
    EditingCase(
      "with the comment below a header", "# header\n\n# a\na: 1\nb: 2\n", [.remove(["a"])],
      "# header\n\nb: 2\n"),
    EditingCase(
      "with comments inside", "a:\n  x: 1\n  # inside\n\n  # inside\nb: 2\n", [.remove(["a"])], "b: 2\n"),
    EditingCase(
      "not with the comment of the next", "a:\n  x: 1\n# b\nb: 2\n", [.remove(["a"])], "# b\nb: 2\n"),
    EditingCase("one of two blank lines stays", "a: 1\n\nb: 2\n\nc: 3\n", [.remove(["b"])], "a: 1\n\nc: 3\n"),
    EditingCase("the wider gap stays", "a: 1\n\n\nb: 2\n\nc: 3\n", [.remove(["b"])], "a: 1\n\n\nc: 3\n"),
    EditingCase("no blank line at the top", "a: 1\n\nb: 2\n", [.remove(["a"])], "b: 2\n"),
    EditingCase("no blank line at the end", "a: 1\n\nb: 2\n", [.remove(["b"])], "a: 1\n"),
    EditingCase("a single blank line stays", "a: 1\n\nb: 2\nc: 3\n", [.remove(["b"])], "a: 1\n\nc: 3\n"),
    EditingCase(
      "behind a keeping block", "a: |+\n  x\n\n# b\nb: 2\n\nc: 3\n", [.remove(["b"])], "a: |+\n  x\n\nc: 3\n"),
    EditingCase("a keeping block itself", "a: |+\n  x\n\n\nb: 2\n", [.remove(["a"])], "b: 2\n"),
    EditingCase("remove an item", "- a\n# b\n- b: 1\n  c: 2\n- d\n", [.remove([1])], "- a\n- d\n"),
    EditingCase("remove an empty item", "- a\n-\n- b\n", [.remove([1])], "- a\n- b\n"),
    EditingCase(
      "remove the first entry of an item", "- a: 1 # c\n  b: 2\n", [.remove([0, "a"])], "- b: 2\n"),
    EditingCase(
      "remove the first entry, the next has a comment", "- a: 1\n  # b\n  b: 2\n", [.remove([0, "a"])],
      "- # b\n  b: 2\n"),
    EditingCase(
      "remove the second entry of an item", "- a: 1\n  b: 2\n- c\n", [.remove([0, "b"])], "- a: 1\n- c\n"),
    EditingCase("remove the first of the inner sequence", "- - a\n  - b\n", [.remove([0, 0])], "- - b\n"),
    EditingCase(
      "the last entry leaves braces", "with: # c\n  # a\n  a: 1\nb: 2\n", [.remove(["with", "a"])],
      "with: {} # c\nb: 2\n"),
    EditingCase(
      "the last item leaves brackets", "on:\n  - a\nb: 2\n", [.remove(["on", 0])], "on: []\nb: 2\n"),
    EditingCase("the last item at the end leaves brackets", "on:\n- a", [.remove(["on", 0])], "on: []"),
    EditingCase(
      "the last entry of an item leaves braces", "- a: 1 # c\n- b\n", [.remove([0, "a"])], "- {}\n- b\n"),
    EditingCase(
      "the last entry of the root leaves braces", "# top\n\n# a\na: 1 # c\n", [.remove(["a"])],
      "# top\n\n{}\n"),
    EditingCase(
      "the last entry behind an anchor", "a: &x\n  b: 1\nc: 1\n", [.remove(["a", "b"])], "a: &x {}\nc: 1\n"),
    EditingCase(
      "the only entry over lines", "a:\n  b:\n    - x\n    - y\n", [.remove(["a", "b"])], "a: {}\n"),
    EditingCase("remove an explicit key", "? a\n: b\n? c\n: d\n", [.remove(["a"])], "? c\n: d\n"),
    EditingCase("remove one of equal keys", "a: 1\na: 2\n", [.remove(["a"])], "a: 1\n"),
    EditingCase(
      "remove an entry that is an alias", "x: &x 1\na: *x\nb: 2\n", [.remove(["a"])], "x: &x 1\nb: 2\n"),
    EditingCase("remove an anchor nobody uses", "a: &x 1\nb: 2\n", [.remove(["a"])], "b: 2\n"),
    EditingCase("remove in CRLF", "a: 1\r\nb: 2\r\n", [.remove(["a"])], "b: 2\r\n"),
    EditingCase("remove before an end marker", "a: 1\nb: 2\n...\n", [.remove(["b"])], "a: 1\n...\n"),
    EditingCase("remove behind a BOM", "\u{FEFF}a: 1\nb: 2\n", [.remove(["a"])], "\u{FEFF}b: 2\n"),
  ]
}

// MARK: - Replacements

extension EditingCase {
  static let replacements: [EditingCase] = [
    EditingCase(
      "a scalar by a scalar with a comment", "- uses: a@1 # v1\n",
      [.replace([0, "uses"], with: .commented("a@2", trailing: "v2"))], "- uses: a@2 # v2\n", changedLines: 1),
    EditingCase(
      "a scalar gains a comment", "uses: a@1\n",
      [.replace(["uses"], with: .commented("a@2", trailing: "v2"))], "uses: a@2 # v2\n"),
    EditingCase(
      "a scalar by a mapping", "runs-on: x # c\nb: 1\n", [.replace(["runs-on"], with: ["group": "g"])],
      "runs-on: # c\n  group: g\nb: 1\n"),
    EditingCase(
      "a scalar by a sequence in flow", "runs-on: x\n", [.replace(["runs-on"], with: .flow(["a", "b"]))],
      "runs-on: [a, b]\n"),
    EditingCase(
      "flow stays flow", "runs-on: [a, b] # c\n", [.replace(["runs-on"], with: ["x", "y"])],
      "runs-on: [x, y] # c\n"),
    EditingCase(
      "flow by another kind", "on: [push] # c\n", [.replace(["on"], with: ["push": ["branches": ["main"]]])],
      "on: # c\n  push:\n    branches:\n      - main\n"),
    EditingCase(
      "a block sequence by a scalar", "runs-on: # c\n  - a\n  # x\n  - b\nc: 1\n",
      [.replace(["runs-on"], with: "x")], "runs-on: x # c\nc: 1\n"),
    EditingCase(
      "an indentless sequence by a longer one", "a:\n- x\nb: 1\n", [.replace(["a"], with: ["y", "z"])],
      "a:\n- y\n- z\nb: 1\n"),
    EditingCase(
      "a mapping keeps its indentation", "a:\n   x: 1\nb:\n  c: 1\n", [.replace(["a"], with: ["y": 1])],
      "a:\n   y: 1\nb:\n  c: 1\n"),
    EditingCase(
      "a block scalar by a mapping", "a: | # c\n  x\nb: 1\n", [.replace(["a"], with: ["y": 1])],
      "a: # c\n  y: 1\nb: 1\n"),
    EditingCase(
      "an item by a mapping", "- a # c\n- b\n", [.replace([0], with: ["x": 1, "y": 2])],
      "- x: 1 # c\n  y: 2\n- b\n"),
    EditingCase(
      "a mapping by an item", "- a: 1 # x\n  b: 2 # y\n- c\n", [.replace([0], with: "z")], "- z\n- c\n"),
    EditingCase(
      "a mapping item by another", "-  a: 1\n   b: 2\n- c\n", [.replace([0], with: ["x": 1, "y": 2])],
      "-  x: 1\n   y: 2\n- c\n"),
    EditingCase("the root by a scalar", "a: 1\nb: 2\n", [.replace([], with: "x")], "x\n"),
    EditingCase("the root by a mapping", "- a\n- b", [.replace([], with: ["x": 1, "y": 2])], "x: 1\ny: 2"),
    EditingCase(
      "the root on a marker's line by a mapping", "--- x # c\n", [.replace([], with: ["a": 1])],
      "--- # c\na: 1\n"),
    EditingCase(
      "an anchored root by a mapping", "&x y\n", [.replace([], with: ["a": 1, "b": 2])], "&x\na: 1\nb: 2\n"),
    EditingCase(
      "an anchored item by a mapping", "- &x y # c\n- z\n", [.replace([0], with: ["a": 1, "b": 2])],
      "- &x # c\n  a: 1\n  b: 2\n- z\n"),
    EditingCase(
      "the tag goes and the anchor stays", "a: !t &x\n  b: 1\nc: 1\n", [.replace(["a"], with: ["y": 1])],
      "a: &x\n  y: 1\nc: 1\n"),
    EditingCase("the tag of a scalar goes", "a: !t b # c\n", [.replace(["a"], with: 1)], "a: 1 # c\n"),
    EditingCase(
      "an empty value by a mapping", "a:\nb: 1\n", [.replace(["a"], with: ["x": 1])], "a:\n  x: 1\nb: 1\n"),
    EditingCase("in flow", "{a: [1, 2], b: 1}\n", [.replace(["a"], with: ["x": 1])], "{a: {x: 1}, b: 1}\n"),
    EditingCase(
      "a value on its own line by a mapping", "a:\n  x\nb: 1\n", [.replace(["a"], with: ["y": 1])],
      "a:\n  y: 1\nb: 1\n"),
    EditingCase(
      "a literal at the end without line break", "a: x", [.replace(["a"], with: .literal("y\n"))],
      "a: |\n  y\n"),
    EditingCase(
      "an alias by a node of its own", "a: &x 1\nb: *x # c\n", [.replace(["b"], with: "y", sharing: .detach)],
      "a: &x 1\nb: y # c\n"),
    EditingCase(
      "an alias set to a value of its own", "a: &x 1\nb: *x\n", [.set(["b"], to: "y", sharing: .detach)],
      "a: &x 1\nb: y\n"),
    EditingCase(
      "an anchor, for all", "a: &x 1\nb: *x\n", [.set(["b"], to: 2, sharing: .editAnchor)], "a: &x 2\nb: *x\n"
    ),
    EditingCase(
      "inside an anchor, for all", "a: &x {k: 1}\nb: *x\n", [.set(["b", "k"], to: 2, sharing: .editAnchor)],
      "a: &x {k: 2}\nb: *x\n"),
    EditingCase(
      "through a merge key, for all", "a: &x {k: 1}\nb:\n  <<: *x\n",
      [.set(["b", "k"], to: 2, sharing: .editAnchor)], "a: &x {k: 2}\nb:\n  <<: *x\n", dialect: .yaml11),
    EditingCase(
      "the later anchor of a name", "a: &x 1\nb: &x 2\nc: *x\n", [.set(["c"], to: 3, sharing: .editAnchor)],
      "a: &x 1\nb: &x 3\nc: *x\n"),
  ]

  /// What the random edits of the property tests found.
  static let found: [EditingCase] = [
    EditingCase("a colon without a value keeps its blank", "{a: , b: 1}\n", [.remove(["b"])], "{a: }\n"),
    EditingCase(
      "after a colon without a value", "{a: , b: 1}\n",
      [.insertEntry(key: "c", value: 2, into: [], at: .after("a"))], "{a: , c: 2, b: 1}\n"),
    EditingCase(
      "a comment that a block would swallow goes with the old value", "a:\n  x: 1\n  # inside\nb: 2\n",
      [.replace(["a"], with: .literal("c\n"))], "a: |\n  c\nb: 2\n"),
    EditingCase(
      "a comment that a block would swallow forbids the block", "a: 1\n  # inside\nb: 2\n",
      [.replace(["a"], with: .literal("c\n"))], "a: \"c\\n\"\n  # inside\nb: 2\n"),
    EditingCase(
      "a blank line that a block would swallow forbids the block", "a: 1\n    \nb: 2\n",
      [.set(["a"], to: "c\nd\n")], "a: \"c\\nd\\n\"\n    \nb: 2\n"),
    EditingCase(
      "a block on the line below its key", "g:\n>-\n  i\nh: 1\n", [.set(["g"], to: true)], "g: true\nh: 1\n"),
    EditingCase("a tab below plain text", "a\n\t\n", [.set([], to: "b")], "b\n\t\n"),
    EditingCase(
      "a comment and an item behind the last in flow", "[\n  a\n]\n",
      [.comment([0], "c", placement: .trailing), .insertItem("b", into: [])], "[\n  a, # c\n  b\n]\n"),
    EditingCase(
      "comments inside nothing stay above the first", "steps:\n  # - x\nb: 2\n",
      [.insertItem("y", into: ["steps"])], "steps:\n  # - x\n  - y\nb: 2\n"),
    EditingCase("a quote shields a comment sign", "a: \"x\"# c\n", [.set(["a"], to: 3)], "a: 3 # c\n"),
    EditingCase("a block scalar keeps its line break", "- |\n  x\n- y", [.remove([1])], "- |\n  x\n"),
    EditingCase(
      "a block scalar without line breaks needs none", "- |-\n  x\n- y", [.remove([1])], "- |-\n  x"),
  ]

  static let comments: [EditingCase] = [
    EditingCase(
      "a comment above", "a: 1\nb: 2\n", [.comment(["b"], "c", placement: .above)], "a: 1\n# c\nb: 2\n"),
    EditingCase(
      "a comment of lines above", "x:\n  - a\n", [.comment(["x", 0], "c\n\nd", placement: .above)],
      "x:\n  # c\n  #\n  # d\n  - a\n"),
    EditingCase(
      "another comment above", "a: 1\n# x\n# y\nb: 2\n", [.comment(["b"], "c", placement: .above)],
      "a: 1\n# c\nb: 2\n"),
    EditingCase(
      "a comment below the header", "# header\na: 1\n", [.comment(["a"], "c", placement: .above)],
      "# header\n# c\na: 1\n"),
    EditingCase("a comment behind", "a: 1\n", [.comment(["a"], "c", placement: .trailing)], "a: 1 # c\n"),
    EditingCase(
      "another comment behind", "a: 1   # x\n", [.comment(["a"], "c", placement: .trailing)], "a: 1   # c\n"),
    EditingCase(
      "a comment behind at the end", "a: 1", [.comment(["a"], "c", placement: .trailing)], "a: 1 # c"),
    EditingCase(
      "a comment behind nothing", "a:\nb: 1\n", [.comment(["a"], "c", placement: .trailing)], "a: # c\nb: 1\n"
    ),
    EditingCase(
      "a comment behind a block scalar", "a: |\n  x\n", [.comment(["a"], "c", placement: .trailing)],
      "a: | # c\n  x\n"),
    EditingCase(
      "a comment behind a collection's key", "a: &x\n  b: 1\n", [.comment(["a"], "c", placement: .trailing)],
      "a: &x # c\n  b: 1\n"),
    EditingCase(
      "a comment behind flow over lines", "a: [x,\n  y] # x\n", [.comment(["a"], "c", placement: .trailing)],
      "a: [x,\n  y] # c\n"),
    EditingCase(
      "a comment in flow", "a: [\n  x,\n  y\n]\n",
      [.comment(["a", 0], "c", placement: .trailing), .comment(["a", 1], "d", placement: .above)],
      "a: [\n  x, # c\n  # d\n  y\n]\n"),
    EditingCase(
      "a comment beside an alias", "a: &x 1\nb: *x\n", [.comment(["b"], "c", placement: .trailing)],
      "a: &x 1\nb: *x # c\n"),
    EditingCase(
      "a comment in CRLF", "a: 1\r\nb: 2\r\n", [.comment(["b"], "c\nd", placement: .above)],
      "a: 1\r\n# c\r\n# d\r\nb: 2\r\n"),
  ]

  static let batches: [EditingCase] = [
    EditingCase("nothing", "a: 1\n", [], "a: 1\n", changedLines: 0),
    EditingCase(
      "in the order given at one place", "a: 1\n",
      [.insertEntry(key: "x", value: 1, into: []), .insertEntry(key: "y", value: 2, into: [])],
      "a: 1\nx: 1\ny: 2\n"),
    EditingCase(
      "in the order given at the top", "a: 1\n",
      [
        .insertEntry(key: "x", value: 1, into: [], at: .first),
        .insertEntry(key: "y", value: 2, into: [], at: .first),
      ], "x: 1\ny: 2\na: 1\n"),
    EditingCase(
      "in the order given in flow", "[a, b]\n",
      [.insertItem("x", into: [], at: .after(0)), .insertItem("y", into: [], at: .after(0))], "[a, x, y, b]\n"
    ),
    EditingCase(
      "in the order given at the end of a file", "a: 1",
      [.insertEntry(key: "x", value: 1, into: []), .insertEntry(key: "y", value: 2, into: [])],
      "a: 1\nx: 1\ny: 2"),
    EditingCase(
      "inner and outer at one offset", "a:\n  b: 1\n",
      [.insertEntry(key: "x", value: 1, into: []), .insertEntry(key: "y", value: 2, into: ["a"])],
      "a:\n  b: 1\n  y: 2\nx: 1\n"),
    EditingCase(
      "inner and outer without indentation", "a:\n- b\n",
      [.insertEntry(key: "x", value: 1, into: []), .insertItem("c", into: ["a"])], "a:\n- b\n- c\nx: 1\n"),
    EditingCase(
      "set and insert after", "a: x\nb: 1\n",
      [.insertEntry(key: "x", value: 1, into: [], at: .after("a")), .set(["a"], to: "y\nz\n")],
      "a: |\n  y\n  z\nx: 1\nb: 1\n"),
    EditingCase(
      "set an item and insert after", "- a\n",
      [.insertItem("x", into: [], at: .after(0)), .set([0], to: "b")], "- b\n- x\n"),
    EditingCase(
      "remove and insert the same key", "a: 1\nb: 2\n",
      [.remove(["a"]), .insertEntry(key: "a", value: 3, into: [])], "b: 2\na: 3\n"),
    EditingCase(
      "remove the first of an item and insert first", "- a: 1\n  # b\n  b: 2\n",
      [.remove([0, "a"]), .insertEntry(key: "x", value: 1, into: [0], at: .first)], "- x: 1\n  # b\n  b: 2\n"),
    EditingCase(
      "remove neighbours", "a: 1\n\nb: 2\n\nc: 3\n\nd: 4\n", [.remove(["b"]), .remove(["c"])],
      "a: 1\n\nd: 4\n"),
    EditingCase(
      "insert before and after", "a: 1\nb: 2\n",
      [
        .insertEntry(key: "y", value: 2, into: [], at: .before("b")),
        .insertEntry(key: "x", value: 1, into: [], at: .after("a")),
      ], "a: 1\nx: 1\ny: 2\nb: 2\n"),
    EditingCase(
      "comment and insert before", "a: 1\nb: 2\n",
      [
        .comment(["b"], "c", placement: .above), .insertEntry(key: "x", value: 1, into: [], at: .before("b")),
      ], "a: 1\nx: 1\n# c\nb: 2\n"),
    EditingCase(
      "set and comment", "a: 1\n", [.set(["a"], to: 2), .comment(["a"], "c", placement: .trailing)],
      "a: 2 # c\n"),
    EditingCase(
      "a cache step",
      """
      jobs:
        build:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/checkout@v4

            # tests
            - run: npm ci
      """,
      [
        .insertItem(
          [
            "uses": "actions/cache@v4",
            "with": ["path": "~/.npm", "key": "npm-${{ hashFiles('**/package-lock.json') }}"],
          ], into: ["jobs", "build", "steps"], at: .after(0)),
        .set(["jobs", "build", "runs-on"], to: "ubuntu-24.04"),
      ],
      """
      jobs:
        build:
          runs-on: ubuntu-24.04
          steps:
            - uses: actions/checkout@v4

            - uses: actions/cache@v4
              with:
                path: ~/.npm
                key: npm-${{ hashFiles('**/package-lock.json') }}

            # tests
            - run: npm ci
      """, changedLines: 6),
  ]
}
