internal import FoundationEssentials

/// The reasons for which ``SizeAdvisor`` keeps a machine, each with what would settle it.
extension KeepReason {
  static func unknownMachine(_ labels: [String]) -> KeepReason {
    let what = labels.isEmpty ? "its runner" : labels.joined(separator: ", ")
    return KeepReason(
      code: "unknown-machine",
      sentence: "The size of \(what) is unknown: name it under `runners:` in .inframind.yml, or record "
        + "`runner.cpus` in the history.")
  }

  static func noOtherSize(_ current: Runner) -> KeepReason {
    KeepReason(
      code: "no-other-size",
      sentence:
        "No other size is known that could replace \(current.described): name those that you have under "
        + "`runners:` in .inframind.yml.")
  }

  static func tooFewRuns(_ count: Int, of all: Int, needed: Int) -> KeepReason {
    let some = count == 0 ? "none counts" : count == 1 ? "only 1 counts" : "only \(count) count"
    let known =
      all == 0
      ? "The history holds no run of this job"
      : "Of \(FigureText.count(all, "run")) \(some) (successful, on a machine of this family, from no fork, with "
        + "known times)"
    return KeepReason(code: "too-few-runs", sentence: "\(known); \(needed) of that kind are needed.")
  }

  static func stale(_ latest: Date, days: Int) -> KeepReason {
    KeepReason(
      code: "stale-history",
      sentence:
        "The latest run that counts is of \(Timestamp.text(of: latest).prefix(10)), more than \(days) "
        + "days ago: add newer runs to the history.")
  }

  static func noTelemetry(_ cpus: Double) -> KeepReason {
    KeepReason(
      code: "no-telemetry",
      sentence: "Nearly all runs were on \(cpus.short) vCPU and too few tell how busy they were: record "
        + "`use.averageCPUs`, or run the job a few times on a second size.")
  }

  static func unknownPrice(_ current: Runner, isVisibilityKnown: Bool) -> KeepReason {
    KeepReason(
      code: "unknown-price",
      sentence: isVisibilityKnown
        ? "The price of \(current.described) is unknown: give it under `prices:` in .inframind.yml."
        : "Whether the repository is public decides size and price, and nothing tells: set `visibility` in "
          + ".inframind.yml or in the history.")
  }

  static func freeRunner(_ current: Runner) -> KeepReason {
    KeepReason(
      code: "free-runner",
      sentence:
        "\(current.described) costs nothing here and every other size does: set "
        + "`waiting: {dollars-per-minute: …}` in .inframind.yml to have them weighed.")
  }

  static func nothingFits(_ reasons: [String]) -> KeepReason {
    let why = reasons.isEmpty ? "no other size has a known price" : reasons.joined(separator: "; ")
    return KeepReason(code: "nothing-fits", sentence: "No other size is admissible: \(why).")
  }

  /// Says of a job that never ran where its figures come from.
  private static func source(_ runs: Int) -> String {
    runs == 0 ? "No run of it is known; these are figures of jobs like it. " : ""
  }

  static func straddles(
    _ machine: Runner, _ saving: Interval, runs: Int, trial: SizeTrial? = nil
  ) -> KeepReason {
    let known = runs == 0 ? "" : "after \(FigureText.count(runs, "run")) "
    return KeepReason(
      code: "interval-straddles",
      sentence:
        source(runs)
        + "On \(machine.described) a run probably \(FigureText.saving(saving.middle)), waiting included, "
        + "but \(known)anything from \(FigureText.savings(saving)) is likely"
        + (trial.map { ". \($0.sentence)" } ?? ": more runs, or some on that size, would settle it."),
      trial: trial)
  }

  static func bestAlready(
    _ current: Runner, next: Runner, saving: Interval, runs: Int, trial: SizeTrial? = nil
  ) -> KeepReason {
    let dollars = FigureText.dollars(abs(saving.middle))
    let sentence =
      saving.middle > 0
      ? "No other size is worth a change: the best of them, \(next.described), would save \(dollars) a run, waiting "
        + "included, less than the smallest gain that is worth one (`smallest-gain` under `limits:`, 10 % unless set)."
      : "\(current.described) is the best size known, waiting included: the next best, \(next.described), would "
        + "cost \(dollars) more a run."
    return KeepReason(
      code: "best-already", sentence: source(runs) + sentence + (trial.map { " \($0.sentence)" } ?? ""),
      trial: trial)
  }
}
