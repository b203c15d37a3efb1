internal import Foundation
internal import ServerTesting
internal import Testing

@Suite struct InstallerTests {
  private static let options = ["--version", "1.2.3", "--into", "bin", "--base-url"]

  private func install(
    in workshop: Workshop, _ arguments: [String]
  ) throws -> Workshop.Result {
    try workshop.run(Workshop.text("scripts/install.sh"), arguments: arguments)
  }

  @Test func `a release is installed, and what is there in that version is taken as it is`() throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    let first = try install(in: workshop, Self.options + [workshop.releases])
    #expect(first.status == 0 && first.output == "bin/inframind\n" && first.errors.isEmpty)
    #expect(try workshop.run("bin/inframind --version").output == "inframind 1.2.3\n")
    try FileManager.default.removeItem(atPath: workshop.path("releases"))
    #expect(try install(in: workshop, Self.options + [workshop.releases]).status == 0)
    let other = ["--version", "v1.2.4", "--into", "bin", "--base-url", workshop.releases]
    #expect(try install(in: workshop, other).status == 1)
  }

  @Test func `an archive that is not what the sums say is never unpacked`() throws {
    let workshop = try Workshop()
    try workshop.writeRelease(sum: String(repeating: "0", count: 64))
    let result = try install(in: workshop, Self.options + [workshop.releases])
    #expect(result.status == 1 && result.output.isEmpty && result.complaints.count == 1)
    #expect(result.errors.contains("is not what SHA256SUMS says"))
    #expect(!workshop.exists("bin"))
  }

  @Test(arguments: [
    ["--version", "1.2.3", "--into", "bin", "--base-url", "http://127.0.0.1:9"],
    ["--version", "1.2.3", "--into", "bin", "--base-url", "ftp://example.org"],
    ["--version", "1.2.3", "--into", "bin", "--base-url", "http://example.org"],
    ["--version", "1.2.3", "--into", "bin", "--base-url", "file:///nowhere"],
    ["--version", "../x", "--into", "bin", "--base-url", "file:///nowhere"],
    ["--version", "1.2.3", "--into", "bin", "--base-url", ""],
    ["--version", "1.2.3", "--into", "bin"], ["--version", "1.2.3", "--force"], ["--what", "x"], [],
  ])
  func `what cannot be had is told in one line`(_ arguments: [String]) throws {
    let workshop = try Workshop()
    let result = try install(in: workshop, arguments)
    #expect(result.status == 1 && result.output.isEmpty && result.complaints.count == 1)
    #expect(result.errors.hasPrefix("inframind: not installed: "))
  }

  @Test func `an archive without the program, and a release without the machine's archive, are refused`()
    throws
  {
    let workshop = try Workshop()
    try workshop.writeRelease()
    _ = try workshop.run(
      """
      cd releases/v1.2.3 && mkdir empty && tar -cf - empty | xz >inframind-1.2.3-linux-"$(uname -m)".tar.xz
      sha256sum ./*.xz | sed 's, \\./, ,' >SHA256SUMS
      """)
    #expect(
      try install(in: workshop, Self.options + [workshop.releases]).errors.contains("there is no program"))
    try workshop.write("0  inframind-1.2.3-linux-other.tar.xz\n", to: "releases/v1.2.3/SHA256SUMS")
    #expect(
      try install(in: workshop, Self.options + [workshop.releases]).errors.contains("has no archive for"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/curl"), "there is no curl"))
  func `a release is had over the network, and one that is cut off is not`() throws {
    let workshop = try Workshop()
    try workshop.writeRelease()
    let folder = workshop.path("releases")
    let server = try ScriptedServer { request in
      guard let data = FileManager.default.contents(atPath: folder + request.path) else {
        return .answer(404)
      }
      return .answer(200, body: Array(data))
    }
    defer { server.stop() }
    #expect(try install(in: workshop, Self.options + [server.url + "/"]).status == 0)
    try FileManager.default.removeItem(atPath: workshop.path("bin"))

    let broken = try ScriptedServer { request in
      let data = FileManager.default.contents(atPath: folder + request.path) ?? Data()
      return request.path.hasSuffix(".xz")
        ? .cutOff(body: Array(data), after: 10) : .answer(200, body: Array(data))
    }
    defer { broken.stop() }
    let result = try install(in: workshop, Self.options + [broken.url])
    #expect(result.status == 1 && result.complaints.count == 1 && !workshop.exists("bin"))
  }

  @Test func `the copies that jobs carry are what the installer is`() throws {
    let workshop = try Workshop()
    let script = Workshop.root.appending(path: "scripts/share-installer.py").path
    let result = try workshop.run("python3 '\(script)' --check")
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test(arguments: [
    "scripts/install.sh", "circleci-orb/src/scripts/install.sh", "circleci-orb/src/scripts/inject.sh",
    "circleci-orb/src/scripts/measure-start.sh", "circleci-orb/src/scripts/measure-stop.sh",
    "circleci-orb/src/scripts/report.sh",
  ])
  func `scripts pass shellcheck`(_ path: String) throws {
    let workshop = try Workshop()
    #expect(try workshop.check(Workshop.text(path)) == "")
  }
}
