internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// How often the reader is tried by a law, over all samples; unoptimised code is slow.
enum Effort {
  #if DEBUG
    static let variants = 3_000
  #else
    static let variants = 60_000
  #endif
  /// Files up to so many bytes are cut at every byte.
  static let everyByte = 1_200
}

extension Court {
  // MARK: - Survival

  mutating func readingSurvivesAnything() {
    for sample in subject.samples {
      for file in subject.pipelines(in: sample) { survive(variantsOf: file, in: sample) }
    }
    guard let path = usualPath else { return }
    for (name, bytes) in HostileBytes.files + huge { survive(bytes, at: path, named: name) }
    for foreign in ForeignPipelines.all { survive(foreign.bytes, at: path, named: foreign.name) }
    for (name, bytes) in HostileBytes.noYAML {
      let sample = SampleRepository(name: name, bytes: [path: bytes])
      let readout = read([path], of: sample)
      let isReported = readout.problems.contains { $0.position.file == path && $0.severity == .error }
      require(
        isReported, name, SourcePosition(file: path, line: 1, column: 1),
        "A file that is no YAML must be reported as an error.")
    }
    let missing = SampleRepository(name: "a file that is not there", bytes: [:])
    _ = read([path, "", "/", ".."], of: missing)
  }

  private mutating func survive(variantsOf file: String, in sample: SampleRepository) {
    guard let source = sample.contents(of: file) else { return }
    let isShort = source.count <= Effort.everyByte && sample == shortest
    let mutations = Mutations(of: source, dialect: subject.dialect)
    let count = variantsPerFile
    let variants =
      mutations.truncations(atMost: isShort ? source.count : count)
      + mutations.damages(count, seed: UInt64(source.count))
      + mutations.twists(count, with: HostileBytes.values, seed: UInt64(source.count) + 1)
    for bytes in variants {
      let changed = sample.replacing(file, with: bytes)
      check(read(subject.pipelines(in: changed), of: changed), of: changed)
    }
  }

  private mutating func survive(_ bytes: [UInt8], at path: String, named name: String) {
    let sample = SampleRepository(name: name, bytes: [path: bytes])
    check(read([path], of: sample), of: sample)
  }

  private var huge: [(name: String, bytes: [UInt8])] {
    let items = String(repeating: "  - a: [b, c]\n", count: 90_000)
    let long = String(repeating: "x", count: 2 << 20)
    return [("many nodes", Array("jobs:\n\(items)".utf8)), ("a long line", Array("jobs: \(long)\n".utf8))]
  }

  /// How many variants of one kind each file of the samples gets.
  private var variantsPerFile: Int {
    let files = subject.samples.map { subject.pipelines(in: $0).count }.reduce(0, +)
    return max(12, Effort.variants / 3 / max(files, 1))
  }

  /// The samples' shortest checkout, which is cut at every byte.
  private var shortest: SampleRepository? {
    subject.samples.min {
      $0.files.values.map(\.count).reduce(0, +) < $1.files.values.map(\.count).reduce(0, +)
    }
  }

  /// Where a pipeline of the platform lies.
  var usualPath: String? { subject.samples.lazy.compactMap { subject.pipelines(in: $0).first }.first }

  func read(_ files: [String], of sample: some RepositoryFiles) -> PipelineReadout {
    adapter.jobs(in: files, of: sample, named: "octo/cat")
  }

  // MARK: - Bounds

  mutating func readingStaysInside() {
    for sample in subject.samples {
      for file in subject.pipelines(in: sample) {
        guard let source = sample.contents(of: file) else { continue }
        let mutations = Mutations(of: source, dialect: subject.dialect)
        let variants = mutations.retold(with: HostileBytes.pathsOutside, atMost: 3 * variantsPerFile)
        for bytes in [source] + variants {
          let files = RecordingFiles(sample.replacing(file, with: bytes))
          let readout = read([file], of: files)
          let moves = TrialSuggestions(subject).customMoves(of: readout.jobs)
          _ = adapter.edits(for: moves, in: files, options: InjectionOptions(allowsThirdPartySteps: true))
          for path in files.outside { fail(sample.name, nil, "\(file) makes it ask for `\(path)`.") }
        }
      }
    }
  }

  // MARK: - Determinism

  mutating func readingIsDeterministic() {
    var first: [String: PipelineReadout] = [:]
    for sample in subject.samples { first[sample.name] = subject.readout(of: sample) }
    for sample in subject.samples.reversed() {
      let again = subject.readout(of: sample)
      let before = first[sample.name] ?? PipelineReadout()
      require(before.jobs == again.jobs, sample.name, nil, "Read twice, it has other jobs or another order.")
      require(before.problems == again.problems, sample.name, nil, "Read twice, it has other problems.")
      let files = subject.pipelines(in: sample)
      let backwards = read(files.reversed(), of: sample)
      require(
        Set(backwards.jobs) == Set(before.jobs), sample.name, nil,
        "Its files, given in another order, have other jobs.")
      let trials = TrialSuggestions(subject).all(for: before.jobs, in: sample)
      let outcomes = adapter.edits(for: trials, in: sample, options: InjectionOptions())
      let others = adapter.edits(for: trials.reversed(), in: sample, options: InjectionOptions())
      require(
        outcomes == others, sample.name, nil, "The same suggestions in another order have other outcomes.")
    }
  }

  // MARK: - Places

  mutating func everythingReadHasItsPlace() {
    for sample in subject.samples { check(subject.readout(of: sample), of: sample) }
    guard let path = usualPath else { return }
    for (name, bytes) in HostileBytes.files {
      let sample = SampleRepository(name: name, bytes: [path: bytes])
      check(read([path], of: sample), of: sample)
    }
  }

  private mutating func check(_ readout: PipelineReadout, of sample: SampleRepository) {
    for problem in readout.problems {
      require(
        Self.exists(problem.position, in: sample), sample.name, problem.position,
        "The problem `\(problem.code)` has a line that does not exist.")
      require(
        Self.isCode(problem.code), sample.name, problem.position,
        "`\(problem.code)` is no code of lower-case words and hyphens.")
      require(
        !problem.message.isEmpty, sample.name, problem.position, "The problem `\(problem.code)` says nothing."
      )
    }
    for job in readout.jobs {
      for position in Self.positions(of: job) where !Self.exists(position, in: sample) {
        fail(sample.name, position, "The job `\(job.key.job)` has a place that does not exist.")
      }
    }
  }

  private static func positions(of job: JobDefinition) -> Set<SourcePosition> {
    var positions: Set = [job.position]
    for step in job.steps {
      positions.insert(step.position)
      if case .packaged(_, let caller) = step.origin { positions.insert(caller) }
    }
    for row in job.rows { positions.insert(row.runner.position) }
    return positions
  }

  /// Whether a text is made of lower-case words, digits and hyphens, as programs compare it.
  static func isCode(_ text: String) -> Bool {
    let isWord = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
    return isWord && !text.isEmpty && !text.hasPrefix("-") && !text.hasSuffix("-")
  }
}
