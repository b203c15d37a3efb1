import AdapterKit
import InfraMindCore
import Testing

@testable import InfraMindEngine

@Suite struct RepositoryFinderTests {
  private let finder = RepositoryFinder(AdapterRegistry([FakePlatform()]))

  private func find(
    _ paths: [String], platform: Platform? = nil, isRecursive: Bool = false
  ) -> RepositoryFinder.Finding {
    finder.find(paths, platform: platform, isRecursive: isRecursive)
  }

  @Test func `a folder with pipelines at its root is one repository`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a: {}", to: "fake.yml")
    try folder.write("a: {}", to: ".fake/b.yml")
    try folder.write("a: {}", to: "below/fake.yml")
    let finding = find([folder.path])
    #expect(finding.repositories.map(\.root) == [folder.path])
    #expect(finding.repositories.first?.pipelines.map(\.files) == [[".fake/b.yml", "fake.yml"]])
    #expect(
      find([folder.path], isRecursive: true).repositories.map(\.root) == [
        folder.path, folder.path + "/below",
      ])
  }

  @Test func `any other folder stands for all repositories below it`() throws {
    let folder = try TemporaryFolder()
    for path in ["b/fake.yml", "a/x/.fake/c.yml", "node_modules/y/fake.yml", "c/readme"] {
      try folder.write("a: {}", to: path)
    }
    let finding = find([folder.path])
    #expect(finding.repositories.map(\.root) == [folder.path + "/a/x", folder.path + "/b"])
    #expect(finding.emptyFolders.isEmpty)
  }

  @Test func `a file stands for itself within the repository that its place tells`() throws {
    let folder = try TemporaryFolder()
    let one = try folder.write("a: {}", to: "r/.fake/one.yml")
    let two = try folder.write("a: {}", to: "r/.fake/two.yml")
    try folder.write("a: {}", to: "r/fake.yml")
    let finding = find([two, one, one])
    #expect(finding.repositories.map(\.root) == [folder.path + "/r"])
    #expect(finding.repositories.first?.pipelines.map(\.files) == [[".fake/one.yml", ".fake/two.yml"]])
  }

  @Test func `a file elsewhere needs a platform, and belongs to its work tree or folder`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a: {}", to: "w/deep/odd.txt")
    #expect(find([file]).errors.map(\.code) == ["unknown-platform"])
    let alone = find([file], platform: FakePlatform.platform).repositories
    #expect(alone.map(\.root) == [folder.path + "/w/deep"])
    try folder.write("", to: "w/.git/config")
    let inTree = find([file], platform: FakePlatform.platform).repositories
    #expect(inTree.map(\.root) == [folder.path + "/w"])
    #expect(inTree.first?.pipelines.map(\.files) == [["deep/odd.txt"]])
  }

  @Test func `links in the folders of a path are followed, a link in place of a file is left alone`() throws {
    let folder = try TemporaryFolder()
    for name in ["a.yml", "b.yml"] { try folder.write("a: {}", to: "real/.fake/\(name)") }
    try folder.link("alias", to: "real")
    try folder.link("real/.fake/c.yml", to: "a.yml")
    let named = ["a.yml", "b.yml", "c.yml", "none.yml"].map { "\(folder.path)/alias/.fake/\($0)" }
    let finding = find(named + ["\(folder.path)/real/./.fake/../.fake/a.yml"])
    #expect(finding.repositories.map(\.root) == [folder.path + "/real"])
    #expect(finding.repositories.first?.pipelines.map(\.files) == [[".fake/a.yml", ".fake/b.yml"]])
    #expect(finding.errors.map(\.code) == ["symbolic-link", "not-found"])
  }

  @Test func `a sub-folder of a work tree is told where the pipelines are`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a: {}", to: "fake.yml")
    try folder.write("", to: ".git/config")
    try folder.write("", to: "src/code")
    let finding = find([folder.path + "/src"])
    #expect(finding.repositories.isEmpty)
    #expect(finding.emptyFolders.count == 1)
    #expect(finding.hints.count == 1)
    #expect(finding.hints.first?.contains("inframind suggest") == true)
  }

  @Test func `the folder of pipelines stands for its repository`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a: {}", to: "r/.fake/b.yml")
    let finding = find([folder.path + "/r/.fake"])
    #expect(finding.repositories.map(\.root) == [folder.path + "/r"])
    #expect(finding.emptyFolders.isEmpty)
  }

  @Test func `what is not there is an error beside the rest`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a: {}", to: "fake.yml")
    let finding = find([folder.path + "/none", folder.path, "/dev/null"])
    #expect(finding.errors.map(\.code) == ["not-found", "not-a-file"])
    #expect(finding.repositories.count == 1)
  }

  @Test(arguments: [
    ("/a/b", "/a/b", "."), ("/a/b/c", "/a/b", "c"), ("/a", "/a/b", ".."), ("/a/x/y", "/a/b", "../x/y"),
    ("/z", "/a/b", "/z"), ("/a/z", "/a/b/c/d/e", "/a/z"), ("/", "/", "."), ("/x", "/", "x"),
  ])
  func `paths are shown as a user would write them`(_ path: String, _ current: String, _ shown: String) {
    #expect(ShownPath.of(path, from: current) == shown)
  }
}
