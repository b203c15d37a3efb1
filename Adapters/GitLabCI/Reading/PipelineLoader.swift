internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Puts a pipeline together from a file and all that it includes.
struct PipelineLoader {
  private let files: ConfigFiles
  private(set) var problems: [PipelineProblem] = []
  private var parts: [Pipeline.Part] = []
  private var warned: Set<String> = []
  private var included = 0
  /// Whether it was said that there are too many.
  private var isFull = false

  /// GitLab's own limit of includes, nested ones counted.
  private static let mostIncludes = 150

  init(_ files: ConfigFiles) { self.files = files }

  /// The pipeline that a file begins; `nil`, and a problem, if it cannot be read.
  mutating func pipeline(at path: String) -> Pipeline? {
    guard let file = files.file(at: path) else {
      report(nil, in: path, .error, "unreadable-file", "the file cannot be read")
      return nil
    }
    guard check(file) else { return nil }
    if isFragment(file) {
      let view = OutsideView(
        what: "the pipeline that includes this file", position: SourcePosition(file: path, line: 1, column: 1)
      )
      parts.append(.outside(view))
    }
    append(file.given([:]), trail: [path])
    return Pipeline(path: path, parts: parts)
  }

  /// The pipeline that a trigger job starts.
  mutating func childPipeline(_ child: ChildPipeline) -> Pipeline? {
    var first: String?
    for source in child.sources {
      guard let paths = files.paths(of: source.text) else {
        report(child: source, "which file '\(source.text.short)' is, the checkout does not tell")
        continue
      }
      for path in paths.prefix(Self.mostIncludes - min(included, Self.mostIncludes)) {
        included += 1
        first = first ?? path
        guard let file = files.file(at: path) else {
          parts.append(.outside(missing(path, at: source.position)))
          continue
        }
        guard check(file) else { continue }
        append(file.given(source.inputs), trail: [path])
      }
    }
    return first.map { Pipeline(path: $0, parts: parts) }
  }

  private mutating func report(child source: ChildPipeline.Source, _ message: String) {
    problems.append(
      PipelineProblem(severity: .note, code: "child-out-of-view", message: message, position: source.position)
    )
  }

  /// Whether a file is made to be included: it has another name than pipelines have, and none of the keywords
  /// that stand once in a pipeline.
  private func isFragment(_ file: ConfigFile) -> Bool {
    guard !PipelineReader.isRoot(file.path), let root = file.root else { return false }
    return root.entry(forKey: "stages") == nil && root.entry(forKey: "workflow") == nil
  }

  // MARK: - Files

  private mutating func report(
    _ node: YAMLNode?, in path: String, _ severity: PipelineProblem.Severity, _ code: String,
    _ message: String
  ) {
    problems.append(.at(node, in: path, severity, code, message))
  }

  /// Whether a file can be read; if not, with a problem.
  private mutating func check(_ file: ConfigFile) -> Bool {
    guard warned.insert(file.path).inserted else { return file.root != nil && file.stream.problem == nil }
    if let problem = file.stream.problem {
      problems.append(PipelineProblem(problem, in: file.path))
      return false
    }
    problems += file.stream.warnings.map { PipelineProblem(warning: $0, in: file.path) }
    let documents = file.stream.documents
    let isHeaderOnly = file.header != nil && documents.count == 1
    guard let first = documents.first?.root, !first.isNull, !isHeaderOnly else {
      report(nil, in: file.path, .error, "empty-file", "the file holds no configuration")
      return false
    }
    guard file.root != nil else {
      let node = documents.count > 1 && file.header != nil ? documents[1].root : first
      report(node, in: file.path, .error, "not-a-pipeline", "a pipeline is a mapping of jobs and keywords")
      return false
    }
    if documents.count > (file.header == nil ? 1 : 2) {
      let extra = documents[file.header == nil ? 1 : 2]
      report(
        extra.root, in: file.path, .warning, "several-documents",
        "GitLab reads one document, and a header with `spec:` before it; this one is left out")
    }
    return true
  }

  /// Adds a file behind all that it includes.
  private mutating func append(_ file: ConfigFile, trail: [String]) {
    if let include = file.root?["include"] {
      for item in ConfigLayer(include, in: file).listed { follow(item, from: file, trail: trail) }
    }
    parts.append(.file(file))
  }

