import Foundation
import Testing

@testable import InfraMindCore

@Suite struct CacheAdvisorTests {
  private let now = Date(timeIntervalSince1970: 1_790_000_000)

  /// A case from its JSON, as the fixture files hold them.
  private func example(_ steps: String, files: String = "[]", more: String = "") throws -> CacheCase {
    let text = #"{"from":"x y#job","want":true,"why":"","steps":\#(steps),"files":\#(files)\#(more)}"#
    return try JSONDecoder().decode(CacheCase.self, from: Data(text.utf8))
  }

  private func plan(_ suggestion: Suggestion?) throws -> CachePlan {
    guard case .cache(let plan) = try #require(suggestion).change else { throw CancellationError() }
    return plan
  }

  private func runs(_ seconds: [Double], step: String, cache: [CacheEvent.Kind?] = []) -> [JobRun] {
    seconds.enumerated().map { index, seconds in
      var run = JobRun(
        platform: .gitHubActions, repository: "", pipeline: ".github/workflows/ci.yml", job: "job",
        run: "\(index)", conclusion: .success)
      let start = now.addingTimeInterval(Double(index) * 3600)
      run.steps = [
        StepRun(
          name: step, startedAt: start, finishedAt: start.addingTimeInterval(seconds), conclusion: .success)
      ]
      if index < cache.count, let kind = cache[index] {
        run.cacheEvents = [CacheEvent(key: "Linux-npm-abc", kind: kind, size: nil, duration: nil)]
      }
      return run
    }
  }

