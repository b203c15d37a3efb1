import Foundation
import Testing

@testable import InfraMindCore

@Suite struct SizeSearchTests {
  /// Six sizes of one family, 2 to 64 vCPUs, a price in proportion.
  private func ladder(price unit: Double = 1, dearer: [Int: Double] = [:]) throws -> [TrialSize] {
    try (0..<6).map { step in
      let parts = pow(2, Double(step + 1))
      return try #require(
        TrialSize(
          family: "x64", parts: parts, memoryGiB: 4 * parts, pricePerHour: unit * parts * (dearer[step] ?? 1))
      )
    }
  }

  /// Jobs of Amdahl's law with several serial parts.
  private func profiles(unit: Double = 1) -> [SizeProfile] {
    [0.05, 0.1, 0.3, 0.6].enumerated().map { number, serial in
      SizeProfile(
        group: "g\(number % 3)",
        seconds: (0..<6).map { unit * 400 * (serial + (1 - serial) / pow(2, Double($0 + 1))) })
    }
  }

  private func search(
    price: Double = 1, unit: Double = 1, dearer: [Int: Double] = [:], objective: TrialObjective = .mix,
    seed: UInt64 = 3
  ) throws -> SizeSearch {
    let sizes = try ladder(price: price, dearer: dearer)
    let experience = SizeExperience(sizes: sizes, profiles: profiles(unit: unit))
    let belief = experience.belief(
      over: Array(sizes.indices), withoutGroup: nil, inputDoublings: nil, level: 5)
    return SizeSearch(sizes: sizes, belief: belief, objectives: [objective], seed: seed)
  }

  private func followed(_ search: SizeSearch, unit: Double = 1) throws -> (trials: [Int], best: Int?) {
    var search = search
    var trials: [Int] = []
    for _ in 0..<4 {
      guard let trial = search.next() else { break }
      trials.append(trial.size)
      let seconds = unit * 300 * (0.2 + 0.8 / pow(2, Double(trial.size + 1)))
      search.take(try #require(SizeMeasurement(size: trial.size, seconds: seconds)))
    }
    return (trials, search.recommendation())
  }

  @Test func `the same seed gives the same search`() throws {
    let one = try followed(search())
    let two = try followed(search())
    #expect(one.trials == two.trials)
    #expect(one.best == two.best)
  }

  @Test func `no unit of time or money changes the search`() throws {
    let seconds = try followed(search())
    let hours = try followed(search(unit: 1 / 3600.0), unit: 1 / 3600.0)
    let cents = try followed(search(price: 100))
    #expect(hours.trials == seconds.trials)
    #expect(hours.best == seconds.best)
    #expect(cents.trials == seconds.trials)
    #expect(cents.best == seconds.best)
  }

  @Test(arguments: 0..<6, [TrialObjective.cost, .mix])
  func `a size that gets dearer never gets more attractive`(_ size: Int, _ objective: TrialObjective) throws {
    var last = 1.0
    for factor in [1, 1.05, 1.3, 2, 5] {
      let probability = try search(dearer: [size: factor], objective: objective).probabilityGood()[size]
      #expect(probability <= last + 1e-12)
      last = probability
    }
  }

  @Test func `the price has no say in time`() throws {
    let plain = try search(objective: .time).probabilityGood()
    let dear = try search(dearer: [5: 9], objective: .time).probabilityGood()
    #expect(plain == dear)
  }

  @Test func `no size is tried twice and the search ends`() throws {
    var search = try search()
    var tried: Set<Int> = []
    while let trial = search.next() {
      #expect(tried.insert(trial.size).inserted)
      search.take(try #require(SizeMeasurement(size: trial.size, seconds: 100)))
    }
    #expect(tried.count == 6)
  }

  @Test func `trials stop paying once the durations are known`() throws {
    var search = try search(objective: .cost)
    var paying = 0
    while let trial = search.next(), trial.pays {
      paying += 1
      // All of it is serial: the smallest is by far the cheapest.
      search.take(try #require(SizeMeasurement(size: trial.size, seconds: 100)))
    }
    #expect(paying < 6)
    #expect(search.recommendation() == 0)
  }

  @Test func `a size that is not allowed is not tried`() throws {
    var search = try search()
    #expect(search.next(where: { $0 == 4 })?.size == 4)
    #expect(search.next(where: { _ in false }) == nil)
  }

  @Test func `what other jobs show is believed of a new one`() throws {
    let sizes = try ladder()
    let flat = (0..<3).map { SizeProfile(group: "g\($0)", seconds: Array(repeating: 50, count: 6)) }
    let steep = (0..<3).map { number in
      SizeProfile(group: "g\(number)", seconds: (0..<6).map { 500 / pow(2, Double($0)) })
    }
    func best(_ profiles: [SizeProfile]) -> Int? {
      let belief = SizeExperience(sizes: sizes, profiles: profiles)
        .belief(over: Array(sizes.indices), withoutGroup: nil, inputDoublings: nil, level: 5)
      return SizeSearch(sizes: sizes, belief: belief, objectives: [.mix], seed: 1).recommendation()
    }
    #expect(best(flat) == 0)
    #expect(best(steep) == 5)
  }

  @Test func `a group that must not teach does not`() throws {
    let sizes = try ladder()
    let own = SizeProfile(group: "own", seconds: [1, 2, 4, 8, 16, 32])
    let with = SizeExperience(sizes: sizes, profiles: profiles() + [own])
    let without = SizeExperience(sizes: sizes, profiles: profiles())
    let wanted = Array(sizes.indices)
    let one = with.belief(over: wanted, withoutGroup: "own", inputDoublings: nil, level: 5)
    let two = without.belief(over: wanted, withoutGroup: nil, inputDoublings: nil, level: 5)
    #expect(one.mean == two.mean)
  }

  @Test func `no profile and odd profiles are no reason to fail`() throws {
    let sizes = try ladder()
    let odd = [
      SizeProfile(group: "a", seconds: []),
      SizeProfile(group: "b", seconds: Array(repeating: nil, count: 6)),
      SizeProfile(group: "c", inputDoublings: .nan, seconds: [.nan, -1, 0, .infinity, 5, nil]),
    ]
    let experience = SizeExperience(sizes: sizes, profiles: odd)
    #expect(experience.profileCount == 1)
    let belief = experience.belief(over: [0, 5], withoutGroup: nil, inputDoublings: 3, level: 5)
    #expect(belief.mean.allSatisfy { $0.isFinite })
    #expect(
      SizeExperience(sizes: [], profiles: []).belief(
        over: [], withoutGroup: nil, inputDoublings: nil, level: 5
      ).sizeCount == 0)
  }
}
