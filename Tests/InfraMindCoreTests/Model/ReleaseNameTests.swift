internal import InfraMindCore
internal import Testing

@Suite struct ReleaseNameTests {
  @Test(arguments: [
    "release", "Releases", "release notes", "deploy", "Build and publish", "publish-npm", "goreleaser",
    "deployment", "RELEASING", "deploy_to_staging", "release.yml",
  ])
  func `names that speak of a release are told`(name: String) {
    #expect(ReleaseName.speaksOfRelease(name))
  }

  @Test(arguments: [
    "", "build", "test release", "release-build", "release tests", "Release mode", "pre-release",
    "redeployed",
    "deployment check", "unpublished", "-", "pipeline.release.yml",
  ])
  func `names with such a word elsewhere, or beside one of trying out, are not`(name: String) {
    #expect(!ReleaseName.speaksOfRelease(name))
  }

  @Test func `words that may stand before it do not count`() {
    #expect(ReleaseName.speaksOfRelease(":rocket: Release", behind: ["rocket"]))
    #expect(ReleaseName.speaksOfRelease("pipeline.release.yml", behind: ["pipeline"]))
    #expect(!ReleaseName.speaksOfRelease("pipeline.test.release.yml", behind: ["pipeline"]))
    #expect(!ReleaseName.speaksOfRelease("pipeline", behind: ["pipeline"]))
  }

  @Test func `a sign says the name on one line, with its place`() {
    let place = SourcePosition(file: "ci.yml", line: 3, column: 5)
    let sign = ReleaseName.sign(" Deploy\nto users", at: place)
    #expect(sign == TraitSign("the name `Deploy` speaks of a release", at: place))
    #expect(ReleaseName.sign("build", at: place) == nil)
  }
}
