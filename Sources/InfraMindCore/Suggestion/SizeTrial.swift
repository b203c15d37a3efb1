/// A size that is worth a few runs, because nobody can tell from those seen whether it is better.
public struct SizeTrial: Hashable, Sendable {
  /// The size to try.
  public var machine: Runner
  /// Runs that would settle it.
  public var runs: Int
  /// What a run there saves, waiting included, in dollars: negative where it costs more.
  public var savingPerRun: Interval
  /// Probability that the size is worth a change, 0...1.
  public var chance: Double

  /// States a trial.
  public init(machine: Runner, runs: Int, savingPerRun: Interval, chance: Double) {
    self.machine = machine
    self.runs = runs
    self.savingPerRun = savingPerRun
    self.chance = chance
  }

  /// What it costs and could bring, in one sentence.
  var sentence: String {
    let risk =
      savingPerRun.low < 0
      ? "each costs at most about \(FigureText.dollars(-savingPerRun.low)) more than today"
      : "none costs more than today"
    return
      "\(FigureText.count(runs, "run")) on \(machine.described) would settle it, on branches that are not protected: \(risk), and a run may turn "
      + "out to save \(FigureText.dollars(max(savingPerRun.high, 0))) (a change is worth it with a probability of "
      + "\(FigureText.fixed(100 * chance, 0)) %)."
  }
}
