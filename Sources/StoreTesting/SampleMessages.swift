internal import AdapterKit
package import FoundationEssentials
package import InfraMindCore
package import InfraMindStore

/// Messages as platforms send them about runs, for tests.
package struct SampleMessages: Sendable {
  package var run: RunReference
  package var start: Date

  /// Messages about one run that began at `start`.
  package init(
    _ run: String = "1001", of repository: String = "acme/shop", platform: Platform = .gitHubActions,
    source: String = "github.com", start: Date = Date(timeIntervalSince1970: 1_790_000_000)
  ) {
    self.run = RunReference(platform: platform, source: source, repository: repository, run: run)
    self.start = start
  }

  private func facts(
    _ subject: JobRunFacts.Subject, _ stage: FactStage, after seconds: Double,
    _ say: (inout JobRunDetails) -> Void
  ) -> JobRunFacts {
    var details = JobRunDetails()
    say(&details)
    return JobRunFacts(
      run: run, subject: subject, stage: stage, time: start + seconds, details: details)
  }

  /// What is said of the whole run while it goes on, and at its end.
  package func workflow(attempt: Int = 1, event: String = "push") -> [JobRunFacts] {
    let begin = Double(attempt - 1) * 10_000
    func said(_ stage: FactStage, _ seconds: Double) -> JobRunFacts {
      facts(.run, stage, after: begin + seconds) {
        $0.attempt = attempt
        $0.pipeline = ".github/workflows/ci.yml"
        $0.workflow = "CI"
        $0.branch = "main"
        $0.event = event
        $0.headCommit = "0123456789abcdef0123456789abcdef01234567"
        $0.actor = ActorHash(rawValue: attempt == 1 ? "00112233445566ff" : "ffeeddccbbaa9988")
        $0.visibility = .private
        if stage == .finished {
          // The run's own end is none of its jobs'.
          $0.conclusion = .failure
          $0.finishedAt = start + begin + 900
        }
      }
    }
    return [said(.queued, 0), said(.running, 5), said(.finished, 900)]
  }

  /// Queued, taken by a machine, ended.
  package func job(
    _ id: String, _ name: String = "test", attempt: Int = 1, conclusion: JobConclusion = .success,
    runner: String? = "runner-1", begins: Double = 10, lasts: Double = 300
  ) -> [JobRunFacts] {
    let begin = Double(attempt - 1) * 10_000 + begins
    func said(_ stage: FactStage, _ seconds: Double) -> JobRunFacts {
      facts(.job(id: id), stage, after: begin + seconds) {
        $0.name = name
        $0.attempt = attempt
        $0.createdAt = start + begin - 4
        $0.queuedAt = start + begin
        $0.runnerLabels = ["ubuntu-latest"]
        guard stage >= .running else { return }
        $0.runnerName = runner
        $0.runnerGroup = "default"
        $0.startedAt = start + begin + 3
        $0.steps = [
          StepRun(name: "Set up job", startedAt: start + begin + 3, finishedAt: nil, conclusion: nil)
        ]
        guard stage == .finished else { return }
        $0.finishedAt = start + begin + 3 + lasts
        $0.conclusion = conclusion
        $0.conclusionWord = conclusion.rawValue
        $0.steps = [
          StepRun(
            name: "Set up job", startedAt: start + begin + 3, finishedAt: start + begin + 5,
            conclusion: .success),
          StepRun(
            name: "make \"test\"\n", startedAt: start + begin + 5.125, finishedAt: start + begin + lasts,
            conclusion: conclusion),
        ]
      }
    }
    return [said(.queued, 0), said(.running, 3), said(.finished, 3 + lasts)]
  }

  /// The same job measured from inside, where the platform tells no id.
  package func inside(
    job: String = "test", attempt: Int = 1, runner: String = "runner-1", begins: Double = 14,
    lasts: Double = 280
  ) -> JobRunFacts {
    let begin = Double(attempt - 1) * 10_000 + begins
    let join = JobJoin(attempt: attempt, runnerName: runner, job: job)
    return facts(.joined(join), .finished, after: begin + lasts) {
      $0.job = job
      $0.attempt = attempt
      $0.startedAt = start + begin
      $0.finishedAt = start + begin + lasts
      $0.conclusion = .failure
      $0.cpus = 4
      $0.memory = MemorySize(gibibytes: 16)
      var use = ResourceUse(
        averageCPUs: 1.5, peakCPUs: 3.75, averageMemory: MemorySize(gibibytes: 2),
        peakMemory: MemorySize(bytes: 4_000_000_001))
      use.cpuTime = .milliseconds(420_125)
      use.memoryPressure = 0.0625
      use.networkReceived = MemorySize(bytes: 999_999_999_999_999)
      $0.use = use
      $0.cacheEvents = [
        CacheEvent(
          key: "npm-4f2a", kind: .hit, size: MemorySize(bytes: 52_428_800), duration: .milliseconds(3500))
      ]
    }
  }

  /// A finished job with all that is known of it, for tests that need many.
  package func finished(_ id: String, _ name: String = "test", begins: Double = 10) -> [JobRunFacts] {
    [workflow()[2], job(id, name, begins: begins)[2]]
  }
}

extension InboxDelivery {
  /// A verified delivery for tests.
  package static func sample(
    _ id: String, body: String = "{}", at time: Double = 0, tenant: String = "",
    platform: Platform = .gitHubActions
  ) -> InboxDelivery {
    InboxDelivery(
      platform: platform, tenant: tenant,
      delivery: VerifiedDelivery(kept: "workflow_job", id: id, body: Array(body.utf8)),
      receivedAt: Date(timeIntervalSince1970: 1_790_000_000 + time))
  }
}
