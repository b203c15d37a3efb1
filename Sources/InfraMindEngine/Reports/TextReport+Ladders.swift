internal import InfraMindCore

/// Every size of a job's ladder, and the sizes of a pipeline's jobs together.
extension TextReport {
  /// The sizes of some rows, one table for each.
  func ladderLines(_ ladders: [JobLadder], _ preferences: AdvisingPreferences, _ places: PlaceText)
    -> [String]
  {
    guard !ladders.isEmpty else { return [] }
    return ladders.flatMap { ["", heading($0, places)] + table($0, preferences) }
  }

  private func heading(_ ladder: JobLadder, _ places: PlaceText) -> String {
    let place = places.repository.shown(ladder.position.file) + ":\(ladder.position.line)"
    return "  " + style.bold("Sizes of " + Shown.plain(ladder.name)) + "  " + style.cyan(Shown.plain(place))
  }

  private func table(_ ladder: JobLadder, _ preferences: AdvisingPreferences) -> [String] {
    guard !ladder.sizes.isEmpty else {
      return [
        "    nothing can be said: no run counts, or its machine is unknown (--verbose says why it stays)"
      ]
    }
    let value = preferences.dollarsPerWaitingMinute
    let best = ladder.best(dollarsPerWaitingMinute: value)
    var columns = TextColumns(
      titles: [
        "", "size", "p50", "p90", "bill", "90 % of means", "with waiting", "memory", "limit", "rests on", "",
      ],
      numeric: [2, 3, 4, 5, 6, 7, 8])
    for (place, size) in ladder.sizes.enumerated() {
      columns.rows.append([
        size.isCurrent ? "now" : "", Shown.plain(size.machine.described, atMost: 60),
        Figures.time(size.p50Seconds),
        Figures.time(size.p90Seconds), size.meanDollars.map(Figures.dollars) ?? "unknown",
        size.dollars.map { "\(Figures.dollars($0.low)) to \(Figures.dollars($0.high))" } ?? "",
        size.meanCost(dollarsPerWaitingMinute: value).map(Figures.dollars) ?? "",
        Self.risk(size.outOfMemory), Self.risk(size.timeout), Self.basis(size),
        Self.remark(size, isBest: place == best, isOnFrontier: ladder.isOnFrontier(place)),
      ])
    }
    return columns.lines.map { "    " + $0 } + [
      "    "
        + style.dim(
          "memory, limit: risk that a run needs more memory than there is, or reaches its time limit; waiting: "
            + "\(Figures.dollars(value)) a minute")
    ]
  }

  private static func remark(_ size: SizePrediction, isBest: Bool, isOnFrontier: Bool) -> String {
    if let objection = size.objection { return "no: " + Shown.plain(objection) }
    if isBest { return "least cost" }
    return isOnFrontier || size.meanDollars == nil ? "" : "another is faster and cheaper"
  }

  private static func risk(_ probability: Double?) -> String {
    guard let probability else { return "?" }
    if probability <= 0 { return "0" }
    return probability < 0.001 ? "<0.1 %" : Figures.rounded(probability * 100, 1, trimming: true) + " %"
  }

  private static func basis(_ size: SizePrediction) -> String {
    switch size.basis {
    case .measured: Figures.count(size.runs, "run") + " on it"
    case .otherSizes: "runs on other sizes"
    case .telemetry: "CPU use on one size"
    case .otherJobs: "jobs like it"
    case .guess: "nothing: a guess"
    }
  }

  // MARK: - Pipelines

  /// What the jobs of pipelines take and cost together, today and by other plans.
  func outlookLines(_ outlooks: [PipelineOutlook], _ preferences: AdvisingPreferences, _ places: PlaceText)
    -> [String]
  {
    outlooks.flatMap { outlook in
      [
        "",
        "  " + style.bold("Pipeline ") + style.cyan(Shown.plain(places.repository.shown(outlook.pipeline))),
      ]
        + plans(outlook, preferences).map { "    " + $0 }
    }
  }

