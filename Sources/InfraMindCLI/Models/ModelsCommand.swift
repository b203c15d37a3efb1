internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models that were trained, look at one, exchange the one that serves, compare two.",
    discussion: """
      Examples:
        inframind models list
        inframind models show duration-p50-20261120T120000-0123abcd
        inframind models rollback duration-p50
        inframind models compare failure-… failure-… runs.jsonl
      """,
    subcommands: [
      ModelsListCommand.self, ModelsShowCommand.self, ModelsPromoteCommand.self, ModelsRollbackCommand.self,
      ModelsChallengeCommand.self, ModelsCompareCommand.self, ModelsTimeCommand.self,
    ])
}

struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the models, oldest first; a star marks those that serve, a plus those on trial.")

  @OptionGroup var options: ModelOptions

  func run() throws {
    try ModelOptions.reporting {
      let (manifests, problems) = options.folder.manifests()
      let register = try options.folder.register()
      for problem in problems { StandardStreams.write("inframind: \(Shown.plain(problem))\n", to: .errors) }
      if manifests.isEmpty {
        StandardStreams.write(
          "inframind: no models in \(Shown.plain(options.folder.path)): `inframind train` makes them\n",
          to: .errors)
      }
      StandardStreams.write(ModelReport.list(manifests, register), to: .output)
      if !problems.isEmpty { throw ExitCode(1) }
    }
  }
}

struct ModelsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Say all that is known of a model, and what served before and after it.")

  @OptionGroup var options: ModelOptions
  @Argument(help: "The model's id.") var id: String

  func run() throws {
    try ModelOptions.reporting {
      let manifest = try options.folder.manifest(of: id)
      _ = try options.folder.trees(of: manifest)
      StandardStreams.write(ModelReport.text(manifest, try options.folder.register()), to: .output)
    }
  }
}

struct ModelsPromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Have a model serve, whatever the replay said of it.")

  @OptionGroup var options: ModelOptions
  @Argument(help: "The model's id.") var id: String

  func run() throws {
    try ModelOptions.reporting {
      let manifest = try options.folder.manifest(of: id)
      _ = try options.folder.trees(of: manifest)
      let before = try options.folder.changeRegister { register throws(ModelFileError) in
        let before = register.current(manifest.purpose)
        register.promote(id, for: manifest.purpose, at: options.time, because: "By hand.")
        return before
      }
      StandardStreams.write(
        "\(id) serves for \(manifest.purpose.rawValue) now; before it \(before ?? "none") did.\n", to: .output
      )
    }
  }
}

struct ModelsRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Have the model serve again that served before the one that does now.")

  @OptionGroup var options: ModelOptions
  @Argument(help: "What the model is for.") var purpose: ModelPurpose

  func run() throws {
    try ModelOptions.reporting {
      let folder = options.folder
      let now = try folder.changeRegister { register throws(ModelFileError) in
        let before = try register.rollBack(purpose, at: options.time, because: "By hand.")
        if let before { _ = try folder.trees(of: try folder.manifest(of: before)) }
        return before
      }
      let told = now.map { "\($0) serves again" } ?? "No model serves any more"
      StandardStreams.write("\(told) for \(purpose.rawValue).\n", to: .output)
    }
  }
}

struct ModelsChallengeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "challenge",
    abstract: "Have a model serve a share of the jobs, beside the one that serves the others.",
    discussion: """
      A hash of the job says which of the two serves it, always the same one. `inframind models compare` with the \
      same share says by and by which of them errs less. A model that is promoted or taken back ends the trial.
      """)

  @OptionGroup var options: ModelOptions
  @Argument(help: "The model's id; with --end, what the model on trial is for.") var model: String

  @Option(help: ArgumentHelp("Share of the jobs that it serves, in percent.", valueName: "percent"))
  var share = 20

  @Flag(help: "End the trial.")
  var end = false

  mutating func validate() throws {
    guard (1...99).contains(share) else { throw ValidationError("--share is a number from 1 to 99.") }
    if end, ModelPurpose(rawValue: model) == nil {
      let purposes = ModelPurpose.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("With --end, name what the model on trial is for: \(purposes).")
    }
  }

  func run() throws {
    try ModelOptions.reporting {
      if end, let purpose = ModelPurpose(rawValue: model) {
        let ended = try options.folder.changeRegister { register throws(ModelFileError) in
          try register.withdraw(purpose, at: options.time, because: "By hand.")
        }
        StandardStreams.write("\(ended) is on trial no longer.\n", to: .output)
        return
      }
      let manifest = try options.folder.manifest(of: model)
      _ = try options.folder.trees(of: manifest)
      try options.folder.changeRegister { register throws(ModelFileError) in
        try register.challenge(
          model, for: manifest.purpose, share: Double(share) / 100, at: options.time, because: "By hand.")
      }
      StandardStreams.write(
        "\(model) serves about \(share) % of the jobs for \(manifest.purpose.rawValue) now.\n", to: .output)
    }
  }
}

struct ModelsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two models on runs that neither was trained on.",
    discussion: """
      The first comparison has both predict every run. The second has each job served by one of the two, \
      chosen by a hash of the job, and may be looked at after every run: its figures are true at all times at \
      once.
      """)

  @OptionGroup var options: ModelOptions
  @Argument(help: "The model that might take the other's place.") var candidate: String
  @Argument(help: "The other model.") var incumbent: String

  @Argument(
    help: ArgumentHelp(
      "Runs of the past, as `train` takes them.",
      discussion: "The default is .inframind/history.db or .inframind/runs.jsonl in the current folder."),
    completion: .file())
  var history: String?

  @Option(
    help: ArgumentHelp("Share of the jobs that the candidate serves, in percent.", valueName: "percent"))
  var share = 50

  mutating func validate() throws {
    guard (1...99).contains(share) else { throw ValidationError("--share is a number from 1 to 99.") }
  }

  func run() throws {
    try ModelOptions.reporting {
      let ours = try options.folder.manifest(of: candidate)
      let theirs = try options.folder.manifest(of: incumbent)
      guard ours.purpose == theirs.purpose else {
        ModelOptions.fail(
          "\(candidate) and \(incumbent) are for different purposes: nothing can be compared.")
      }
      let models = (try options.folder.trees(of: ours), try options.folder.trees(of: theirs))
      let source = try TrainingSource(history, until: options.time)
      let end = max(ours.window.upperBound, theirs.window.upperBound).timeIntervalSince1970
      let replay = ModelReplay(ours.purpose, on: source.examples(of: ours.purpose.subject), after: end)
      let verdict = PromotionRule().verdict(on: replay.comparison(of: models.0, with: models.1))
      let words = ModelReport.comparison(verdict, candidate, incumbent)
      StandardStreams.write("\(words)\n", to: .output)

      let assignment = VariantAssignment(of: candidate, against: incumbent, share: Double(share) / 100)
      if let live = replay.liveComparison(
        of: models.0, with: models.1, by: assignment, names: source.names(of: ours.purpose.subject))
      {
        StandardStreams.write("\(ModelReport.sentence(live))\n", to: .output)
      }
      if source.skippedLines > 0 { throw ExitCode(1) }
    }
  }
}
