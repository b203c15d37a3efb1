import Foundation
import Testing

@testable import InfraMindCore

/// Which jobs get a cache, where it goes and what its key tells apart.
@Suite struct CacheKeyTests {
  /// A case from its JSON, as the fixture files hold them.
  private func example(_ steps: String, files: String = "[]", more: String = "") throws -> CacheCase {
    let text = #"{"from":"x y#job","want":true,"why":"","steps":\#(steps),"files":\#(files)\#(more)}"#
    return try JSONDecoder().decode(CacheCase.self, from: Data(text.utf8))
  }

  private func plan(_ suggestion: Suggestion?) throws -> CachePlan {
    guard case .cache(let plan) = try #require(suggestion).change else { throw CancellationError() }
    return plan
  }

  @Test(arguments: [
    (#""rustup default ${{ matrix.rust }}""#, ["rust"]),
    (#""rustup toolchain install ${{ matrix.rust }} --profile minimal""#, ["rust"]),
    (#""rustup install ${{ matrix.rust.version }} nightly""#, ["rust.version"]),
    (#""rustup override set ${{matrix.rust}}""#, ["rust"]),
    (#"{"run":"rustup default $RUST","env":{"RUST":"${{ matrix.rust }}"}}"#, ["rust"]),
    (#"["dtolnay/rust-toolchain@master",{"toolchain":"${{ matrix.rust }}"}]"#, ["rust"]),
    (#"["actions-rs/toolchain@v1",{"toolchain":"${{ matrix.rust }}","override":"true"}]"#, ["rust"]),
    (#"["hecrj/setup-rust-action@v2",{"rust-version":"${{ matrix.rust }}"}]"#, ["rust"]),
    (
      #"{"uses":"dtolnay/rust-toolchain@master","with":{"toolchain":"${{ env.RUST }}"},"env":{"RUST":"${{ matrix.v }}"}}"#,
      ["v"]
    ),
    (#""dtolnay/rust-toolchain@nightly""#, ["nightly"]), (#""dtolnay/rust-toolchain@1.64""#, ["1.64"]),
    (
      #"["dtolnay/rust-toolchain@4be9e76fd7c4901c61fb841f559994984270fce7 # stable",{}]"#, ["stable"]
    ),
    (#""rustup default nightly""#, ["nightly"]), (#""rustup override set 1.70.0""#, ["1.70.0"]),
    (#""rustup toolchain install nightly --component rustfmt""#, []), (#""rustup update stable""#, []),
    (#""rustup component add clippy""#, []),
  ])
  func `Cargo's key tells toolchains apart`(_ step: String, _ parts: [String]) throws {
    let example = try example(
      #"["actions/checkout@v4",\#(step),"cargo test"]"#, files: #"["Cargo.toml","Cargo.lock"]"#)
    let plan = try plan(example.review().suggestions.first)
    #expect(plan.keyParts + plan.keyWords == parts)
  }

  @Test(arguments: [
    (#""cargo +${{ matrix.rust }} test""#, ["rust"]), (#""cargo +nightly test""#, ["nightly"]),
    (#"{"run":"cargo test","env":{"RUSTUP_TOOLCHAIN":"${{ matrix.rust }}"}}"#, ["rust"]),
    (#""RUSTUP_TOOLCHAIN=beta cargo test""#, ["beta"]),
    (#""cargo test --target ${{ matrix.target }}""#, ["target"]),
    (
      #"["actions-rs/cargo@v1",{"command":"test","toolchain":"${{ matrix.rust }}"}]"#, ["rust"]
    ),
  ])
  func `Cargo's own command may choose the toolchain`(_ step: String, _ parts: [String]) throws {
    let example = try example(
      #"["actions/checkout@v4",\#(step)]"#, files: #"["Cargo.toml","Cargo.lock"]"#)
    let plan = try plan(example.review().suggestions.first)
    #expect(plan.keyParts + plan.keyWords == parts)
  }

  @Test func `a toolchain file keys Cargo's cache, and the summary names the folders`() throws {
    let example = try example(
      #"["actions/checkout@v4",{"run":"cargo test","in":"core"}]"#,
      files: #"["core/Cargo.toml","core/Cargo.lock","rust-toolchain.toml"]"#)
    let suggestion = try #require(example.review().suggestions.first)
    #expect(try plan(suggestion).keyGlobs == ["core/Cargo.lock", "rust-toolchain.toml"])
    #expect(suggestion.summary.contains("`~/.cargo/registry`, `~/.cargo/git`, `core/target`"))
  }

  @Test func `setup-go before the checkout caches nothing, and the advice says why`() throws {
    let example = try example(
      #"["actions/setup-go@v5","actions/checkout@v4","go test ./..."]"#, files: #"["go.mod","go.sum"]"#)
    let suggestion = try #require(example.review().suggestions.first)
    #expect(suggestion.position.line == 10 && suggestion.confidence == 0.6)
    #expect(
      suggestion.adviceOnly
        == "actions/setup-go runs before the checkout at line 11, so it finds no go.sum and restores nothing: "
        + "move it behind the checkout.")
  }

  @Test(arguments: [
    (#"["actions/setup-node@v4",{"cache":"npm"}]"#, "npm ci", "package-lock.json"),
    (#"["actions/setup-python@v5",{"cache":"pip"}]"#, "pip install -r requirements.txt", "requirements.txt"),
    (#"["actions/setup-java@v4",{"cache":"maven"}]"#, "mvn test", "pom.xml"),
    (#"["ruby/setup-ruby@v1",{"bundler-cache":"true"}]"#, "bundle install", "Gemfile"),
  ])
  func `a set-up step that caches before the checkout is told to move`(
    _ step: String, _ command: String, _ file: String
  ) throws {
    let early = try example(
      #"[\#(step),"actions/checkout@v4","\#(command)"]"#, files: #"["\#(file)"]"#)
    #expect(early.review().suggestions.map { $0.adviceOnly?.contains("before the checkout") } == [true])
    let late = try example(#"["actions/checkout@v4",\#(step),"\#(command)"]"#, files: #"["\#(file)"]"#)
    #expect(late.review().suggestions.isEmpty && late.review().notes.map(\.reason) == [.cached])
  }

  @Test func `where one step brings the files and uses them, no cache can come between`() throws {
    let example = try example(
      #"["git clone https://example.com/a .\nnpm ci"]"#, files: #"["package-lock.json"]"#)
    let review = example.review()
    #expect(review.suggestions.isEmpty)
    #expect(review.notes.first?.sentence.contains("none can come between") == true)
  }

  @Test func `where the platform brings the files, every step has room before it`() throws {
    let npm = try example(#"["npm ci"]"#, files: #"["package-lock.json"]"#)
    var job = npm.job
    job.checkout = .platform
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let review = CacheAdvisor().review(job, in: npm.repository, runs: [], context: context)
    #expect(review.suggestions.count == 1)
  }

  @Test func `what forbids a cache is named with its line`() throws {
    let npm = try example(
      #"["actions/checkout@v4","npm ci","npm publish"]"#, files: #"["package-lock.json"]"#)
    #expect(
      npm.review().notes.first?.sentence
        == "npm: `npm publish` publishes what the job builds (.github/workflows/ci.yml:12), and a poisoned cache "
        + "would reach users.")
    var job = npm.job
    job.traits = [.release]
    job.signs[.release] = TraitSign(
      "the pipeline starts for pushed `tags`", at: SourcePosition(file: "ci.yml", line: 3, column: 5))
    #expect(sentence(of: job, in: npm)?.contains("pushed `tags` (ci.yml:3), and a poisoned cache") == true)
    job.traits = [.auditedTrigger]
    job.signs = [
      .auditedTrigger: TraitSign(
        "the pipeline's `tags-ignore`", at: SourcePosition(file: "ci.yml", line: 4, column: 5))
    ]
    #expect(sentence(of: job, in: npm)?.contains("`tags-ignore` (ci.yml:4) is taken for a sign of") == true)
  }

  private func sentence(of job: JobDefinition, in example: CacheCase) -> String? {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let review = CacheAdvisor().review(job, in: example.repository, runs: [], context: context)
    #expect(review.suggestions.isEmpty)
    return review.notes.first?.sentence
  }

  @Test func `an action is named without its input`() throws {
    let example = try example(
      #"["actions/checkout@v4","docker/setup-buildx-action@v3",["docker/build-push-action@v6",{"context":".","push":"false"}]]"#
    )
    #expect(example.review().suggestions.first?.summary.contains("`docker/build-push-action` at") == true)
  }
}