  private func effect(_ runs: [JobRun]) throws -> ExpectedEffect {
    let example = try example(#"["actions/checkout@v4","npm ci"]"#, files: #"["package-lock.json"]"#)
    let review = CacheAdvisor().review(
      example.job, in: example.repository, runs: runs, context: AdvisingContext(now: now))
    return try #require(review.suggestions.first).effect
  }

  @Test func `a suggestion says where, what keys it, and how to take it back`() throws {
    let example = try example(
      #"["actions/checkout@v4","actions/setup-node@v4","npm ci"]"#, files: #"["package-lock.json"]"#)
    let suggestion = try #require(example.review().suggestions.first)
    #expect(suggestion.position.line == 11)
    #expect(suggestion.summary.contains("ci.yml:12"))
    #expect(suggestion.evidence.contains("`npm ci` runs in the step at .github/workflows/ci.yml:12."))
    #expect(suggestion.evidence.contains("package-lock.json:1 is in the checkout and keys the cache."))
    #expect(suggestion.confidence == 0.95 && suggestion.adviceOnly == nil)
    #expect(suggestion.undo.hasPrefix("Remove the added input"))
    #expect(suggestion.effect.secondsPerRun == nil && suggestion.effect.unknownBecause != nil)
    let plan = try plan(suggestion)
    #expect(
      plan.tool == .npm && plan.step == 2 && plan.setupStep == 1 && plan.keyGlobs == ["package-lock.json"])
  }

  @Test func `a cache that never hits is said to, with its step and what is wrong with its key`() throws {
    let example = try example(
      #"["actions/checkout@v4",{"uses":"actions/cache@v4","with":{"path":"~/.npm","key":"${{ runner.os }}-npm-${{ github.sha }}"}},"npm ci"]"#,
      files: #"["package-lock.json"]"#)
    let runs = (0..<12).map { number in
      var run = LedgerRun.make(number, hours: Double(number), [])
      run.cacheEvents = [LedgerRun.event(.miss, "Linux-npm-" + (run.headCommit ?? ""))]
      run.cacheEvents.append(LedgerRun.event(.save, run.cacheEvents[0].key, seconds: 6, bytes: 1_000_000))
      return run
    }
    let review = CacheAdvisor().review(
      example.job, in: example.repository, runs: runs, context: AdvisingContext(now: now))
    let note = try #require(review.notes.first { $0.reason == .improvable })
    #expect(note.tool == .npm && note.step == 1)
    #expect(note.sentence.contains("take the commit out of its key"))
    #expect(note.sentence.contains("Its key contains github.sha. None of 12 runs found an entry."))
    #expect(example.review().notes.allSatisfy { $0.reason != .improvable })
    #expect(note.secondsPerDay != nil && note.dollarsPerDay == nil)
    var context = AdvisingContext(now: now)
    context.perMinute = Money(dollars: 0.06)
    let priced = CacheAdvisor().review(example.job, in: example.repository, runs: runs, context: context)
    let money = try #require(priced.notes.first { $0.reason == .improvable })
    let seconds = try #require(money.secondsPerDay).middle
    #expect(abs(try #require(money.dollarsPerDay).middle - seconds * 0.001) < 1e-9)
    #expect(money.sentence.contains(" on the machine of today."))
  }

  @Test func `folders of one tool share one cache`() throws {
    let example = try example(
      #"["actions/checkout@v4","actions/setup-node@v4","npm ci",{"run":"npm ci","in":"web"}]"#,
      files: #"["package-lock.json","web/package-lock.json"]"#)
    let review = example.review()
    #expect(review.suggestions.count == 1)
    #expect(try plan(review.suggestions.first).keyFiles == ["package-lock.json", "web/package-lock.json"])
  }

  @Test func `tools of one job come in the order of their weight`() throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci","cargo build"]"#, files: #"["package-lock.json","Cargo.toml"]"#)
    #expect(try example.review().suggestions.map { try plan($0).tool } == [.cargo, .npm])
  }

  @Test func `a set-up step before the checkout cannot see the lockfile`() throws {
    let example = try example(
      #"["actions/setup-node@v4","actions/checkout@v4","npm ci"]"#, files: #"["package-lock.json"]"#)
    let suggestion = try #require(example.review().suggestions.first)
    #expect(try plan(suggestion).setupStep == nil)
    #expect(suggestion.confidence == 0.85)
  }

  @Test func `without a checkout of its own there is nothing to key`() throws {
    let none = try example(#"["npm ci"]"#, files: #"["package-lock.json"]"#).review()
    #expect(none.suggestions.isEmpty && none.notes.map(\.reason) == [.unwise])
    let foreign = try example(
      #"[["actions/checkout@v4",{"repository":"a/b"}],"npm ci"]"#, files: #"["package-lock.json"]"#
    ).review()
    #expect(foreign.suggestions.isEmpty && foreign.notes.map(\.reason) == [.unknown])
  }

  @Test func `what happens in a folder that the checkout does not have is not keyed by a file above it`()
    throws
  {
    func review(_ script: String, _ files: String) throws -> CacheReview {
      try example(#"["actions/checkout@v4","\#(script)"]"#, files: files).review()
    }
    for script in ["cd nothere && npm ci", "npm ci --prefix nothere", "cd nothere && cargo build"] {
      let gone = try review(script, #"["package-lock.json","Cargo.toml"]"#)
      #expect(gone.suggestions.isEmpty && gone.notes.map(\.reason) == [.unknown])
      #expect(gone.notes.allSatisfy { $0.sentence.contains("no folder nothere in the checkout") })
    }
    #expect(
      try review("cd web && npm ci", #"["package-lock.json","web/package.json"]"#).suggestions.count == 1)
    #expect(try review("cd web && npm ci", #"["package-lock.json","web/a/b.js"]"#).suggestions.count == 1)
    let made = try review("mkdir -p web && cd web && npm ci", #"["package-lock.json"]"#)
    #expect(made.suggestions.count == 1)
  }

  @Test(arguments: [
    ("npm ci", ".npm/", "", "nothing tells npm"), ("npm ci", "$CI_PROJECT_DIR/.npm", "", "nothing tells npm"),
    ("npm ci", ".npm", "npm_config_cache", nil), ("npm ci", ".npm", "NPM_CONFIG_CACHE", nil),
    ("npm ci --cache .npm", ".npm/", "", nil), ("npm config set cache .npm; npm ci", ".npm/", "", nil),
    ("export npm_config_cache=.npm; npm ci", ".npm/", "", nil), ("npm ci", "~/.npm", "", nil),
    ("npm ci", "node_modules/", "", "which `npm ci` deletes before it installs"),
    ("npm clean-install", "./node_modules", "", "which `npm clean-install` deletes before it installs"),
    ("npm install", "node_modules/", "", nil), ("[ -d node_modules ] || npm ci", "node_modules", "", nil),
    ("if [ ! -d node_modules ]; then npm ci; fi", "node_modules", "", nil),
    ("./gradlew build", ".gradle/caches", "", "nothing tells Gradle"),
    ("./gradlew build", ".gradle", "GRADLE_USER_HOME", nil), ("./gradlew build", "~/.gradle/caches", "", nil),
    ("export GRADLE_USER_HOME=`pwd`/.gradle; ./gradlew build", ".gradle", "", nil),
    ("./gradlew -g .gradle build", ".gradle", "", nil),
  ])
  func `a cache that saves nothing does not count, and the evidence says why`(
    script: String, path: String, variable: String, reason: String?
  ) throws {
    let environment = variable.isEmpty ? "" : #","env":{"\#(variable)":"x"}"#
    let example = try example(
      #"["actions/checkout@v4",{"run":"\#(script)"\#(environment)}]"#,
      files: #"["package-lock.json","build.gradle"]"#)
    var job = example.job
    job.caches = [DeclaredCache(position: job.position, paths: [path], key: "x")]
    let review = CacheAdvisor().review(
      job, in: example.repository, runs: [], context: AdvisingContext(now: now))
    guard let reason else {
      #expect(review.suggestions.isEmpty && review.notes.map(\.reason) == [.cached])
      return
    }
    let evidence = try #require(review.suggestions.first).evidence
    #expect(evidence.contains { $0.hasPrefix("The job's cache keeps ") && $0.contains(reason) })
    #expect(!evidence.contains { $0.hasPrefix("No step of the job caches") })
    // Another cache beside it does count.
    job.caches.append(DeclaredCache(position: job.position, paths: ["~/.npm", "~/.gradle"]))
    #expect(
      CacheAdvisor().review(job, in: example.repository, runs: [], context: AdvisingContext(now: now))
        .suggestions.isEmpty)
  }

  @Test func `a suggestion counts the files that key a cache, and names none where no file does`() throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci",{"run":"npm ci","in":"a"},{"run":"npm ci","in":"b"}]"#,
      files: #"["package-lock.json","a/package-lock.json","b/package-lock.json"]"#)
    let keyed = try #require(example.review().suggestions.first)
    #expect(keyed.summary.contains(", keyed by a/package-lock.json and 2 more files: "))
    var job = example.job
    job.cachesHaveKeys = false
    let review = CacheAdvisor().review(
      job, in: example.repository, runs: [], context: AdvisingContext(now: now))
    let plain = try #require(review.suggestions.first)
    #expect(!plain.summary.contains("keyed by") && !plain.evidence.contains { $0.contains("keys the cache") })
    #expect(plain.id == keyed.id)
  }

  @Test func `a checkout in a folder moves the globs, not the files`() throws {
    let example = try example(
      #"[["actions/checkout@v4",{"path":"src/app"}],{"run":"npm ci","in":"src/app/web"}]"#,
      files: #"["web/package-lock.json"]"#)
    let plan = try plan(example.review().suggestions.first)
    #expect(plan.keyFiles == ["web/package-lock.json"])
    #expect(plan.keyGlobs == ["src/app/web/package-lock.json"])
  }

  @Test func `a cache that is switched off on purpose stays off, for its tools`() throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci"]"#, files: #"["package-lock.json"]"#)
    func review(_ tools: Set<CacheTool>) -> CacheReview {
      var job = example.job
      var off = DeclaredCache(position: job.position, paths: [], tools: tools)
      off.isSwitchedOff = true
      job.caches = [off]
      return CacheAdvisor().review(job, in: example.repository, runs: [], context: AdvisingContext(now: now))
    }
    for tools: Set<CacheTool> in [[], [.npm]] {
      #expect(review(tools).suggestions.isEmpty)
      #expect(review(tools).notes.map(\.sentence) == ["npm: the job's cache is switched off on purpose."])
    }
    #expect(review([.maven]).suggestions.count == 1)
  }

  @Test func `a folder is the same with and without a slash around it`() throws {
    let example = try example(
      #"["actions/checkout@v4","cargo build"]"#, files: #"["Cargo.lock","Cargo.toml"]"#)
    for (path, isKept) in [("target", true), ("./target", true), ("targets", false)] {
      var job = example.job
      job.caches = [DeclaredCache(position: job.position, paths: [path])]
      let review = CacheAdvisor().review(
        job, in: example.repository, runs: [], context: AdvisingContext(now: now))
      #expect(review.suggestions.isEmpty == isKept, "\(path)")
    }
  }

  @Test func `CircleCI's remote Docker is no step out of view`() throws {
    let review = try example(#"["actions/checkout@v4",["setup_remote_docker",{}],"docker build ."]"#).review()
    #expect(review.suggestions.map(\.adviceOnly?.isEmpty) == [false])
  }

  @Test func `a tool that only steps for releases use gets no cache`() throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci","npm ci"]"#, files: #"["package-lock.json"]"#)
    func review(of places: [Int]) -> CacheReview {
      var job = example.job
      for place in places { job.steps[place].isForReleases = true }
      return CacheAdvisor().review(job, in: example.repository, runs: [], context: AdvisingContext(now: now))
    }
    #expect(review(of: [1]).suggestions.count == 1)
    #expect(review(of: [1, 2]).suggestions.isEmpty)
    #expect(review(of: [1, 2]).notes.contains { $0.sentence.contains("run for releases only") })
  }

  @Test func `bare pipeline files are said to be bare`() throws {
    struct Bare: RepositoryFiles {
      func paths(matching glob: String) -> [String] { glob == "*" ? ["ci.yml"] : [] }
      func contents(of path: String) -> [UInt8]? { nil }
      func exists(_ path: String) -> Bool { path == "ci.yml" }
    }
    let example = try example(#"["actions/checkout@v4","npm ci"]"#)
    let review = CacheAdvisor().review(example.job, in: Bare(), runs: [], context: AdvisingContext(now: now))
    #expect(review.notes.first?.reason == .unknown)
    #expect(review.notes.first?.sentence.contains("only pipeline files were given") == true)
  }

  @Test(arguments: [
    (JobTrait.release, "users"), (.privilegedTrigger, "rights"), (.selfHosted, "disks"),
  ])
  func `a job whose surroundings forbid caches gets a reason`(_ trait: JobTrait, _ word: String) throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci"]"#, files: #"["package-lock.json"]"#,
      more: #","traits":["\#(trait.rawValue)"]"#)
    let review = example.review()
    #expect(review.suggestions.isEmpty)
    #expect(review.notes.first?.sentence.contains(word) == true)
  }

  @Test(arguments: [
    #"["pypa/gh-action-pypi-publish@release/v1",{}]"#, #"["docker/build-push-action@v6",{}]"#,
    #""npm publish""#,
    #""twine upload dist/*""#, #"{"run":"make","if":"x"},"gh release create v1""#,
  ])
  func `a step that publishes forbids caches beside it`(_ step: String) throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci",\#(step)]"#, files: #"["package-lock.json"]"#)
    #expect(!example.isSuggested(.npm))
  }

  @Test func `a step that only seems to publish forbids nothing`() throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci",["docker/build-push-action@v6",{"push":"false"}],"npm publish --dry-run"]"#,
      files: #"["package-lock.json"]"#)
    #expect(example.isSuggested(.npm))
  }

  @Test func `caches that only pull requests fill are worth less`() throws {
    let example = try example(
      #"["actions/checkout@v4","npm ci"]"#, files: #"["package-lock.json"]"#,
      more: #","events":["pull_request"]"#)
    let suggestion = try #require(example.review().suggestions.first)
    #expect(suggestion.confidence == 0.7)
    #expect(suggestion.evidence.contains { $0.contains("pull requests only") })
  }

  @Test func `a script of the checkout is looked into`() throws {
    let files = #"""
      {"Makefile":"GO ?= go\n.PHONY: test\ndeps:\n\t@npm ci\ntest: deps\n\t$(GO) test ./...\n","package-lock.json":"",
      "go.mod":"","package.json":"{\"scripts\":{\"check\":\"cargo test\"}}","ci/run.sh":"#!/bin/sh\npoetry install\n",
      "Cargo.toml":"","poetry.lock":"","ci/lint":"#!/usr/bin/env bash\npip install -r requirements.txt\n",
      "ci/tool":"\u007fELF uv sync","requirements.txt":"","uv.lock":""}
      """#
    let example = try example(
      #"["actions/checkout@v4","make test","npm run check","./ci/run.sh","ci/lint --all","ci/tool"]"#,
      files: files.replacingOccurrences(of: "\n", with: ""))
    let suggestions = example.review().suggestions
    #expect(Set(try suggestions.map { try plan($0).tool }) == [.npm, .go, .cargo, .poetry, .pip])
    #expect(suggestions.contains { $0.evidence.contains { $0.contains("(through Makefile)") } })
  }

  @Test func `setup-go caches nothing for a module below the root unless told where it is`() throws {
    let example = try example(
      #"["actions/checkout@v4","actions/setup-go@v5",{"run":"go test ./...","in":"sdk"}]"#,
      files: #"["sdk/go.mod","sdk/go.sum"]"#)
    let plan = try plan(example.review().suggestions.first)
    #expect(plan.setupStep == 1 && plan.keyFiles == ["sdk/go.sum"] && plan.workingDirectory == "sdk")
  }

  @Test func `two builds of one image need one cache, two images two`() throws {
    let one = try example(
      #"["actions/checkout@v4","docker/setup-buildx-action@v3",["docker/build-push-action@v6",{"push":"false"}],["docker/build-push-action@v6",{"push":"false","load":"true"}]]"#
    )
    #expect(one.review().suggestions.count == 1)
    let two = try example(
      #"["actions/checkout@v4","docker/setup-buildx-action@v3",["docker/build-push-action@v6",{"push":"false","file":"a/Dockerfile"}],["docker/build-push-action@v6",{"push":"false","file":"b/Dockerfile"}]]"#
    )
    #expect(Set(two.review().suggestions.map(\.id)).count == 2)
  }

  @Test func `an image whose recipe runs nothing has no layers worth keeping`() throws {
    let steps =
      #"["actions/checkout@v4","docker/setup-buildx-action@v3",["docker/build-push-action@v6",{"push":"false"}]]"#
    #expect(try !example(steps, files: #"{"Dockerfile":"FROM scratch\nCOPY app /\n"}"#).isSuggested(.docker))
    #expect(
      try example(steps, files: #"{"Dockerfile":"FROM debian\nRUN apt-get update\n"}"#).isSuggested(.docker))
  }

  @Test func `without history, or with little, the effect is unknown and says why`() throws {
    #expect(try effect([]).unknownBecause == "There is no run history of this job.")
    let few = try effect(runs([40, 40], step: "Run npm ci"))
    #expect(few.secondsPerRun == nil && few.unknownBecause?.contains("2 successful runs") == true)
    var failed = runs([40, 40, 40, 40, 40, 40], step: "Run npm ci")
    for index in failed.indices { failed[index].conclusion = .failure }
    #expect(try effect(failed).secondsPerRun == nil)
  }

  @Test func `with step times the effect is a cautious share of them`() throws {
    let effect = try effect(runs([40, 40, 40, 40, 40, 40], step: "Run npm ci"))
    let seconds = try #require(effect.secondsPerRun)
    #expect(seconds.low == 0 && seconds.middle == 10 && seconds.high == 30)
    #expect(effect.unknownBecause?.contains("40 s") == true)
  }

  @Test func `of steps that build too, a cache of downloads saves less`() throws {
    let example = try example(#"["actions/checkout@v4","mvn verify"]"#, files: #"["pom.xml"]"#)
    let review = CacheAdvisor().review(
      example.job, in: example.repository, runs: runs([200, 200, 200, 200, 200], step: "Run mvn verify"),
      context: AdvisingContext(now: now))
    let seconds = try #require(review.suggestions.first?.effect.secondsPerRun)
    #expect(seconds.middle == 20 && seconds.high == 100)
  }

  @Test func `with hits and misses of the same steps the effect is measured`() throws {
    let kinds: [CacheEvent.Kind?] = [.miss, .miss, .miss, .miss, .miss, .hit, .hit, .hit, .hit, .hit]
    let effect = try effect(runs([60, 61, 62, 63, 64, 20, 21, 22, 23, 24], step: "Run npm ci", cache: kinds))
    let seconds = try #require(effect.secondsPerRun)
    #expect(seconds.middle == 40 && seconds.low == 38 && seconds.high == 42)
    #expect(effect.unknownBecause == nil)
  }

  @Test(arguments: [
    (#"["actions/cache@v4",{"path":"node_modules/.cache","key":"b"}]"#, true),
    (#"["actions/cache@v4",{"path":"node_modules","key":"b"}]"#, true),
    (#"["actions/cache@v4",{"path":"node_modules\n~/.npm","key":"b"}]"#, false),
    (#"["actions/cache@v4",{"path":"!~/.npm\ndist","key":"b"}]"#, true),
    (#"["actions/cache/save@v4",{"path":"~/.npm","key":"b"}]"#, true),
    (#"["actions/cache/restore@v4",{"path":"C:\\Users\\runneradmin\\AppData\\npm-cache","key":"b"}]"#, false),
    (
      #"{"uses":"actions/cache@v4","with":{"path":"${{ env.KEPT }}","key":"b"},"env":{"KEPT":"~/.npm"}}"#,
      false
    ),
    (#"{"uses":"actions/cache@v4","with":{"path":"${{ env.KEPT }}","key":"b"},"env":{"KEPT":"dist"}}"#, true),
    (#"["buildjet/cache@v4",{"path":"~/.npm","key":"b"}]"#, false),
    (#"["namespacelabs/nscloud-cache-action@v1",{"cache":"go\nnpm"}]"#, false),
    (#"["namespacelabs/nscloud-cache-action@v1",{"cache":"go"}]"#, true),
  ])
  func `a cache step counts by what it keeps`(_ step: String, _ isMissing: Bool) throws {
    let example = try example(
      #"["actions/checkout@v4",\#(step),"npm ci"]"#, files: #"["package-lock.json"]"#)
    #expect(example.isSuggested(.npm) == isMissing)
  }

  @Test(arguments: [(#""someone/cache-modules@v1","#, true), ("", false)])
  func `a step that a cache hit skips is cached, if a step of the job can hit`(
    _ cache: String, _ isCached: Bool
  ) throws {
    let example = try example(
      #"["actions/checkout@v4",\#(cache){"run":"npm ci","if":"steps.c.outputs.cache-hit != 'true'"}]"#,
      files: #"["package-lock.json"]"#)
    #expect(example.isSuggested(.npm) != isCached)
    #expect(example.review().notes.map(\.reason) == (isCached ? [.cached] : []))
  }

  @Test func `a step without uses of any tool leaves nothing to say`() throws {
    let review = try example(#"["actions/checkout@v4","echo hello"]"#).review()
    #expect(review.suggestions.isEmpty && review.notes.isEmpty)
  }

  @Test func `of jobs with thousands of steps nothing is said`() {
    let position = SourcePosition(file: "ci.yml", line: 1, column: 1)
    func steps(_ count: Int) -> CacheReview {
      let job = JobDefinition(
        key: JobKey(platform: .gitHubActions, repository: "o/n", pipeline: "ci.yml", job: "a"), name: "a",
        position: position, rows: [],
        steps: (0..<count).map { JobStep(index: $0, position: position, work: .run(script: "npm ci")) })
      let files = FixedFiles(["package.json": "{}", "package-lock.json": "{}"])
      return CacheAdvisor().review(job, in: files, runs: [], context: AdvisingContext(now: now))
    }
    #expect(steps(3) != CacheReview() && steps(2_001) == CacheReview())
  }
}
