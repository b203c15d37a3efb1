public import InfraMindCore

/// The folders of the workspace in which the tool of a planned cache keeps its files, and the variables by
/// which it is told to, on a platform whose caches keep nothing outside the workspace.
public struct WorkspaceFolders: Hashable, Sendable {
  /// A variable to set for the tool.
  public struct Variable: Hashable, Sendable {
    /// Its name, such as `PIP_CACHE_DIR`.
    public var name: String
    /// Its whole value.
    public var value: String

    /// Names a variable and its value.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// From the workspace's root, without `./` and the slash behind, each once; never empty.
  public private(set) var folders: [String] = []
  /// In the order of the plan, each once. One that the job sets already has the value that it has there.
  public private(set) var variables: [Variable] = []

  /// The codes of the refusals below, each in a sentence, for ``AdapterSummary/refuses``.
  public static let refusalCodes = [
    "outside-workspace":
      "Caches keep folders of the workspace only, and no variable moves the tool's files there.",
    "variable-in-use": "The variable that would move the tool's files is set to something else already.",
  ]

  /// Finds a folder for each that a plan wants kept.
  ///
  /// A tool that keeps its files elsewhere is told a folder of the workspace named like its own:
  /// ``InfraMindCore/CachePath/folderInWorkspace``. One that is told a folder already keeps that.
  ///
  /// - Parameter position: Of the suggestion.
  /// - Throws: `outside-workspace` if no variable moves the files of a tool, or none is left for the job's
  ///   system; `variable-in-use` if the variable says something else; and what the workspace throws.
  public init(
    _ plan: CachePlan, in workspace: some CacheWorkspace, at position: SourcePosition
  ) throws(RefusedEdit) {
    for path in plan.paths where path.os == nil || path.os == workspace.os {
      guard let mover = path.mover else {
        guard !path.isOutsideWorkspace else {
          throw RefusedEdit(
            "outside-workspace",
            "\(workspace.limit), and no variable moves `\(path.path)` of \(plan.tool) there",
            at: position)
        }
        keep(path.folderInWorkspace)
        continue
      }
      try keep(path, by: mover, of: plan.tool, in: workspace)
    }
    guard !folders.isEmpty else {
      throw RefusedEdit(
        "outside-workspace", "no folder of the workspace is known that would hold the files of \(plan.tool)",
        at: position)
    }
  }

  private mutating func keep(_ folder: String) {
    if !folders.contains(folder) { folders.append(folder) }
  }

  private mutating func keep(
    _ path: CachePath, by mover: CacheMover, of tool: CacheTool, in workspace: some CacheWorkspace
  ) throws(RefusedEdit) {
    let folder: String
    let value: String
    if let given = try workspace.given(mover, of: tool) {
      guard let known = mover.folder(in: given.value).flatMap({ workspace.folder(named: String($0)) }) else {
        throw RefusedEdit(
          "variable-in-use",
          "\(mover.variable) is set already, to a value that names no folder of the workspace; "
            + "keep that folder by hand",
          at: given.position)
      }
      (folder, value) = (known, given.value)
    } else {
      folder = path.folderInWorkspace
      value = mover.prefix + workspace.wholePath(of: folder)
    }
    keep(RepositoryPath.appending(mover.kept, to: folder))
    if !variables.contains(where: { $0.name == mover.variable }) {
      variables.append(Variable(name: mover.variable, value: value))
    }
  }
}

/// The workspace of a job, as far as its tools are told folders of it.
public protocol CacheWorkspace {
  /// The job's operating system: `linux`, `macos`, `windows`.
  var os: String { get }
  /// What the platform's caches keep, as a sentence begins: `steps share the workspace only`.
  var limit: String { get }

  /// The absolute path of a folder of the workspace, as a variable's value may name it.
  func wholePath(of folder: String) -> String

  /// The folder of the workspace that a variable's value names, from the workspace's root and without `./`
  /// and the slash behind; `nil` if it names another one or only a run knows.
  func folder(named value: String) -> String?

  /// What the job sets a variable to, and where; `nil` if it does not.
  ///
  /// - Throws: If the job's scripts tell the tool a folder by themselves, or nobody can say what holds.
  func given(_ mover: CacheMover, of tool: CacheTool) throws(RefusedEdit) -> GivenVariable?
}

/// A variable that a job sets already.
public struct GivenVariable: Hashable, Sendable {
  /// Its whole value, as written.
  public var value: String
  /// Where that is.
  public var position: SourcePosition

  /// Names a value and its place.
  public init(value: String, at position: SourcePosition) {
    self.value = value
    self.position = position
  }
}
