/// How well sizes are found for new jobs: ours and what others do, on the same tasks and seeds.
///
/// A task's own group never teaches. The data are handed in as texts; see the README of the bench for their
/// columns and for the definition of every figure.
package struct SizeTaskEvaluation: Sendable {
  private let data: SizeTaskData
  private let teachers: [SizeTeachers]

  /// Reads the three tables.
  ///
  /// - Throws: ``SizeTaskError``, which names the table and the line.
  package init(measurements: String, configurations: String, workloads: String) throws(SizeTaskError) {
    data = try SizeTaskData(
      measurements: measurements, configurations: configurations, workloads: workloads)
    guard !data.dataSets.isEmpty else {
      throw SizeTaskError(
        .noTasks, "the tables hold no workload with a successful run; check the dataset column")
    }
    teachers = data.dataSets.map { SizeTeachers($0) }
  }

  /// Objectives over which figures are averaged.
  static let objectives: [TrialObjective] = [.time, .cost, .mix]

  /// All strategies in the order of the tables.
  static func strategies(ladders: Bool) -> [any SizeStrategy] {
    let ours = ExplorerStrategy(name: "InfraMind")
    var greedy = ExplorerStrategy(name: "InfraMind without value of information")
    greedy.settings.weighsInformation = false
    var taught = ExplorerStrategy(name: "InfraMind, each other job a hypothesis")
    taught.learnsFromOthers = true
    var together = ExplorerStrategy(name: "InfraMind, one search for time, cost and mix at once")
    together.objectives = objectives
    let rules: [any SizeStrategy] = [
      RandomStrategy(), BestOnAverageStrategy(), CherryPickStrategy(), NearestStrategy(), GaussianStrategy(),
      SurfaceStrategy(),
    ]
    return [ours, greedy, taught, together] + (ladders ? [AmdahlFitStrategy()] : []) + rules
  }

  /// Runs all strategies.
  ///
  /// - Parameter seeds: How many times what is random is repeated; at least one.
  /// - Returns: A table for ladders, one for menus, and one of ours for each objective.
  package func tables(seeds: Int = 3) -> [EvaluationTable] {
    let ladders = measured(ladders: true, seeds: seeds)
    let menus = measured(ladders: false, seeds: seeds)
    return [ladders.table, menus.table, byObjective(ladders.ours, menus.ours)].compactMap { $0 }
  }

  private func measured(ladders: Bool, seeds: Int) -> (table: EvaluationTable?, ours: SizeTaskFigures?) {
    let tasks = teachers.map { (teachers: $0, tasks: SizeTask.all(in: $0.dataSet, ladders: ladders)) }
      .filter { !$0.tasks.isEmpty }
    guard !tasks.isEmpty else { return (nil, nil) }
    var ours: SizeTaskFigures?
    var rows: [EvaluationTable.Row] = []
    let shown = ladders ? [1, 2, 3, 4] : [3, 4, 6, 8]
    for strategy in Self.strategies(ladders: ladders) {
      let figures = SizeTaskFigures(
        strategy, over: tasks, objectives: Self.objectives, seeds: max(1, seeds))
      ours = ours ?? figures
      rows.append(
        EvaluationTable.Row(
          strategy.name, role: strategy.role,
          cells: Self.cells(figures, runs: shown, stops: strategy.role == .ours)))
    }
    rows += ladders ? Self.publishedLadders : Self.publishedMenus
    let count = tasks.reduce(0) { $0 + $1.tasks.count }
    let table = EvaluationTable(
      title: ladders ? "Sizes of one family (ladder)" : "Sizes of several families (menu)",
      note:
        "\(FigureText.count(count, "task")) of \(FigureText.count(tasks.count, "data set")), mean over time, cost and mix, "
        + "\(FigureText.count(max(1, seeds), "seed")); the task's own group of jobs never teaches. Ours may recommend a size that was "
        + "not measured.",
      columns: Self.columns(runs: shown), rows: rows,
      curve: EvaluationTable.Curve(
        columns: Array(shown.indices), xs: shown.map(Double.init), xTitle: "measured runs",
        yTitle: "tasks within 10 % of the best size, %"))
    return (table, ours)
  }

  private static func columns(runs: [Int]) -> [EvaluationTable.Column] {
    runs.map { EvaluationTable.Column("within 10 % after \($0) \($0 == 1 ? "run" : "runs"), %", decimals: 1) }
      + [
        EvaluationTable.Column("runs until the best measured is within 10 %", decimals: 2),
        EvaluationTable.Column("overspend over 20 runs, best fixed number of trials, %", decimals: 1),
        EvaluationTable.Column("overspend over 20 runs, own stop, %", decimals: 1),
      ]
  }

  private static func cells(
    _ figures: SizeTaskFigures, runs: [Int], stops: Bool
  ) -> [EvaluationTable.Cell] {
    runs.map { percent(figures.within(after: $0)) } + [
      figures.runsUntilFound, percent(figures.overspend),
      stops ? percent(figures.overspendWithStop) : EvaluationTable.Cell(nil),
    ]
  }

  private static func percent(_ cell: EvaluationTable.Cell) -> EvaluationTable.Cell {
    EvaluationTable.Cell(
      cell.value.map { 100 * $0 }, standardError: cell.standardError.map { 100 * $0 })
  }

  private func byObjective(_ ladders: SizeTaskFigures?, _ menus: SizeTaskFigures?) -> EvaluationTable? {
    guard let ladders else { return nil }
    let runs = [1, 2, 3, 4]
    var rows: [EvaluationTable.Row] = []
    for (kind, figures) in [("ladder", ladders as SizeTaskFigures?), ("menu", menus)] {
      guard let figures else { continue }
      for (number, name) in ["time", "cost", "mix"].enumerated() {
        rows.append(
          EvaluationTable.Row(
            "\(kind), \(name)", role: .ours, cells: Self.cells(figures.only(number), runs: runs, stops: true))
        )
      }
    }
    return EvaluationTable(
      title: "The search for a size, objective by objective",
      note: "The first rows of the tables of ladders and menus, taken apart.",
      columns: Self.columns(runs: runs),
      rows: rows)
  }

  /// Figures of the bench's README for the development split, and the targets set from them.
  private static let publishedLadders = [
    reference("target", [70, 90, 96, nil, nil, 7]),
    reference("README: mvn_transfer", [52, 79, 91, 94, 1.9, 9]),
    reference("README: hb_transfer (recommends)", [51, 83, 93, 97, 1.8, 12]),
    reference("README: cherrypick", [35, 60, 74, 90, 2.5, 16]),
  ]

  private static let publishedMenus = [
    reference("target", [58, 75, 87, nil, 3.8, 16]),
    reference("README: mvn_transfer", [45, 64, 74, 81, 4.9, 22]),
    reference("README: hb_transfer (recommends)", [35, 57, 76, 82, 5.1, 24]),
    reference("README: cherrypick", [21, 31, 57, 70, 7.4, 59]),
  ]

  private static func reference(_ name: String, _ values: [Double?]) -> EvaluationTable.Row {
    EvaluationTable.Row(
      name, role: .reference, cells: (values + [nil]).map { EvaluationTable.Cell($0) })
  }
}