  private func plans(_ outlook: PipelineOutlook, _ preferences: AdvisingPreferences) -> [String] {
    guard !outlook.front.isEmpty else {
      return ["no job of it has another size to choose"] + gaps(outlook)
    }
    let value = preferences.dollarsPerWaitingMinute
    var columns = TextColumns(titles: ["", "end to end", "bill", "with waiting"], numeric: [1, 2, 3])
    let row = { (name: String, plan: PipelinePlan) in
      [
        name, Figures.time(plan.seconds), Figures.dollars(plan.dollars),
        Figures.dollars(plan.cost(dollarsPerWaitingMinute: value)),
      ]
    }
    let isBestToday = outlook.best?.choice == outlook.today.choice
    columns.rows.append(row(isBestToday ? "today, least cost" : "today", outlook.today))
    for plan in outlook.front.thinned(to: Self.mostPlans, keeping: outlook.best)
    where plan.choice != outlook.today.choice {
      columns.rows.append(row(plan == outlook.best ? "least cost" : "", plan))
    }
    return columns.lines + stages(outlook) + moves(outlook) + gaps(outlook)
  }

  private static let mostPlans = 8

  private func stages(_ outlook: PipelineOutlook) -> [String] {
    guard let best = outlook.best, (outlook.stages.max() ?? 0) > 0 else { return [] }
    var columns = TextColumns(
      titles: ["stage", "jobs", "ends today", "then", "bill today", "then"], numeric: [0, 1, 2, 3, 4, 5])
    for (stage, figures) in zip(outlook.stageFigures(of: outlook.today), outlook.stageFigures(of: best))
      .enumerated()
    {
      columns.rows.append([
        "\(stage + 1)", "\(outlook.stages.count { $0 == stage })", Figures.time(figures.0.end),
        Figures.time(figures.1.end),
        Figures.dollars(figures.0.dollars), Figures.dollars(figures.1.dollars),
      ])
    }
    return [""] + columns.lines
  }

  private func moves(_ outlook: PipelineOutlook) -> [String] {
    guard let best = outlook.best else { return [] }
    let (isCriticalToday, isCritical) = (outlook.isCritical(in: outlook.today), outlook.isCritical(in: best))
    var columns = TextColumns(titles: ["for the least cost", "from", "to", ""])
    for (place, job) in outlook.jobs.enumerated() where best.choice[place] != job.today {
      columns.rows.append([
        Shown.plain(job.name, atMost: 50), Shown.plain(job.options[job.today].machine.described, atMost: 50),
        Shown.plain(job.options[best.choice[place]].machine.described, atMost: 50),
        Self.criticality(today: isCriticalToday[place], then: isCritical[place]),
      ])
    }
    return columns.rows.isEmpty ? ["", "today's sizes are the best together"] : [""] + columns.lines
  }

  private static func criticality(today: Bool, then: Bool) -> String {
    switch (today, then) {
    case (true, true): "on the critical path"
    case (true, false): "on the critical path today"
    case (false, true): "on the critical path then"
    case (false, false): "off the critical path"
    }
  }

  /// Jobs whose figures are not their own, or incomplete.
  private func gaps(_ outlook: PipelineOutlook) -> [String] {
    let gaps = [
      (outlook.unknown, "without history, counted as nothing"),
      (outlook.borrowed, "without history, taken to do what jobs like it do"),
      (outlook.fixed, "whose sizes or prices are unknown, counted with the time alone"),
    ]
    return gaps.filter { !$0.0.isEmpty }.map { names, what in
      let shown = Shown.plain(names.prefix(5).joined(separator: ", ")) + (names.count > 5 ? ", …" : "")
      return style.dim("\(Figures.count(names.count, "job")) \(what): \(shown)")
    }
  }
}

extension [PipelinePlan] {
  /// Both ends and some evenly between, with one that must be among them.
  fileprivate func thinned(to most: Int, keeping kept: PipelinePlan?) -> [PipelinePlan] {
    guard count > most, most > 1 else { return self }
    var places = Set((0..<most).map { $0 * (count - 1) / (most - 1) })
    if let kept, let place = firstIndex(of: kept) { places.insert(place) }
    return places.sorted().map { self[$0] }
  }
}
