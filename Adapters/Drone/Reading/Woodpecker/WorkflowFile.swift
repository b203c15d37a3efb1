internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// A file of Woodpecker's: one workflow, named after the file.
struct WorkflowFile {
  let path: String
  let stream: YAMLStream
  /// A comment which says that the file is generated.
  let generatedHeader: GeneratedHeader?
  /// What it describes; `nil` if Woodpecker would refuse the file.
  private(set) var workflow: Workflow?
  /// What is wrong with it, or worth knowing.
  private(set) var problems: [PipelineProblem] = []

  /// - Parameter repository: `owner/name`, which the default workspace ends with; empty if unknown.
  init(_ bytes: [UInt8], path: String, repository: String) {
    self.path = path
    stream = YAMLStream(reading: bytes, file: path, dialect: .woodpecker)
    generatedHeader = GeneratedHeader(in: bytes)
    if let problem = stream.problem {
      problems.append(PipelineProblem(problem, in: path))
      return
    }
    problems = stream.warnings.map { PipelineProblem(warning: $0, in: path) }
    guard let root = stream.documents.first?.root, root.resolved.kind == .mapping else {
      problems.append(
        .at(
          stream.documents.first?.root, in: path, .error, "no-workflow",
          "the file's first document is no mapping, so there is no workflow in it"))
      return
    }
    if let other = stream.documents.dropFirst().first(where: { $0.root?.isEmpty == false })?.root {
      problems.append(
        .at(
          other, in: path, .warning, "extra-document",
          "Woodpecker reads the file's first document only: give each workflow a file of its own"))
    }
    read(root, repository)
  }

  private mutating func read(_ root: YAMLNode, _ repository: String) {
    guard ExpandedSize.bytes(of: root) < ExpandedSize.most else {
      problems.append(
        .at(
          root, in: path, .error, "too-much",
          "aliases make the workflow larger than can be read, so it is left out; repeat less"))
      return
    }
    guard let key = Workflow.stepsKey(of: root) else {
      problems.append(
        .at(
          root, in: path, .error, "no-steps",
          "the workflow has no `steps`, which must be a list or a mapping; Woodpecker refuses it"))
      return
    }
    for (old, new) in [("pipeline", "`steps`"), ("platform", "`platform` under `labels`")] {
      guard let entry = root.effectiveEntry(forKey: old), old != "pipeline" || key == old else { continue }
      problems.append(
        .at(
          entry.key, in: path, .warning, "legacy-key",
          "`\(old)` is of Woodpecker 1, and later versions do not read it: write \(new)"))
    }
    let workflow = Workflow(path: path, root: root, repository: repository)
    problems += workflow.problems
    self.workflow = workflow
  }
}

extension YAMLDialect {
  /// Woodpecker reads with go-yaml v3, after it has put merged lists into lists
  /// (``YAMLNode/itemsWithMerged``).
  static let woodpecker = YAMLDialect.goYAML3
}

extension YAMLNode {
  /// The items of a list as Woodpecker reads it: in the place of an item `<<: *others` stand the items of
  /// that list, or of several.
  ///
  /// - SeeAlso: codeberg.org/6543/xyaml, `merge.go`.
  var itemsWithMerged: [MergedItem] {
    var items: [MergedItem] = []
    for (place, item) in resolved.items.enumerated() {
      guard items.count < MergedItem.most else { break }
      let lists = item.mergedLists
      guard !lists.isEmpty else {
        items.append(MergedItem(node: item, place: place))
        continue
      }
      items += lists.lazy.flatMap { $0.resolved.items }.prefix(MergedItem.most)
        .map { MergedItem(node: $0, place: nil) }
    }
    return items
  }

  /// The lists that an item `<<: *list` or `<<: [*list, *other]` stands for; none for another item.
  private var mergedLists: [YAMLNode] {
    guard kind == .mapping, entries.count == 1, let entry = entries.first, entry.isMerge else { return [] }
    let aliases = entry.value.kind == .alias ? [entry.value] : Array(entry.value.items)
    let isOfLists = aliases.allSatisfy { $0.kind == .alias && $0.resolved.kind == .sequence }
    return isOfLists ? aliases : []
  }

  /// The texts of a scalar, or of a list's scalars with those of merged lists.
  var textsWithMerged: [String] {
    resolved.kind == .sequence ? itemsWithMerged.compactMap(\.node.scalarText) : texts
  }
}

/// An item of a list.
struct MergedItem {
  let node: YAMLNode
  /// Its place in the list; `nil` if it comes from another one.
  let place: Int?

  /// An alias may stand for a list any number of times; nobody's list has more items than this.
  static let most = 10_000
}
