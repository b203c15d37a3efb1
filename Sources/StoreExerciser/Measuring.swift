internal import AdapterKit
internal import Foundation
internal import InfraMindCore
internal import InfraMindStore
internal import StoreTesting

/// Fills a store with runs as they are met, and times what is asked of it.
struct Measuring {
  let store: any RunStore

  func fill(runs: Int, jobs: Int) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let batch = 500
    for first in stride(from: 0, to: runs, by: batch) {
      var facts: [JobRunFacts] = []
      for number in first..<min(first + batch, runs) {
        // Twenty jobs a run; time goes on by a minute a run.
        let run = number / 20
        let job = number % jobs
        let messages = SampleMessages(
          "\(1_000_000_000 + run)", start: Date(timeIntervalSince1970: 1_700_000_000 + Double(run) * 60))
        if number % 20 == 0 {
          var whole = messages.workflow()[2]
          whole.details.pipeline = ".github/workflows/ci-\(run % max(1, jobs / 20)).yml"
          facts.append(whole)
        }
        let lasts = Double(60 + (number * 7919) % 600)
        facts.append(
          messages.job(
            "\(10_000_000_000 + number)", "job-\(job)", runner: "runner-\(number)", lasts: lasts)[2])
        if number % 20 == 3 { facts.append(messages.inside(job: "job-\(job)", runner: "runner-\(number)")) }
      }
      _ = try await store.record(facts)
      if first % 100_000 == 0 { print("\(first) runs after \(clock.now - start)") }
    }
    print("filled \(runs) runs of \(jobs) jobs in \(clock.now - start)")
    print("\(try await store.statistics())")
  }

  func read(latest: Int) async throws {
    let clock = ContinuousClock()
    for wantsSteps in [false, false, true] {
      var query = RunQuery()
      query.repository = "acme/shop"
      query.latestPerJob = latest
      query.wantsSteps = wantsSteps
      let start = clock.now
      let runs = try await store.runs(query)
      print("latest \(latest) of each job, steps \(wantsSteps): \(runs.count) runs in \(clock.now - start)")
    }
    var one = RunQuery()
    one.repository = "acme/shop"
    one.run = "1000000777"
    let start = clock.now
    let runs = try await store.runs(one)
    print("one run: \(runs.count) jobs in \(clock.now - start)")
    let counting = clock.now
    _ = try await store.statistics()
    print("statistics in \(clock.now - counting)")
  }

  func inbox(_ count: Int, bytes: Int) async throws {
    let clock = ContinuousClock()
    let body = String(repeating: "{\"action\":\"completed\"},", count: bytes / 23)
    var start = clock.now
    for first in stride(from: 0, to: count, by: 64) {
      _ = try await store.keep(
        (first..<min(first + 64, count)).map { .sample("\($0)", body: body, at: Double($0)) })
    }
    print("kept \(count) deliveries of \(body.utf8.count) bytes, 64 a transaction, in \(clock.now - start)")
    start = clock.now
    while try await store.processInbox(
      limit: 64, at: Date(),
      { deliveries in
        deliveries.map { delivery in
          let number = Int(delivery.delivery.id) ?? 0
          let messages = SampleMessages("\(1_000_000_000 + number / 60)")
          return .decoded(
            .facts([messages.job("\(10_000_000 + number / 3)", "job-\(number / 3 % 20)")[number % 3]]))
        }
      }) > 0
    {}
    print("processed them in \(clock.now - start)")
  }
}
