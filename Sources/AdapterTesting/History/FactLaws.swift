internal import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

extension HistoryCourt {
  /// What all deliveries and histories tell, each under the name of its sample.
  private mutating func allFacts() async -> [(sample: String, facts: [JobRunFacts])] {
    var all: [(sample: String, facts: [JobRunFacts])] = []
    for sample in subject.deliveries {
      guard let delivery = verified(sample), case .success(.facts(let facts, then: _)) = decode(delivery)
      else {
        continue
      }
      all.append((sample.name, facts))
    }
    for history in subject.histories {
      let reading = await Reading.of(history, by: adapter)
      if let error = reading.error { fail(history.name, "It cannot be read to its end: \(error)") }
      for complaint in reading.complaints { fail(history.name, complaint) }
      all.append((history.name, reading.facts))
    }
    return all
  }

  mutating func decodingIsDeterministic() {
    let proven = subject.deliveries.compactMap { sample in verified(sample).map { (sample.name, $0) } }
    let first = proven.map { decode($0.1) }
    let again = proven.reversed().map { decode($0.1) }.reversed()
    for ((name, _), (one, other)) in zip(proven, zip(first, again)) {
      require(one == other, name, "Decoded again, after others, it says something else.")
      if case .success(.facts(let facts, then: _)) = one {
        require(!facts.isEmpty, name, "It says nothing, and should be ignored with a reason.")
      }
    }
    let tells = first.contains { if case .success(.facts) = $0 { true } else { false } }
    require(tells, "the subject", "None of the deliveries tells a fact.")
  }

  // MARK: - Form

  mutating func factsAreWellFormed() async {
    for (sample, facts) in await allFacts() {
      for fact in facts {
        requireIdentity(fact, sample)
        requireOrder(fact, sample)
      }
      let text = HistoryCheckpoint.text(of: facts).lowercased()
      for person in subject.people where text.contains("\"\(person.lowercased())\"") {
        fail(sample, "The name `\(person)` got into the facts.")
      }
    }
  }

  mutating func requireIdentity(_ fact: JobRunFacts, _ sample: String) {
    let run = fact.run
    require(run.platform == platform, sample, "A fact is of the platform \(run.platform).")
    require(!run.repository.isEmpty, sample, "A fact is of no repository.")
    require(!run.run.isEmpty, sample, "A fact is of no run.")
    let isSource = !run.source.isEmpty && run.source == run.source.lowercased() && !run.source.contains("://")
    require(isSource, sample, "A fact's source `\(run.source)` is no host in lower case.")
    switch fact.subject {
    case .run:
      let isAboutJobs =
        fact.details.name != nil || fact.details.conclusion != nil || fact.details.finishedAt != nil
      require(!isAboutJobs, sample, "A fact of a whole run says what only a job has: a name, an end.")
    case .job(let id): require(!id.isEmpty, sample, "A fact is of a job without an id.")
    case .joined: break
    }
  }

  private mutating func requireOrder(_ fact: JobRunFacts, _ sample: String) {
    let details = fact.details
    let isEnd = details.conclusion == nil || fact.stage == .finished
    require(
      isEnd, sample, "A job that has not finished has the conclusion \(details.conclusion?.rawValue ?? "").")
    if let start = details.startedAt, let end = details.finishedAt {
      require(start <= end, sample, "A job ends before it starts.")
    }
    if let queued = details.queuedAt, let start = details.startedAt {
      require(queued <= start, sample, "A job starts before it is ready.")
    }
  }

  // MARK: - Joining

  mutating func factsComeInAnyOrder() async {
    let facts = await allFacts().flatMap(\.facts)
    let expected = AssembledRuns(facts).runs
    require(!expected.isEmpty, "the subject", "All samples together tell of no job that ended.")
    var dice = SeededGenerator(seed: 7)
    for round in 0..<20 {
      let shuffled = round == 0 ? facts.reversed() : facts.shuffled(using: &dice)
      let repeated = shuffled + shuffled.prefix(facts.count / 2)
      require(
        AssembledRuns(repeated).runs == expected, "the samples",
        "In another order they become other job runs.")
    }
  }

  mutating func namesJoinWithTheFiles() async {
    require(!subject.checkouts.isEmpty, "the subject", "Hand in a checkout whose jobs the samples tell of.")
    let runs = AssembledRuns(await allFacts().flatMap(\.facts)).runs.values
    let histories = Dictionary(grouping: runs, by: \.repository).values.map { InMemoryRunHistory($0) }
    for checkout in subject.checkouts {
      let jobs = adapter.jobs(in: pipelines(in: checkout), of: checkout, named: "").jobs
      require(jobs.contains { !$0.rows.isEmpty }, checkout.name, "It has no job.")
      for job in jobs {
        for row in job.rows where histories.allSatisfy({ $0.runs(of: job, row: row).isEmpty }) {
          fail(checkout.name, "No job run of the samples is of `\(row.name)` in \(job.key.pipeline).")
        }
      }
    }
  }

  private func pipelines(in checkout: SampleRepository) -> [String] {
    if let pipelines = checkout.pipelines { return pipelines.sorted() }
    let globs = type(of: adapter).pipelineFilePatterns
    return Set(globs.flatMap { checkout.paths(matching: $0) }).sorted()
  }
}
