public import AdapterKit

/// An adapter before ``RunLaw``.
public struct RunLawSubject: Sendable {
  /// The adapter.
  public var adapter: any CIAdapter
  /// Environments of its platform's jobs in which a pull request is built, with everything that reports need.
  public var environments: [SampleEnvironment]
  /// Plans that move at least one job, with the texts of their files.
  public var plans: [RunPlan]
  /// Names of variables that hold secrets.
  public var secrets: [String]

  /// Brings an adapter before the laws.
  public init(
    _ adapter: any CIAdapter, environments: [SampleEnvironment],
    plans: [RunPlan], secrets: [String]
  ) {
    self.adapter = adapter
    self.environments = environments
    self.plans = plans
    self.secrets = secrets
  }
}

extension RunPlan {
  /// The same, moving nothing.
  public var unmoved: RunPlan {
    var plan = self
    for index in plan.jobs.indices {
      plan.jobs[index].to = plan.jobs[index].from
      plan.jobs[index].suggestion = nil
    }
    for index in plan.files.indices { plan.files[index].after = plan.files[index].before }
    return plan
  }
}
