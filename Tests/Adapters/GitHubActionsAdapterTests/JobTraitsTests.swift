internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

@Suite struct JobTraitsTests {
  private func traits(on: String = "push", _ job: String, name: String = "a") -> Set<JobTrait>? {
    PipelineReadout.of("on: \(on)\njobs:\n  \(name):\n    runs-on: x\n\(job)\n").jobs.first?.traits
  }

  @Test(arguments: [
    "release", "[push, release]", "{push: {tags: [v*]}}",
    "{push: {branches: [main, 'Release/**']}}", "{release: {types: [published]}}",
  ])
  func `events that make releases mark every job`(_ on: String) {
    #expect(traits(on: on, "") == [.release])
  }

  @Test(arguments: ["push", "{push: {branches: [main]}}", "[push, pull_request]", "{schedule: [{cron: x}]}"])
  func `other events do not`(_ on: String) {
    #expect(traits(on: on, "") == [])
  }

  @Test(arguments: [
    "    environment: prod", "    environment: {name: prod}", "    permissions: {packages: write}",
    "    permissions: {id-token: write, attestations: write}",
    "    steps: [{uses: pypa/gh-action-pypi-publish@release/v1}]",
    "    steps: [{uses: GoReleaser/goreleaser-action@v6}]",
    "    steps: [{uses: docker/build-push-action@v6, with: {push: true}}]",
    "    steps: [{uses: docker/build-push-action@v6, with: {push: \"${{ github.ref == 'x' }}\"}}]",
    "    steps: [{run: npm publish}]", "    steps: [{run: \"a\\n  cargo publish --token x\"}]",
    "    steps: [{run: docker push x/y}]", "    steps: [{run: twine upload dist/*}]",
    "    steps: [{run: gh release create v1}]",
    "    if: startsWith(github.ref, 'refs/tags/')", "    if: github.event_name == 'release'",
    "    if: github.ref_type == 'tag' && github.repository == 'a/b'",
    "    steps: [{run: terraform apply}]", "    name: Deploy to production", "    name: Publish docs",
  ])
  func `what publishes is marked`(_ job: String) {
    #expect(traits(job) == [.release])
  }

  @Test(arguments: [
    "    permissions: {id-token: write}", "    permissions: {packages: read}", "    permissions: write-all",
    "    steps: [{uses: docker/build-push-action@v6, with: {push: false}}]",
    "    steps: [{uses: docker/build-push-action@v6}]", "    steps: [{run: npm run publish-docs}]",
    "    steps: [{run: '# npm publish'}]", "    steps: [{run: npm publish --dry-run}]",
    "    steps: [{run: git push}]", "    if: \"!startsWith(github.ref, 'refs/tags/')\"",
    "    if: startsWith(github.ref, 'refs/tags/') || github.ref == 'refs/heads/main'",
    "    name: Release build", "    name: Build release notes", "    environment:",
  ])
  func `what does not publish is not`(_ job: String) {
    #expect(traits(job) == [])
  }

  @Test(arguments: ["{push: {tags-ignore: ['**']}}", "{push: {branches: [main], tags-ignore: [x]}}"])
  func `tags that start nothing make no release, but audits take them for one`(_ on: String) {
    #expect(traits(on: on, "") == [.auditedTrigger])
  }

  @Test(arguments: [
    ("on: [push, release]\njobs:\n  a: {runs-on: x}\n", "the event `release`", 1),
    ("on:\n  push:\n    tags: [v*]\njobs:\n  a: {runs-on: x}\n", "pushed `tags`", 3),
    ("on:\n  push:\n    branches: [release/*]\njobs:\n  a: {runs-on: x}\n", "branch `release/*`", 3),
    ("on:\n  push:\n    tags-ignore: [a]\njobs:\n  a: {runs-on: x}\n", "`tags-ignore`", 3),
    ("on: push\njobs:\n  a:\n    runs-on: x\n    environment: prod\n", "an `environment`", 5),
    ("on: push\njobs:\n  a:\n    runs-on: x\n    permissions: {packages: write}\n", "`packages`", 5),
    ("on: push\njobs:\n  a:\n    runs-on: x\n    name: Deploy\n", "`Deploy`", 5),
    ("on: push\njobs:\n  publish:\n    runs-on: x\n", "`publish`", 3),
    (
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: a\n      - run: npm publish\n",
      "`npm publish`", 7
    ),
  ])
  func `a trait is shown by words and a line`(_ text: String, _ words: String, _ line: Int) throws {
    let job = try #require(PipelineReadout.of(text).jobs.first)
    let sign = try #require(job.signs[.release] ?? job.signs[.auditedTrigger])
    #expect(sign.words.contains(words) && sign.position.line == line, "\(sign)")
  }

  @Test func `names speak for themselves`() {
    for name in ["release", "deploy-site", "build-and-publish", "publish"] {
      #expect(traits("", name: name) == [.release])
    }
    for name in ["test", "release-check", "build", "unreleased"] { #expect(traits("", name: name) == []) }
  }

  @Test func `untrusted starters with trusted tokens are privileged`() {
    for event in ["pull_request_target", "workflow_run", "issue_comment"] {
      #expect(traits(on: "[\(event), push]", "") == [.privilegedTrigger])
    }
    #expect(traits(on: "pull_request", "") == [])
  }

  @Test func `machines of one's own are marked, also in expressions`() {
    func traits(_ runsOn: String) -> Set<JobTrait>? {
      PipelineReadout.of("on: push\njobs: {a: {runs-on: \(runsOn)}}").jobs.first?.traits
    }
    #expect(
      traits("[Self-Hosted, x64]") == [.selfHosted]
        && traits("{group: g, labels: self-hosted}") == [.selfHosted])
    #expect(traits("\"${{ github.x && 'self-hosted' || 'y' }}\"") == [.selfHosted])
    #expect(traits("ubuntu-latest") == [])
  }

  @Test(arguments: [
    ("# THIS FILE WAS AUTOMATICALLY GENERATED, PLEASE DO NOT EDIT.\n", true),
    ("\u{FEFF}---\n# @generated by x\n", true),
    ("# Copyright\n#\n# Generated from ci.py; do not edit\n", true), ("# This builds the project\n", false),
    ("# See https://docs for more\n\n", false), ("name: x # generated by hand\n", false), ("", false),
    ("# a\r\n# This file is generated\r\n", true),
  ])
  func `a header that says so marks a generated file`(_ header: String, _ expected: Bool) {
    let traits = PipelineReadout.of(header + "on: push\njobs: {a: {runs-on: x}}\n").jobs.first?.traits
    #expect(traits == (expected ? [.generated] : []))
  }
}
