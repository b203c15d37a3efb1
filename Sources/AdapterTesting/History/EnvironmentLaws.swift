internal import AdapterKit
internal import InfraMindCore

extension HistoryCourt {
  mutating func environmentsAreRecognised() {
    for sample in subject.environments {
      guard let job = adapter.jobEnvironment(of: sample.variables) else {
        fail(sample.name, "It is a job of the platform, and not recognised.")
        continue
      }
      require(job.run.platform == platform, sample.name, "It is taken for one of \(job.run.platform).")
      require(!job.run.run.isEmpty, sample.name, "It names no run.")
      require(!job.run.repository.isEmpty, sample.name, "It names no repository.")
      require(job.details.conclusion == nil, sample.name, "A job that runs has ended.")
      let again = adapter.jobEnvironment(of: sample.variables)
      require(again == job, sample.name, "Asked again it is another job.")
      for name in sample.variables.keys.sorted() { change(name, in: sample) }
    }
  }

  private mutating func change(_ name: String, in sample: SampleEnvironment) {
    let values = [
      nil, "", " ", "x", "\n", "-1", "99999999999999999999", "https://", "a/b/c", "[", "{\"a\": ", "\u{0}é😀",
      String(repeating: "y", count: 100_000),
    ]
    for value in values {
      var variables = sample.variables
      variables[name] = value
      guard let job = adapter.jobEnvironment(of: variables) else { continue }
      require(job.run.platform == platform, sample.name, "With a strange \(name) it is another platform's.")
      require(!job.run.run.isEmpty, sample.name, "With a strange \(name) it names no run.")
    }
  }

  mutating func foreignEnvironmentsAreNot() {
    let platform = platform
    for foreign in ForeignEnvironments.all where foreign.platform != platform {
      let job = adapter.jobEnvironment(of: foreign.variables)
      require(job == nil, foreign.name, "It is taken for a job of \(platform).")
    }
  }
}
