internal import FoundationEssentials
package import InfraMindCore

/// What the jobs of one pipeline take and cost together, and which sizes would suit them together.
package struct PipelineOutlook: Sendable {
  /// Path of the pipeline's file from the repository's root.
  package let pipeline: String
  /// Its jobs, each row of a matrix by itself, in the order of the file.
  package let jobs: [PlannedJob]
  /// The stage of each job, from 0: how many jobs the longest chain before it has.
  package let stages: [Int]
  /// Today's sizes.
  package let today: PipelinePlan
  /// Plans that nothing known beats in both time and money, fastest first; empty if no job's size can be chosen.
  package let front: [PipelinePlan]
  /// Which of the front costs least with its waiting.
  package let best: PipelinePlan?
  /// Names of jobs about which the history tells nothing: they count as taking no time and no money.
  package let unknown: [String]
  /// Names of jobs that never ran, whose figures are those of jobs like them.
  package let borrowed: [String]
  /// Names of jobs whose time is known and whose machine stays.
  package let fixed: [String]
  private let planner: PipelinePlanner

  /// Puts the jobs of a pipeline together.
  ///
  /// - Parameters:
  ///   - definitions: The pipeline's jobs.
  ///   - ladders: What their rows would do on other sizes.
  ///   - seconds: The typical time of a row without a ladder; `nil` if unknown.
  ///   - dollarsPerWaitingMinute: What a minute of waiting for the whole pipeline is worth.
  init(
    _ pipeline: String, _ definitions: [JobDefinition], _ ladders: [JobLadder],
    seconds: (JobLadder) -> Double?, dollarsPerWaitingMinute: Double
  ) {
    let rows = Dictionary(grouping: ladders.indices, by: { ladders[$0].job.job })
    let needs = Dictionary(
      definitions.map { ($0.key.job, $0.needs) }, uniquingKeysWith: { first, _ in first })
    var jobs: [PlannedJob] = []
    var unknown: [String] = []
    var borrowed: [String] = []
    var fixed: [String] = []
    for ladder in ladders {
      let waitsFor = (needs[ladder.job.job] ?? []).flatMap { rows[$0] ?? [] }
      var job = PlannedJob(name: ladder.name, needs: waitsFor, options: [], today: 0)
      for size in ladder.sizes where size.isCurrent || size.isAdmissible {
        guard let dollars = size.meanDollars else { continue }
        if size.isCurrent { job.today = job.options.count }
        job.options.append(
          PlannedJob.Option(
            machine: size.machine, seconds: size.meanSeconds + size.countedQueueSeconds, dollars: dollars))
      }
      if job.options.isEmpty || !ladder.sizes.contains(where: { $0.isCurrent && $0.meanDollars != nil }) {
        let time = seconds(ladder)
        if time == nil { unknown.append(ladder.name) } else { fixed.append(ladder.name) }
        job.options = [PlannedJob.Option(machine: Self.unchanged, seconds: time ?? 0, dollars: 0)]
        job.today = 0
      }
      if !ladder.sizes.isEmpty, ladder.sizes.allSatisfy({ $0.runs == 0 && $0.basis == .otherJobs }) {
        borrowed.append(ladder.name)
      }
      jobs.append(job)
    }
    planner = PipelinePlanner(jobs)
    self.pipeline = pipeline
    self.jobs = jobs
    self.unknown = unknown
    self.borrowed = borrowed
    self.fixed = fixed
    stages = planner.stages
    today = planner.today
    let isChoice = jobs.contains { $0.options.count > 1 }
    front = isChoice ? planner.front() : []
    best = isChoice ? planner.best(dollarsPerWaitingMinute: dollarsPerWaitingMinute) : nil
  }

  /// Whether each job is on the critical path of a plan.
  package func isCritical(in plan: PipelinePlan) -> [Bool] { planner.isCritical(in: plan) }

  /// When each stage's last job ends, in seconds from the start, and what the stage's jobs cost, by stage.
  package func stageFigures(of plan: PipelinePlan) -> [(end: Double, dollars: Double)] {
    let ends = planner.ends(in: plan)
    let count = (stages.max() ?? -1) + 1
    return (0..<count).map { stage in
      let members = jobs.indices.filter { stages[$0] == stage }
      return (
        members.map { ends[$0] }.max() ?? 0,
        members.reduce(0) { $0 + jobs[$1].options[plan.choice[$1]].dollars }
      )
    }
  }

  /// Stands for the machine of a job that keeps its own.
  private static let unchanged = Runner(
    label: nil, name: "today's", family: RunnerFamily(vendor: "", os: "", architecture: ""), cpus: nil,
    memory: nil,
    price: nil)
}
