internal import AdapterKit
internal import InfraMindCore
internal import Testing

@Suite struct WorkspaceFoldersTests {
  private static let place = SourcePosition(file: "ci.yml", line: 3, column: 1)

  private struct Shop: CacheWorkspace {
    var set: [String: String] = [:]
    var os: String { "linux" }
    var limit: String { "the shop keeps its own folder only" }
    func wholePath(of folder: String) -> String { "/shop/\(folder)" }
    func folder(named value: String) -> String? {
      value.hasPrefix("/shop/") ? String(value.dropFirst(6)) : nil
    }
    func given(_ mover: CacheMover, of tool: CacheTool) -> GivenVariable? {
      set[mover.variable].map { GivenVariable(value: $0, at: WorkspaceFoldersTests.place) }
    }
  }

  private func folders(
    _ paths: [CachePath], _ set: [String: String] = [:]
  ) throws(RefusedEdit) -> WorkspaceFolders {
    let plan = CachePlan(
      tool: CacheTool(rawValue: "tool"), step: 0, paths: paths, keyFiles: ["lock"], keyGlobs: ["lock"])
    return try WorkspaceFolders(plan, in: Shop(set: set), at: Self.place)
  }

  @Test(arguments: [
    ("~/.npm", "", ".npm"), ("~/.cargo/registry", "registry", ".cargo"), ("~/.cache/pip", "", ".cache/pip"),
    ("~/go/pkg/mod", "", ".go/pkg/mod"), ("~/.local/share/pnpm/store", "", ".pnpm-store"),
    ("/usr/local/bundle", "", ".bundle"), ("./vendor/bundle/", "", "vendor/bundle"), ("~", "", ".cache"),
    ("~/.gradle/caches", "caches", ".gradle"), ("/", "a/b/c", ".cache"),
  ])
  func `a folder of the workspace is named like the tool's own`(path: String, kept: String, folder: String) {
    #expect(CachePath(path, movedBy: CacheMover("X", kept: kept)).folderInWorkspace == folder)
  }

  @Test func `what a variable moves is kept there, and the tool is told`() throws {
    let found = try folders([
      CachePath("~/.cargo/registry", movedBy: CacheMover("CARGO_HOME", kept: "registry")),
      CachePath("~/.cargo/git", movedBy: CacheMover("CARGO_HOME", kept: "git")),
      CachePath("target"), CachePath("~/Library", os: "macos"),
      CachePath("~/.m2/repository", movedBy: CacheMover("MAVEN_OPTS", prefix: "-Dmaven.repo.local=")),
    ])
    #expect(found.folders == [".cargo/registry", ".cargo/git", "target", ".m2/repository"])
    #expect(found.variables.map(\.name) == ["CARGO_HOME", "MAVEN_OPTS"])
    #expect(found.variables.map(\.value) == ["/shop/.cargo", "-Dmaven.repo.local=/shop/.m2/repository"])
  }

  @Test func `a folder that the tool is told already is kept`() throws {
    let npm = CachePath("~/.npm", movedBy: CacheMover("npm_config_cache"))
    #expect(try folders([npm], ["npm_config_cache": "/shop/n"]).folders == ["n"])
    let maven = CachePath("~/.m2", movedBy: CacheMover("MAVEN_OPTS", prefix: "-Dmaven.repo.local="))
    let options = "-Xmx1g -Dmaven.repo.local=/shop/m -B"
    let found = try folders([maven], ["MAVEN_OPTS": options])
    #expect(found.folders == ["m"] && found.variables.map(\.value) == [options])
  }

  @Test func `what cannot be kept is refused, with its reason`() throws {
    let none = #expect(throws: RefusedEdit.self) { try folders([CachePath("~/.x")]) }
    #expect(none?.refusal.code == "outside-workspace")
    #expect(none?.refusal.sentence.hasPrefix("the shop keeps its own folder only, and no variable") == true)
    let empty = #expect(throws: RefusedEdit.self) { try folders([CachePath("x", os: "macos")]) }
    #expect(empty?.refusal.code == "outside-workspace")
    for (variable, value) in [("A", "/elsewhere"), ("A", "")] {
      let taken = #expect(throws: RefusedEdit.self) {
        try folders([CachePath("~/.x", movedBy: CacheMover("A"))], [variable: value])
      }
      #expect(taken?.refusal.code == "variable-in-use" && taken?.refusal.position == Self.place)
    }
    let other = #expect(throws: RefusedEdit.self) {
      try folders([CachePath("~/.x", movedBy: CacheMover("A", prefix: "-D="))], ["A": "-X"])
    }
    #expect(other?.refusal.code == "variable-in-use")
  }
}
