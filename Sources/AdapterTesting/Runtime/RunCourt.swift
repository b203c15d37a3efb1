internal import AdapterKit
internal import InfraMindCore

/// Hears one case of ``RunLaw``.
struct RunCourt {
  let subject: RunLawSubject
  private(set) var failures: [LawFailure] = []

  init(_ subject: RunLawSubject) {
    self.subject = subject
    if subject.environments.isEmpty || subject.plans.isEmpty {
      fail("no samples", "Hand in at least one environment and one plan.")
    }
    for plan in subject.plans where plan.moved.isEmpty { fail(plan.pipeline, "The plan moves nothing.") }
  }

  var adapter: any CIAdapter { subject.adapter }

  mutating func fail(_ sample: String, _ sentence: String) {
    guard failures.count < Court.mostFailures else { return }
    let failure = LawFailure(sample: sample, sentence)
    if !failures.contains(failure) { failures.append(failure) }
  }

  mutating func require(_ isFine: Bool, _ sample: String, _ sentence: @autoclosure () -> String) {
    if !isFine { fail(sample, sentence()) }
  }

  /// Every way in every environment.
  var scenes: [(name: String, way: InjectionWay, scene: RunScene)] {
    subject.environments.flatMap { sample in
      type(of: adapter).injectionWays.map { way in
        ("\(sample.name), \(way.id)", way, scene(of: sample.variables))
      }
    }
  }

  func scene(of variables: [String: String]) -> RunScene {
    let job = adapter.jobEnvironment(of: variables)
    return RunScene(
      variables: EnvironmentVariables(variables), job: job, output: nil,
      api: adapter.apiURL(of: job?.run.source, environment: variables))
  }

  /// Every place that is reached through an API, in every environment.
  var places: [(name: String, place: ReportPlace, target: ReportTarget)] {
    subject.environments.flatMap { sample -> [(String, ReportPlace, ReportTarget)] in
      guard let target = adapter.reportTarget(of: sample.variables) else { return [] }
      return type(of: adapter).reportPlaces.compactMap { place in
        guard adapter.reportAPI(at: place.id, for: target) != nil else { return nil }
        return ("\(sample.name), \(place.id)", place, target)
      }
    }
  }

  /// A report with something to do, and another.
  static func report(_ number: Int, annotations: Int = 1) -> Report {
    Report(
      key: "", headline: "InfraMind: \(number) suggestions", isAllWell: false,
      markdown: "**\(number) suggestions**\n\n| a | b |\n|---|---|\n| x | <y> & \"z\" |\n",
      lines: ["\(number) suggestions", "a ##teamcity[x] ::error:: \u{1B}[31m"],
      annotations: (0..<annotations).map {
        ReportAnnotation(
          id: "\(number)-\($0)", file: "a.yml", line: $0 + 1, title: "job", message: "Move it.")
      }, figures: [ReportFigure(name: "suggestions", value: Double(number), meaning: "open suggestions")])
  }

  /// Comments of other people, one of which bears our mark.
  static var strangers: [String] { ["Looks good", "\(Report.marker(""))\nnot ours", "x", "y", "z"] }
}

// MARK: - Sizes

extension RunCourt {
  mutating func unmovedPlansChangeNothing() {
    for (name, way, scene) in scenes {
      for plan in subject.plans.map(\.unmoved) + [RunPlan()] {
        guard let instructions = attempt(plan, way, scene, name) else { continue }
        for instruction in instructions { check(instruction, changesNothingOf: plan, way, name) }
      }
    }
  }

  private mutating func check(
    _ instruction: RuntimeInstruction, changesNothingOf plan: RunPlan, _ way: InjectionWay, _ name: String
  ) {
    switch instruction {
    case .print(let bytes) where way.needsFile && plan.file != nil:
      require(bytes == plan.file?.before, name, "It prints another text than the pipeline's own.")
    case .write(_, let bytes) where way.needsFile && plan.file != nil:
      let text = String(decoding: bytes, as: UTF8.self)
      let own = String(decoding: plan.file?.before ?? [], as: UTF8.self)
      require(text.contains(own) || text == own, name, "It writes another text than the pipeline's own.")
    case .append(_, let text):
      for job in plan.jobs where text.contains(job.key.job) {
        require(text.contains(job.from.first ?? ""), name, "It states another size than the file's.")
      }
    default: break
    }
  }

  mutating func plansAreCarriedOut() {
    for (name, way, scene) in scenes {
      for plan in subject.plans {
        guard let instructions = attempt(plan, way, scene, name) else { continue }
        require(
          !instructions.isEmpty, name, "A plan that moves \(plan.moved.count) jobs gives no instruction.")
        require(attempt(plan, way, scene, name) == instructions, name, "Asked again it does something else.")
        let text = instructions.map(Self.text).joined(separator: "\n")
        // Of `queue=large` some ways tell the value only.
        let labels = plan.moved.flatMap(\.to).map { $0.split(separator: "=").last.map(String.init) ?? $0 }
        require(
          labels.contains { text.contains($0) }
            || plan.files.contains { text.contains(String(decoding: $0.after, as: UTF8.self)) },
          name, "Nothing of the new sizes is in the instructions.")
      }
    }
  }

