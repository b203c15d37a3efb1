internal import AdapterKit
internal import DroneAdapter
internal import InfraMindCore
internal import Testing

/// Lines as `meltwater/drone-cache` writes them.
@Suite struct LogTests {
  private static func events(_ log: String) -> [CacheEvent] {
    Drone().findings(in: Array(log.utf8)).cacheEvents
  }

  private static let start =
    #"level=info name=drone-cache ts=2026-08-11T09:13:00Z caller=restorer.go:52 component=plugin "#

  @Test func `a folder that is restored is a hit, with the time told at the end`() {
    let log =
      Self.start + #"msg="restoring directory" local=vendor remote=octo/cat/4f2a/vendor"# + "\n"
      + Self.start + #"msg="cache restored" took=1.25s"# + "\n"
    #expect(
      Self.events(log) == [
        CacheEvent(key: "octo/cat/4f2a/vendor", kind: .hit, size: nil, duration: .milliseconds(1250))
      ])
  }

  @Test func `folders of a step whose end is a failure, or is not told, are misses`() {
    let begin = Self.start + #"msg="restoring directory" local=a remote=octo/cat/1/a"# + "\n"
    let failure =
      #"level=error msg="plugin" err="process cache, restore failed, get file from storage backend""#
    for log in [begin, begin + failure] {
      #expect(Self.events(log).map(\.kind) == [.miss])
    }
  }

  @Test func `folders that are written are saves`() {
    let log =
      Self.start + #"msg="rebuilding cache for directory" local=a remote=k/a"# + "\n"
      + Self.start + #"msg="rebuilding cache for directory" local=b remote=k/b"# + "\n"
      + Self.start + #"msg="cache built" took=2m3.5s"# + "\n"
    #expect(Self.events(log).map(\.key) == ["k/a", "k/b"])
    #expect(Self.events(log).allSatisfy { $0.kind == .save && $0.duration == nil })
  }

  @Test(arguments: [
    #"msg="restoring directory""#, #"msg="cache restored""#, #"msg=""#, "msg=", "restore failed",
  ])
  func `lines cut off tell nothing`(log: String) {
    #expect(Self.events(log) == [])
  }
}