  private mutating func follow(_ item: ConfigLayer, from file: ConfigFile, trail: [String]) {
    included += 1
    guard included <= Self.mostIncludes else { return reportMostIncludes(item, in: file) }
    guard let text = item.isMapping ? item.child("local")?.text : item.localText else {
      guard let view = item.outsideView else {
        return report(item.node, in: file.path, .error, "invalid-include", "the include names no file")
      }
      parts.append(.outside(view))
      let message = "\(view.what) is not part of the checkout and was not read"
      return report(item.node, in: file.path, .note, "include-out-of-view", message)
    }
    guard let paths = files.paths(of: text) else {
      parts.append(.outside(OutsideView(what: "the included file '\(text.short)'", position: item.place)))
      let message = "which file '\(text.short)' is, the checkout does not tell"
      return report(item.node, in: file.path, .note, "include-out-of-view", message)
    }
    let inputs = item.isMapping ? item.child("inputs")?.inputValues ?? [:] : [:]
    // A glob counts for all that it names.
    included += max(0, paths.count - 1)
    let most = max(1, paths.count - max(0, included - Self.mostIncludes))
    for path in paths.prefix(most) { follow(path, with: inputs, item, from: file, trail: trail) }
    if most < paths.count { reportMostIncludes(item, in: file) }
  }

  private mutating func reportMostIncludes(_ item: ConfigLayer, in file: ConfigFile) {
    guard !isFull else { return }
    isFull = true
    report(
      item.node, in: file.path, .error, "too-many-includes",
      "GitLab includes at most \(Self.mostIncludes) files; the others are left out")
  }

  private mutating func follow(
    _ path: String, with inputs: [String: ConfigLayer], _ item: ConfigLayer, from file: ConfigFile,
    trail: [String]
  ) {
    guard !trail.contains(path), trail.count < ConfigFiles.deepest else {
      return report(
        item.node, in: file.path, .error, "include-cycle", "'\(path)' includes itself over other files")
    }
    guard let inner = files.file(at: path) else {
      parts.append(.outside(missing(path, at: item.place)))
      return
    }
    guard check(inner) else {
      parts.append(.outside(OutsideView(what: "the included file '\(path)'", position: item.place)))
      return
    }
    append(inner.given(inputs), trail: trail + [path])
  }

  private mutating func missing(_ path: String, at position: SourcePosition) -> OutsideView {
    problems.append(
      PipelineProblem(
        severity: .warning, code: "include-not-found",
        message: "the included file '\(path.short)' is not in the checkout", position: position))
    return OutsideView(what: "the included file '\(path.short)'", position: position)
  }
}

extension ConfigLayer {
  /// The items of a list, or the value itself.
  var listed: [ConfigLayer] {
    if isNull { return [] }
    return isSequence ? items : [self]
  }

  /// The path of an include given as a text; `nil` for an address.
  fileprivate var localText: String? {
    text.flatMap { $0.hasPrefix("http://") || $0.hasPrefix("https://") ? nil : $0 }
  }

  /// Folders of GitLab's own templates that are made to be included beside jobs of one's own.
  ///
  /// - SeeAlso: gitlabhq/gitlabhq, `lib/gitlab/ci/templates/Jobs` and `Security`: variables, jobs, hidden jobs.
  private static let jobTemplates = ["Jobs/", "Security/"]

  /// What an include out of view is; `nil` if it names nothing.
  fileprivate var outsideView: OutsideView? {
    if let address = text { return OutsideView(what: "the address \(address.short)", position: place) }
    for (key, kind) in [
      ("project", "the file of the project"), ("remote", "the address"), ("template", "GitLab's template"),
      ("component", "the component"), ("artifact", "the artifact"),
    ] {
      guard let name = child(key)?.text else { continue }
      let isTemplate = key == "template"
      let isOurs = key == "component" && name.contains(MeasuringTemplate.component)
      return OutsideView(
        what: "\(kind) \(name.short)", position: place, isTemplate: isTemplate,
        bringsJobsOnly: isOurs || isTemplate && Self.jobTemplates.contains { name.hasPrefix($0) },
        bringsMeasuring: isOurs)
    }
    return nil
  }

  /// Inputs as they are given, by name.
  var inputValues: [String: ConfigLayer] {
    let layer = resolved
    var values: [String: ConfigLayer] = [:]
    for entry in layer.node.effectiveEntries.prefix(1_000) {
      values[entry.key.resolved.text] = ConfigLayer(entry.value, in: layer.file)
    }
    return values
  }
}
