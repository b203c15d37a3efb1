public import AdapterKit

extension TeamCity {
  /// What is read, written, told of runs and refused; `docs/platforms/teamcity.md` has the same at length.
  public var summary: AdapterSummary {
    AdapterSummary(
      reads: [
        "The pipeline .teamcity.yml, by both generations of its schema: jobs, steps of all types, dependencies, "
          + "parameters, repositories and parallelism.",
        "All forms of runs-on: a hosted agent's name, self-hosted, and requirements such as cpu and ram.",
        "Kotlin settings in .teamcity: build types written out as objects, with their requirements, steps and caches.",
        "XML settings in .teamcity are recognised and not looked into.",
      ],
      edits: [
        "The machine of a job: its name in runs-on, its cpu and ram, or the key runs-on where it has none.",
        "The dependency cache of jobs with Maven or Gradle steps, by enable-dependency-cache.",
      ],
      tells: [
        "TeamCity's own webhooks and tcWebHooks, with Basic auth or a token: builds, agents, times and ends.",
        "Builds of all branches through the REST API, and the chain that each is part of.",
        "The build that a process runs in, by TEAMCITY_ variables and the build's properties file.",
      ],
      refuses: RefusedEdit.commonCodes.merging(Self.refusals) { $1 },
      prices: Self.machineData?.sources.priceSources ?? [])
  }

  /// Codes of refusals, but for those that every adapter gives, each in a sentence.
  private static let refusals = [
    "computed-value":
      "The machine is a parameter, or is written in a way that TeamCity's schema does not know.",
    "container-step": "The step runs in a container, which does not see the agent's dependency cache.",
    "no-cache-key":
      "TeamCity's dependency cache does not serve the tool; the sentence says which build cache to add by hand.",
    "other-fleet": "The move would change whose agents the job runs on, or what else they must have.",
    "settings-code": "The settings are Kotlin, which is code: the sentence holds what to write and where.",
    "switched-off": "Somebody has switched the dependency cache off.",
    "unknown-label": "Nobody has told how the machine is asked for.",
    "unwritable-size": "TeamCity requires whole CPUs and whole gigabytes.",
  ]
}
