internal import AdapterKit
internal import InfraMindCore

extension Court {
  private static let visibilities: [RepositoryVisibility?] = [nil] + RepositoryVisibility.allCases

  // MARK: - Prices

  mutating func pricesHaveSourceAndDate() {
    var seen: Set<Runner> = []
    for visibility in Self.visibilities {
      for runner in runners(visibility) where seen.insert(runner).inserted {
        guard let price = runner.price else { continue }
        let name = runner.name
        require(!price.source.isEmpty, name, nil, "Its price has no source.")
        require(Self.isDate(price.asOf), name, nil, "Its price has the date `\(price.asOf)`, not YYYY-MM-DD.")
        require(price.perMinute >= .zero, name, nil, "Its price is negative.")
      }
    }
    for runner in runners(nil) {
      guard let price = runner.price, !runner.labels.isEmpty else { continue }
      for visibility in RepositoryVisibility.allCases {
        guard case .known(let known) = lookUp(runner.labels, visibility), known.price != price else {
          continue
        }
        fail(
          runner.name, nil, "Its price is claimed for any repository, and is another for a \(visibility) one."
        )
      }
    }
  }

  /// `YYYY-MM-DD` or `YYYY-MM`.
  private static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts[0].count == 4, parts[0].allSatisfy(\.isNumber) else {
      return false
    }
    let numbers = parts.dropFirst().map { $0.count == 2 ? Int($0) ?? 0 : 0 }
    return (1...12).contains(numbers[0]) && (numbers.count < 2 || (1...31).contains(numbers[1]))
  }

  // MARK: - Order

  mutating func sizesAreOrdered() {
    var sizes = 0
    for visibility in Self.visibilities {
      for family in families(visibility).sorted() {
        let ladder = adapter.runnerCatalog.ladder(of: family, visibility: visibility)
        sizes += ladder.count
        checkLadder(ladder, of: family, visibility)
      }
    }
    require(sizes > 0, "the catalogue", nil, "None of the labels has a ladder of sizes.")
  }

  private mutating func checkLadder(
    _ ladder: [Runner], of family: RunnerFamily, _ visibility: RepositoryVisibility?
  ) {
    let name = family.description
    for (small, large) in zip(ladder, ladder.dropFirst()) {
      let isOrdered =
        (small.cpus ?? .infinity, small.memory?.bytes ?? .max)
        <= (large.cpus ?? .infinity, large.memory?.bytes ?? .max)
      require(isOrdered, name, nil, "\(small.name) stands before \(large.name).")
    }
    require(Set(ladder).count == ladder.count, name, nil, "A size is listed twice.")
    for rung in ladder {
      require(rung.family == family, name, nil, "\(rung.name) is of the family \(rung.family).")
      require(!rung.name.isEmpty, name, nil, "A size has no name.")
      require((rung.cpus ?? 1) > 0, name, nil, "\(rung.name) has no vCPU.")
      guard !rung.labels.isEmpty else { continue }
      guard case .known(let found) = lookUp(rung.labels, visibility) else {
        fail(name, nil, "\(rung.name) is not found by its labels \(rung.labels).")
        continue
      }
      let isSame = found.family == family && found.cpus == rung.cpus && found.memory == rung.memory
      require(isSame, name, nil, "The labels \(rung.labels) lead to \(found.name) in place of \(rung.name).")
    }
  }

  // MARK: - Labels

  mutating func labelsAreKnownOrReported() {
    require(
      !subject.hostedLabels.isEmpty || !subject.hostedFamilies.isEmpty, "the catalogue", nil,
      "Hand in the labels of the platform's machines, or their families where nobody can know the labels.")
    for labels in subject.hostedLabels {
      let spellings = [labels, labels.reversed(), labels.map { $0.uppercased() }]
      for visibility in RepositoryVisibility.allCases {
        for spelling in spellings where lookUp(spelling, visibility) == .unknown {
          fail("\(spelling)", nil, "The platform's own machine is unknown for a \(visibility) repository.")
        }
      }
      for visibility in Self.visibilities { checkAnswer(labels, visibility) }
    }
    for unknown in [subject.customLabels, ["no-such-label-here"], ["no", "such", "labels"]] {
      for visibility in Self.visibilities where lookUp(unknown, visibility) != .unknown {
        fail("\(unknown)", nil, "Nobody can know this label, yet the catalogue does.")
      }
    }
    for sample in subject.samples { checkRequests(in: sample) }
  }

  private mutating func checkAnswer(_ labels: [String], _ visibility: RepositoryVisibility?) {
    guard case .known(let runner) = lookUp(labels, visibility) else { return }
    guard !runner.answers(to: labels), !runner.labels.isEmpty else { return }
    guard case .known(let same) = lookUp(runner.labels, visibility), same == runner else {
      return fail(
        "\(labels)", nil, "The machine found has the labels \(runner.labels), which lead elsewhere.")
    }
  }

  private mutating func checkRequests(in sample: SampleRepository) {
    for job in subject.readout(of: sample).jobs {
      for row in job.rows {
        switch row.runner {
        case .labels(let labels, let position):
          let isFine = !labels.isEmpty && !labels.contains { $0.allSatisfy(\.isWhitespace) }
          require(
            isFine, sample.name, position, "`\(row.name)` asks for empty labels: say platformDefault instead."
          )
          for visibility in Self.visibilities { checkAnswer(labels, visibility) }
        case .unresolved(_, let reason, let position):
          require(
            !reason.isEmpty, sample.name, position, "Why the machine of `\(row.name)` is unknown is not said."
          )
        case .group(let group, _, let position):
          require(!group.isEmpty, sample.name, position, "`\(row.name)` asks for a group without a name.")
        case .platformDefault: break
        }
      }
    }
  }

  // MARK: - Looking up

  private func lookUp(_ labels: [String], _ visibility: RepositoryVisibility?) -> RunnerLookup {
    adapter.runnerCatalog.runner(for: labels, visibility: visibility)
  }

  /// Every set of labels that the subject names or its samples hold.
  private var allLabels: Set<[String]> {
    let asked = subject.samples.flatMap { subject.readout(of: $0).jobs }.flatMap(\.rows).map(\.runner.labels)
    return Set(subject.hostedLabels + asked)
  }

  private func families(_ visibility: RepositoryVisibility?) -> Set<RunnerFamily> {
    let asked = allLabels.compactMap { labels -> RunnerFamily? in
      switch lookUp(labels, visibility) {
      case .known(let runner): runner.family
      case .dependsOnVisibility(let family): family
      case .unknown: nil
      }
    }
    return Set(asked + subject.hostedFamilies)
  }

  private func runners(_ visibility: RepositoryVisibility?) -> [Runner] {
    let found = allLabels.sorted { $0.joined(separator: "\n") < $1.joined(separator: "\n") }
      .compactMap { labels -> Runner? in
        if case .known(let runner) = lookUp(labels, visibility) { runner } else { nil }
      }
    let ladders = families(visibility).sorted().flatMap {
      adapter.runnerCatalog.ladder(of: $0, visibility: visibility)
    }
    return found + ladders
  }
}
