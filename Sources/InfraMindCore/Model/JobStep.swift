/// A step of a job, in no platform's words.
public struct JobStep: Hashable, Sendable {
  /// What the step does.
  public enum Work: Hashable, Sendable {
    /// Runs a script, as written; expressions stay in it, but inputs of a followed packaged step are replaced
    /// by what its user gives.
    case run(script: String)
    /// Uses a packaged step: an action, a plugin, an orb's command.
    case use(PackagedStep)
    /// Something else.
    case other
  }

  /// Identifies the step within its job: the place in the list of ``JobDefinition/steps``.
  public var index: Int
  /// Where the step begins: the first key of its mapping.
  public var position: SourcePosition
  /// Its name, if it has one.
  public var name: String?
  /// What it does.
  public var work: Work
  /// The step's folder from the repository's root, without `./`; empty for the root, `nil` if only a run
  /// knows.
  public var workingDirectory: String?
  /// Its condition, as written.
  public var condition: String?
  /// Its environment and that of what surrounds it, as far as the files tell; values as written.
  public var environment: [String: String]
  /// Whether the job's own file holds the step, or a file that other jobs may use too.
  public var origin: Origin
  /// Whether it runs in every row of a run in which all goes well; `false` also where only a run knows.
  public var runsAlways: Bool
  /// Whether its condition lets it run for releases only: for tags, for promotions, or for whatever else the
  /// platform makes releases by.
  public var isForReleases = false

  /// Whether it measures what its job uses, as far as its text shows.
  public var measures: Bool {
    switch work {
    case .use(let packaged): packaged.measures
    case .run(let script): script.contains("inframind record")
    case .other: false
    }
  }

  /// Whether it is one of ours, whatever it does: a job of which it is part is there for us.
  public var isOurs: Bool {
    switch work {
    case .use(let packaged): packaged.isOurs
    case .run(let script): script.contains("inframind inject") || script.contains("inframind report")
    case .other: false
    }
  }

  /// Where the job's own list has the step, or the one that uses the packaged steps which hold it.
  public var ownPosition: SourcePosition {
    switch origin {
    case .job: position
    case .packaged(_, let caller): caller
    }
  }

  /// Which file holds a step.
  public enum Origin: Hashable, Sendable {
    /// The job's own steps.
    case job
    /// A local packaged step (a composite action) in the file named, in place of the job's step at `caller`.
    case packaged(file: String, caller: SourcePosition)
  }

  /// Describes a step.
  public init(
    index: Int, position: SourcePosition, name: String? = nil, work: Work, workingDirectory: String? = "",
    condition: String? = nil, environment: [String: String] = [:], origin: Origin = .job,
    runsAlways: Bool = true
  ) {
    self.index = index
    self.position = position
    self.name = name
    self.work = work
    self.workingDirectory = workingDirectory
    self.condition = condition
    self.environment = environment
    self.origin = origin
    self.runsAlways = runsAlways
  }
}

/// A use of somebody's packaged step.
public struct PackagedStep: Hashable, Sendable {
  /// What is used, lower-cased and without version, such as `actions/setup-node`.
  public var name: String
  /// The version as written: a tag, branch or commit id; empty if none.
  public var version: String
  /// The comment behind it, where versions are pinned by id, such as `v4.1.0`; empty if none.
  public var versionComment: String
  /// Its inputs as written, by lower-case name; a value that only a run knows keeps its expression. Within a
  /// followed packaged step, inputs of that are replaced by what its user gives.
  public var inputs: [String: String]

  /// Describes a use.
  public init(name: String, version: String, versionComment: String = "", inputs: [String: String] = [:]) {
    self.name = name
    self.version = version
    self.versionComment = versionComment
    self.inputs = inputs
  }

  /// The major version, from the tag or the comment: 4 for `v4`, `v4.1.0`, `<id> # v4`; `nil` if neither
  /// tells.
  public var majorVersion: Int? {
    for text in [version, versionComment] {
      let digits = text.drop { $0 == "v" || $0 == "V" }.prefix { $0.isNumber }
      let rest = text.drop { $0 == "v" || $0 == "V" }.dropFirst(digits.count)
      guard digits.count <= 4, rest.isEmpty || rest.first == "." || rest.first == " " else { continue }
      if let major = Int(digits) { return major }
    }
    return nil
  }
}

extension PackagedStep {
  /// Whether it is one of ours, wherever it is published.
  fileprivate var isOurs: Bool { name.split(separator: "/").contains("inframind") }

  /// Whether it is one of ours that measures: the action, an orb's command, or a plugin or recipe, which is called after us
  /// alone.
  fileprivate var measures: Bool {
    guard isOurs, inputs["measure"] != "false", let last = name.split(separator: "/").last else {
      return false
    }
    return last == "action" || last == "inframind" || last.hasPrefix("measure")
  }
}
