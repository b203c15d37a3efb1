extension YAMLStream {
  /// Applies edits, all or none.
  ///
  /// Before the result is handed out, four things are proven: all bytes outside ``YAMLRevision/changes`` are the
  /// same; the result can be read; its tree differs from the old one exactly as the edits say; and
  /// ``YAMLRevision/inverse`` restores the old file byte for byte.
  ///
  /// - Parameter edits: In any order. Several insertions at one place come out in the order given. No edits, or
  ///   none that changes anything, give a revision without changes.
  /// - Throws: A refusal, with one of the codes that ``YAMLError/Code`` names for editing, or the limit that the
  ///   result would exceed; nothing has been changed then.
  public func applying(_ edits: [YAMLEdit]) throws(YAMLError) -> YAMLRevision {
    let plan = try EditPlan(edits, for: tree)
    let changes = try ChangeComposer.changes(for: plan)
    guard !changes.isEmpty else {
      try prove(PlainTree(of: tree), PlainTree(of: tree, after: plan), in: self)
      return YAMLRevision(stream: self, changes: [], inverse: [], changedLines: 0)
    }
    let source = changes.applied(to: self.source)
    let result = YAMLStream(reading: source, file: file, dialect: dialect)
    let inverse = changes.inverted(in: self.source)

    guard EditProof.keepsOtherBytes(self.source, source, changes) else {
      throw failure("bytes outside the edit would change", at: changes[0].range.lowerBound)
    }
    try proveReadable(result, changes)
    try prove(PlainTree(of: result.tree), PlainTree(of: tree, after: plan), in: result)
    guard inverse.applied(to: source) == self.source else {
      throw failure("the edit could not be undone", at: changes[0].range.lowerBound)
    }
    let changedLines = LineDifference.count(changes, from: self.source, to: source)
    return YAMLRevision(stream: result, changes: changes, inverse: inverse, changedLines: changedLines)
  }

  private func proveReadable(_ result: YAMLStream, _ changes: [YAMLByteChange]) throws(YAMLError) {
    guard !EditProof.reads(result, like: self, changes) else { return }
    let limits: [YAMLError.Code] = [.tooLarge, .tooDeep, .tooManyNodes]
    if let problem = result.problem, limits.contains(problem.code) { throw problem }
    if let place = result.problem?.position, result.hasTabOnBlankLine(at: place.offset) {
      throw tree.refusal(
        .unrepresentable, "a line with nothing but blanks and tabs would be in the way; empty it first",
        at: changes[0].range.lowerBound)
    }
    try checkByteOrderMarks()
    if let place = problem?.position {
      throw tree.refusal(
        .unrepresentable,
        "the file cannot be read from line \(place.line) on, and would stop being read elsewhere; mend it first",
        at: changes[0].range.lowerBound, related: [place])
    }
    let reason = result.problem.map { ": \($0.message)" } ?? ""
    throw failure("the result could not be read\(reason)", at: changes[0].range.lowerBound)
  }

  /// Text without quotes may be followed by such a line, but nothing else.
  private func hasTabOnBlankLine(at offset: Int) -> Bool {
    let lines = SourceLines(bytes: source)
    let start = lines.start(at: offset)
    let text = lines.skipBlanks(from: start)
    return source[start..<text].contains(.tab) && (text == lines.count || lines.breakLength(at: text) > 0)
  }

  private func prove(_ actual: PlainTree, _ expected: PlainTree, in result: YAMLStream) throws(YAMLError) {
    guard let place = expected.firstDifference(from: actual) else { return }
    try checkByteOrderMarks()
    let node = actual.place(ofNode: place, in: result.tree).map { result.position(at: $0) }
    let line = node.map { " in line \($0.line) of the result" } ?? ""
    throw YAMLError(
      .proofFailed,
      "the result would not be what was asked for\(line), so nothing was changed; report the file",
      at: node, excerpt: node.flatMap { result.excerpt(at: $0.offset) })
  }

  /// Refuses a file with byte order marks behind its start: whether they are text depends on their place on the
  /// line, which the edit may have moved.
  private func checkByteOrderMarks() throws(YAMLError) {
    let bytes = source
    let place = bytes.indices.dropFirst(3).first {
      bytes[$0] == 0xEF && bytes[$0...].starts(with: [0xEF, 0xBB, 0xBF])
    }
    guard let place else { return }
    throw tree.refusal(
      .unrepresentable, "a byte order mark inside the file would be in the way; remove it first", at: place)
  }

  private func failure(_ what: String, at offset: Int) -> YAMLError {
    tree.refusal(.proofFailed, "\(what), so nothing was changed; report the file", at: offset)
  }
}

extension PlainTree {
  /// Where in a file that this was made of one of its nodes stands.
  func place(ofNode index: Int, in tree: YAMLTree) -> Int? {
    let before = nodes.prefix(min(index, nodes.count)).reduce(0) { count, node in
      if case .document = node.content { count } else { count + 1 }
    }
    return tree.nodes.indices.contains(before) ? Int(tree.nodes[before].fullStart) : nil
  }
}