  mutating func environmentsMayBeStrange() {
    for sample in subject.environments {
      for variable in sample.variables.keys.sorted() {
        for value in [nil, "", "\u{0}", "../..", "-1", "{", String(repeating: "x", count: 10_000)] {
          var variables = sample.variables
          variables[variable] = value
          let scene = scene(of: variables)
          for way in type(of: adapter).injectionWays {
            for plan in subject.plans.prefix(1) {
              _ = attempt(plan, way, scene, "\(sample.name) without \(variable)")
            }
          }
          guard let target = adapter.reportTarget(of: variables) else { continue }
          for place in type(of: adapter).reportPlaces {
            do throws(AdapterError) {
              _ = try adapter.instructions(for: Self.report(2), at: place.id, of: target)
            } catch {
              require(
                HistoryCourt.isSentence(error.message), sample.name, "'\(error.message)' is no sentence.")
            }
          }
        }
      }
    }
  }

  mutating func secretsStayInside() {
    for sample in subject.environments {
      var variables = sample.variables
      for name in subject.secrets { variables[name] = "s3cr3t-\(name)" }
      let scene = scene(of: variables)
      for way in type(of: adapter).injectionWays {
        for plan in subject.plans {
          for instruction in attempt(plan, way, scene, sample.name) ?? [] {
            if case .send = instruction { continue }
            require(
              !Self.text(instruction).contains("s3cr3t"), "\(sample.name), \(way.id)",
              "A secret is in an instruction.")
          }
        }
      }
    }
  }

  /// Instructions; `nil` for an error, whose sentence is checked.
  private mutating func attempt(
    _ plan: RunPlan, _ way: InjectionWay, _ scene: RunScene, _ name: String
  ) -> [RuntimeInstruction]? {
    do throws(AdapterError) {
      return try adapter.instructions(for: plan, by: way.id, in: scene)
    } catch {
      require(HistoryCourt.isSentence(error.message), name, "'\(error.message)' is no sentence.")
      return nil
    }
  }

  private static func text(_ instruction: RuntimeInstruction) -> String {
    switch instruction {
    case .append(let file, let text): file + "\n" + text
    case .write(let file, let bytes): file + "\n" + String(decoding: bytes, as: UTF8.self)
    case .print(let bytes): String(decoding: bytes, as: UTF8.self)
    case .run(let program, let arguments, let input):
      ([program] + arguments).joined(separator: " ") + "\n" + String(decoding: input, as: UTF8.self)
    case .send(let request):
      ([request.api] + request.path).joined(separator: "/") + "\n"
        + String(decoding: request.body, as: UTF8.self)
    }
  }
}

// MARK: - Reports

extension RunCourt {
  mutating func publishingTwiceLeavesOne() async {
    for (name, place, target) in places {
      let host = FakeCodeHost(others: Self.strangers)
      let report = Self.report(2, annotations: 120)
      do {
        let first = try await adapter.publish(report, at: place.id, of: target, over: host)
        guard case .created = first else {
          fail(name, "The first report is not new but \(first).")
          continue
        }
        let writes = host.writes
        let second = try await adapter.publish(report, at: place.id, of: target, over: host)
        if case .unchanged = second {} else { fail(name, "The second time it is \(second).") }
        require(host.writes == writes, name, "The second time \(host.writes - writes) requests write.")
        require(host.ours.count <= 1, name, "There are \(host.ours.count) comments of ours.")
      } catch {
        fail(name, "It cannot be published: \(error)")
      }
    }
  }

  mutating func reportsAreReplaced() async {
    for (name, place, target) in places {
      let host = FakeCodeHost(others: Self.strangers)
      let others = host.comments
      do {
        _ = try await adapter.publish(Self.report(2), at: place.id, of: target, over: host)
        let second = try await adapter.publish(Self.report(3), at: place.id, of: target, over: host)
        if case .updated = second {} else { fail(name, "Another report is \(second).") }
        require(host.ours.count <= 1, name, "There are \(host.ours.count) comments of ours.")
        require(
          host.ours.allSatisfy { $0.body.contains("3 suggestions") }, name, "The old report still stands.")
        require(
          host.comments.filter { $0.author != "us" } == others, name, "Comments of others were touched.")
      } catch {
        fail(name, "It cannot be published: \(error)")
      }
    }
  }

  mutating func reportsCanBeWithdrawn() async {
    for (name, place, target) in places where place.id == .comment {
      let host = FakeCodeHost(others: Self.strangers)
      let others = host.comments
      do {
        _ = try await adapter.publish(Self.report(2), at: place.id, of: target, over: host)
        let first = try await adapter.withdraw("", at: place.id, of: target, over: host)
        require(first == .removed && host.ours.isEmpty, name, "Taken out it is \(first).")
        let second = try await adapter.withdraw("", at: place.id, of: target, over: host)
        if case .nothing = second {} else { fail(name, "Taken out again it is \(second).") }
        require(host.comments == others, name, "Comments of others were touched.")
      } catch {
        fail(name, "It cannot be taken out: \(error)")
      }
    }
  }

  mutating func faultsAreErrors() async {
    for (name, place, target) in places {
      for fault in FakeCodeHost.Fault.allCases {
        let host = FakeCodeHost()
        host.fail(by: fault)
        do {
          let receipt = try await adapter.publish(Self.report(2), at: place.id, of: target, over: host)
          if case .nothing = receipt {} else { fail(name, "With \(fault) it is \(receipt).") }
        } catch let error as AdapterError {
          require(HistoryCourt.isSentence(error.message), name, "'\(error.message)' is no sentence.")
        } catch {
          fail(name, "With \(fault) it throws \(error), no AdapterError.")
        }
      }
    }
  }
}
