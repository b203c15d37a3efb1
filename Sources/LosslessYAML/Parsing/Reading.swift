internal import CLibYAML

/// Reads a file: checks the bytes, drives libyaml event by event, and stops at the first limit.
enum Reading {
  struct Result {
    var parts = TreeParts()
    var problem: YAMLError?
  }

  static func read(_ source: SourceText, dialect: YAMLDialect) -> Result {
    let limit = dialect.limits.usableBytes
    guard source.bytes.count <= limit else {
      let message = "the file has \(source.bytes.count) bytes and the limit is \(limit); split it"
      let place = YAMLPosition(file: source.file, line: 1, column: 1, offset: 0)
      return Result(problem: YAMLError(.tooLarge, message, at: place))
    }
    if let message = InputScan.foreignEncoding(of: source.bytes) {
      return Result(problem: YAMLError(.encoding, message, at: source.position(at: 0)))
    }
    return source.bytes.withUnsafeBufferPointer { read($0, source, dialect: dialect) }
  }

  private static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ source: SourceText, dialect: YAMLDialect
  ) -> Result {
    let scan = source.scan
    let skipped = source.markLength
    let offsets = MarkOffsets(bytes, skipping: skipped, firstNonASCII: max(scan.firstNonASCII, skipped))
    let input = UnsafeBufferPointer(rebasing: bytes[min(skipped, scan.end)..<scan.end])
    var builder = TreeBuilder(bytes, dialect: dialect, offsets: offsets)
    var problem = run(input, &builder, source, limits: dialect.limits)

    if problem == nil, let found = scan.problem {
      // libyaml was given the text up to there only.
      builder.dropDocumentCutOff()
      problem = error(for: found, at: scan.end, in: source)
    }
    return Result(parts: builder.parts, problem: problem)
  }

  private static func run(
    _ input: UnsafeBufferPointer<UInt8>, _ builder: inout TreeBuilder, _ source: SourceText,
    limits: YAMLLimits
  ) -> YAMLError? {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) != 0 else {
      return YAMLError(.syntax, "there is not enough memory to read the file")
    }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)

    var event = yaml_event_t()
    while true {
      guard yaml_parser_parse(parser, &event) != 0 else {
        builder.dropDocumentCutOff()
        return error(of: parser.pointee, &builder, source)
      }
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_STREAM_END_EVENT: return nil
      case YAML_DOCUMENT_START_EVENT: builder.startDocument(event)
      case YAML_DOCUMENT_END_EVENT: builder.endDocument(event)
      case YAML_SCALAR_EVENT: builder.addScalar(event)
      case YAML_ALIAS_EVENT: builder.addAlias(event)
      case YAML_SEQUENCE_START_EVENT: builder.startSequence(event)
      case YAML_MAPPING_START_EVENT: builder.startMapping(event)
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: builder.endCollection(event)
      default: continue
      }
      if let stop = stop(builder, limits) {
        let place = builder.offset(of: event.start_mark)
        return YAMLError(
          stop.code, stop.message, at: source.position(at: place), excerpt: source.excerpt(at: place))
      }
    }
  }

  /// Why not to go on after an event.
  private static func stop(
    _ builder: borrowing TreeBuilder, _ limits: YAMLLimits
  ) -> (code: YAMLError.Code, message: String)? {
    if builder.depth > limits.depth {
      return (.tooDeep, "collections are nested deeper than \(limits.depth) levels here; flatten them")
    }
    if builder.parts.nodes.count > limits.nodes {
      return (.tooManyNodes, "the file has more than \(limits.nodes) nodes; split it")
    }
    // libyaml loses the punctuation behind such a key.
    return builder.hasKeylessPair ? (.syntax, "the '?' before this has no key; write one or remove it") : nil
  }

  private static func error(
    of parser: borrowing yaml_parser_t, _ builder: inout TreeBuilder, _ source: SourceText
  ) -> YAMLError {
    let offset = builder.offset(of: parser.problem_mark)
    if parser.error == YAML_MEMORY_ERROR {
      return YAMLError(
        .syntax, "there is not enough memory to read the file", at: source.position(at: offset))
    }
    let start = parser.context == nil ? nil : builder.offset(of: parser.context_mark)
    let problem = parser.problem.map { String(cString: $0) } ?? "unknown"
    let sentence = SyntaxSentence(problem: problem, at: offset, start: start, in: source)
    let related = start.flatMap { $0 == sentence.offset ? nil : source.position(at: $0) }
    return YAMLError(
      .syntax, sentence.text, at: source.position(at: sentence.offset),
      excerpt: source.excerpt(at: sentence.offset), related: related.map { [$0] } ?? [])
  }

  private static func error(
    for problem: InputScan.Problem, at offset: Int, in source: SourceText
  ) -> YAMLError {
    let message =
      switch problem {
      case .invalidUTF8: "the bytes here are not UTF-8; save the file as UTF-8"
      case .controlCharacter(let value):
        "the control character U+\(hex(value)) is not allowed in YAML; remove it"
      }
    return YAMLError(
      .encoding, message, at: source.position(at: offset), excerpt: source.excerpt(at: offset))
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
