internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A pipeline file: its documents as Drone sees them.
struct DroneFile {
  let path: String
  let stream: YAMLStream
  /// A comment which says that the file is generated.
  let generatedHeader: GeneratedHeader?
  /// The documents with a kind; none if Drone's documents are not those of YAML.
  private(set) var documents: [DroneDocument] = []
  /// Why Drone cannot read the file, or would read something else than YAML says.
  private(set) var faults: [PipelineProblem] = []
  /// What else there is to say.
  private(set) var remarks: [PipelineProblem] = []

  init(_ bytes: [UInt8], path: String) {
    self.path = path
    stream = YAMLStream(reading: bytes, file: path, dialect: .drone)
    generatedHeader = GeneratedHeader(in: bytes)
    if let problem = stream.problem {
      faults.append(PipelineProblem(problem, in: path))
      return
    }
    remarks = stream.warnings.map { PipelineProblem(warning: $0, in: path) }
    let split = DocumentSplit(bytes)
    guard let roots = match(split) else { return }
    for root in roots { take(root) }
    // A template stands for the whole file.
    if remarks.contains(where: { $0.code == "outside-view" }) { documents = [] }
    if roots.isEmpty, faults.isEmpty {
      faults.append(.at(nil, in: path, .error, "no-pipeline", "the file has no document"))
    }
  }

  /// Where the signature of the file is, if it is signed.
  var signature: YAMLNode? { documents.first { $0.kind == "signature" }?.root }

  /// The pipelines in the order of the file.
  var pipelines: [YAMLNode] { documents.filter { !DroneDocument.otherKinds.contains($0.kind) }.map(\.root) }

  // MARK: - Documents

  /// The root of each section; `nil` if YAML finds other documents than Drone.
  private mutating func match(_ split: DocumentSplit) -> [YAMLNode]? {
    if let line = split.lineTooLong { differ(line, "Drone stops at a line of 64 KiB, without a word") }
    if let line = split.lineOfDroppedText { differ(line, "Drone drops what stands behind `---` on its line") }
    var roots: [Int: YAMLNode] = [:]
    var place = 0
    for document in stream.documents {
      guard let root = document.root, !root.isEmpty, root.range.lowerBound < split.end else { continue }
      // Both lists are in the order of the file.
      while place < split.sections.count, split.sections[place].range.upperBound <= root.range.lowerBound {
        place += 1
      }
      guard place < split.sections.count, roots[place] == nil, split.sections[place].holds(root.range) else {
        differ(root.place.line, "a line of it begins with `---` or `...`, or with another sign of a new line")
        return nil
      }
      roots[place] = root
    }
    for (number, section) in split.sections.enumerated() where roots[number] == nil {
      if section.hasContent {
        differ(section.line, "its text is no document to YAML")
      } else {
        empty(section)
      }
    }
    let isSame = !faults.contains { $0.code == "documents-differ" }
    return isSame ? roots.sorted { $0.key < $1.key }.map(\.value) : nil
  }

  private mutating func differ(_ line: Int, _ why: String) {
    guard !faults.contains(where: { $0.code == "documents-differ" }) else { return }
    fault(
      line, "documents-differ",
      "Drone splits the file into other documents than YAML does: \(why); the file is left alone")
  }

  private mutating func empty(_ section: DocumentSplit.Section) {
    guard !faults.contains(where: { $0.code == "empty-document" }) else { return }
    fault(
      section.line, "empty-document",
      "Drone takes the lines from here for a document without a kind and fails the build: "
        + "leave no comment or blank line above the first `---`, and no `---` without a document below it")
  }

  private mutating func fault(_ line: Int, _ code: String, _ sentence: String) {
    let place = SourcePosition(file: path, line: line, column: 1)
    faults.append(PipelineProblem(severity: .error, code: code, message: sentence, position: place))
  }

  private mutating func take(_ root: YAMLNode) {
    guard root.resolved.kind == .mapping else {
      remarks.append(.at(root, in: path, .error, "missing-kind", "the document is no mapping with a `kind`"))
      return
    }
    guard let kind = root["kind"]?.scalarText, !kind.isEmpty else {
      let isLegacy = root["pipeline"]?.resolved.kind == .mapping
      remarks.append(
        .at(
          root, in: path, .error, isLegacy ? "legacy-pipeline" : "missing-kind",
          isLegacy
            ? "the file is in the format of Drone 0.8, which Drone 1 and later do not read: convert it first"
            : "the document has no `kind`, so Drone fails the build"))
      return
    }
    guard kind != "template" else {
      let source = root["load"]?.scalarText.map { " `\($0.prefix(80))`" } ?? ""
      remarks.append(
        .at(
          root, in: path, .note, "outside-view",
          "the pipelines come from the template\(source) on the server, which is outside the view"))
      return
    }
    documents.append(DroneDocument(root: root, kind: kind))
  }
}

/// One document of a pipeline file.
struct DroneDocument {
  let root: YAMLNode
  let kind: String

  /// Kinds that are no pipelines. Drone takes every other kind for a pipeline.
  static let otherKinds: Set<String> = ["secret", "signature", "cron", "registry"]
}

extension YAMLDialect {
  /// The library that Drone's server and runners use is of the family of go-yaml v2.
  static let drone = YAMLDialect.goYAML2
}
