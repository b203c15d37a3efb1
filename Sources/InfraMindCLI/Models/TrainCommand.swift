internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindLearning

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract:
      "Train models of duration, failure and waiting on past runs; one serves only if it errs less on later ones.",
    discussion: """
      The first part of each job's runs, or of each pool's waits, teaches, the rest judges, in the order of time. A model that serves \
      already is continued with the runs since. If its errors rose for good, one is begun anew; if the rule \
      without a model errs less than it by now, what served before it does so again first.

      Training needs LightGBM 4: `pip install lightgbm` brings it, INFRAMIND_LIGHTGBM names its library where \
      it is not found. What is trained is used without it.

      Examples:
        inframind train
        inframind train runs.jsonl --purpose failure --purpose queue-p90
        inframind train builds/ --anew      a folder of tables of builds, one project each

      Exit status: 0 if models were trained, promoted or refused; 1 if lines of the history could not be \
      read; 2 if nothing could be trained.
      """)

  @Argument(
    help: ArgumentHelp(
      "Runs of the past: a store, JSON Lines, or tables of builds (CSV) and folders of them.",
      discussion: "The default is .inframind/history.db or .inframind/runs.jsonl in the current folder."),
    completion: .file())
  var history: String?

  @OptionGroup var options: ModelOptions

  @Option(help: "What to train for; may be repeated. The default is everything.")
  var purpose: [ModelPurpose] = []

  @Option(help: ArgumentHelp("Most trees that are added.", valueName: "number"))
  var trees = 400

  @Option(help: ArgumentHelp("Share of each job's runs that judge, in percent.", valueName: "percent"))
  var heldOut = 40

  @Option(help: ArgumentHelp("Threads to train on.", valueName: "number"))
  var threads = 1

  @Flag(help: "Begin anew instead of continuing the models that serve.")
  var anew = false

  @Flag(help: "Write nothing: say what would be promoted or refused.")
  var dryRun = false

  @Flag(name: [.short, .long], help: "Tell no progress.")
  var quiet = false

  mutating func validate() throws {
    guard (1...10_000).contains(trees) else { throw ValidationError("--trees is a number from 1 to 10000.") }
    guard (10...80).contains(heldOut) else { throw ValidationError("--held-out is a number from 10 to 80.") }
    guard (1...256).contains(threads) else { throw ValidationError("--threads is a number from 1 to 256.") }
  }

  func run() throws {
    try ModelOptions.reporting {
      let library = try LightGBMLibrary()
      let source = try TrainingSource(history, until: options.time)
      var examples: [ModelPurpose.Subject: RunExamples] = [:]
      var trained = 0
      for purpose in purpose.isEmpty ? ModelPurpose.allCases : purpose.uniqued {
        let learned = examples[purpose.subject] ?? source.examples(of: purpose.subject)
        examples[purpose.subject] = learned
        let training = ModelTraining(
          command: self, library: library, purpose: purpose, examples: learned, folder: options.folder)
        if try training.run() { trained += 1 }
      }
      if trained == 0 {
        SkippedLines.mention(source.skippedLines, isQuiet: quiet)
        ModelOptions.fail("Nothing was trained; the lines above say why.")
      }
      try SkippedLines.tell(source.skippedLines, isQuiet: quiet)
    }
  }
}
