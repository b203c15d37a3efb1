/// Chooses the sizes of all jobs of a pipeline together: a job off the critical path may be slow and cheap.
///
/// Small pipelines are solved exactly, by trying everything. For others the discrete trade of time for cost is hard
/// (Deineko and Woeginger 2001), and plans come from a descent: with every job on its fastest size that is worth its money,
/// jobs are given cheaper sizes, those first that save most for the time they take, as long as the deadline holds;
/// this for a row of deadlines, each plan then mended by exchanges.
///
/// - SeeAlso: De, Dunne, Ghosh and Wells, "The discrete time-cost tradeoff problem revisited", EJOR 81 (1995).
package struct PipelinePlanner: Sendable {
  /// Most plans that are all tried.
  static let mostTried = 20_000
  /// Deadlines between the shortest and the longest time that are looked at in larger pipelines.
  static let deadlines = 24
  /// Most sizes, over all jobs, up to which plans of larger pipelines are mended by exchanges.
  static let mostExchanged = 150

  private let mostTried: Int
  private let jobs: [PlannedJob]
  private let graph: JobGraph
  /// For each job the places of the sizes that no other beats in time and money, fastest first.
  private let worthwhile: [[Int]]

  /// Prepares to plan; a job without options counts as taking no time and no money.
  package init(_ jobs: [PlannedJob]) { self.init(jobs, mostTried: Self.mostTried) }

  /// The same with another bound for what is solved exactly.
  init(_ jobs: [PlannedJob], mostTried: Int) {
    self.mostTried = mostTried
    self.jobs = jobs
    graph = JobGraph(needs: jobs.map(\.needs))
    worthwhile = jobs.map { job in
      job.options.indices.filter { job.options[$0].seconds.isFinite && job.options[$0].dollars.isFinite }
        .paretoFront { (job.options[$0].seconds, job.options[$0].dollars) }
    }
  }

  /// The stage of each job, from 0: how many jobs the longest chain before it has.
  package var stages: [Int] { graph.stages }

  /// Today's sizes.
  package var today: PipelinePlan { plan(jobs.map(\.today)) }

  /// Whether each job is on the critical path of a plan: any second more of it would be one more of the whole.
  package func isCritical(in plan: PipelinePlan) -> [Bool] {
    graph.slack(seconds(plan.choice), deadline: plan.seconds).map { $0 <= 1e-9 * max(plan.seconds, 1) }
  }

  /// When each job of a plan ends, in seconds from the start of the first.
  package func ends(in plan: PipelinePlan) -> [Double] { graph.ends(seconds(plan.choice)) }

  /// Plans that no other known plan beats in both time and money, fastest first; empty without jobs.
  package func front() -> [PipelinePlan] {
    guard !jobs.isEmpty, worthwhile.allSatisfy({ !$0.isEmpty }) else { return [] }
    let plans = isSmall ? everything() : descended()
    return (plans + [today].filter { _ in jobs.allSatisfy { $0.options.indices.contains($0.today) } })
      .paretoFront { ($0.seconds, $0.dollars) }
  }

  /// The plan of the front with the least cost at a value of waiting, of equals the fastest; `nil` without jobs.
  package func best(dollarsPerWaitingMinute value: Double) -> PipelinePlan? {
    front().min {
      $0.cost(dollarsPerWaitingMinute: value) < $1.cost(dollarsPerWaitingMinute: value)
    }
  }

  // MARK: - Plans

  private func seconds(_ choice: [Int]) -> [Double] {
    zip(jobs, choice).map { job, place in
      job.options.indices.contains(place) ? max(0, job.options[place].seconds) : 0
    }
  }

  private func plan(_ choice: [Int]) -> PipelinePlan {
    let dollars = zip(jobs, choice).reduce(0) { sum, pair in
      sum + (pair.0.options.indices.contains(pair.1) ? pair.0.options[pair.1].dollars : 0)
    }
    return PipelinePlan(
      choice: choice, seconds: graph.ends(seconds(choice)).max() ?? 0, dollars: dollars)
  }

  private var isSmall: Bool {
    var count = 1
    for places in worthwhile {
      let (product, isTooMany) = count.multipliedReportingOverflow(by: places.count)
      guard !isTooMany, product <= mostTried else { return false }
      count = product
    }
    return true
  }

  private func everything() -> [PipelinePlan] {
    var plans: [PipelinePlan] = []
    var digits = [Int](repeating: 0, count: jobs.count)
    while true {
      plans.append(plan(zip(worthwhile, digits).map { $0[$1] }))
      guard let carry = digits.indices.first(where: { digits[$0] + 1 < worthwhile[$0].count }) else {
        return plans
      }
      digits[carry] += 1
      for place in 0..<carry { digits[place] = 0 }
    }
  }

  // MARK: - Descent

  private func descended() -> [PipelinePlan] {
    let fastest = plan(worthwhile.map { $0[0] })
    let cheapest = plan(worthwhile.compactMap(\.last))
    var plans = [fastest, cheapest]
    let isMended = worthwhile.reduce(0) { $0 + $1.count } <= Self.mostExchanged
    for step in 0..<Self.deadlines {
      let share = Double(step) / Double(Self.deadlines)
      let deadline = fastest.seconds + (cheapest.seconds - fastest.seconds) * share * share
      var digits = relaxed([Int](repeating: 0, count: jobs.count), deadline)
      if isMended { digits = mended(digits, deadline) }
      plans.append(plan(zip(worthwhile, digits).map { $0[$1] }))
    }
    return plans
  }

  private func option(_ job: Int, _ digit: Int) -> PlannedJob.Option {
    jobs[job].options[worthwhile[job][digit]]
  }

  private func seconds(of digits: [Int]) -> [Double] {
    digits.enumerated().map { max(0, option($0.offset, $0.element).seconds) }
  }

  private func dollars(of digits: [Int]) -> Double {
    digits.enumerated().reduce(0) { $0 + option($1.offset, $1.element).dollars }
  }

  /// Gives jobs cheaper sizes while the deadline holds, those first that save most for each second of it that they take.
  private func relaxed(_ given: [Int], _ deadline: Double) -> [Int] {
    var digits = given
    while true {
      let slack = graph.slack(seconds(of: digits), deadline: deadline)
      var best: (job: Int, digit: Int, worth: Double)?
      for (job, digit) in digits.enumerated() {
        let now = option(job, digit)
        for cheaper in worthwhile[job].indices.dropFirst(digit + 1) {
          let then = option(job, cheaper)
          let longer = then.seconds - now.seconds
          guard longer <= slack[job] + 1e-9 * max(deadline, 1) else { break }
          let worth = (now.dollars - then.dollars) / max(longer, 1e-9)
          if worth > best?.worth ?? 0 { best = (job, cheaper, worth) }
        }
      }
      guard let best else { return digits }
      digits[best.job] = best.digit
    }
  }

  /// Makes one job faster where what the others may then save is more than it costs, until no exchange helps.
  private func mended(_ given: [Int], _ deadline: Double) -> [Int] {
    var digits = given
    var cost = dollars(of: digits)
    var isImproved = true
    while isImproved {
      isImproved = false
      for job in digits.indices {
        for faster in (0..<digits[job]).reversed() {
          var changed = digits
          changed[job] = faster
          changed = relaxed(changed, deadline)
          let then = dollars(of: changed)
          guard then < cost - 1e-12 * max(abs(cost), 1) else { continue }
          (digits, cost, isImproved) = (changed, then, true)
          break
        }
      }
    }
    return digits
  }
}
