import Foundation
import ProgramTesting
import Testing

/// `inframind record`, as a job's log shows it.
@Suite struct RecordTests {
  @Test(arguments: [("exit 0", Int32(0)), ("exit 3", 3), ("kill -KILL $$", 137)])
  func `a command runs as without it, and chart and table follow`(script: String, status: Int32) throws {
    let folder = try Checkout()
    let result = try Inframind.run(
      "record", "--", "sh", "-c", "echo out; echo err >&2; \(script)", in: folder.path)
    #expect(result.status == status)
    #expect(result.output == "out\n")
    #expect(result.errors.hasPrefix("err\n"))
    #expect(result.errors.contains("busy on average") || result.errors.contains("time  "))
  }

  @Test func `what caches write to a command's output is noted, and the output passed on`() throws {
    let folder = try Checkout()
    let environment = [
      "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "77", "GITHUB_JOB": "build",
      "GITHUB_REPOSITORY": "acme/shop",
      "RUNNER_NAME": "one",
    ]
    let script = "echo 'Cache Size: ~36 MB (37748736 B)'; echo 'Cache restored from key: Linux-npm-4f2a'"
    let result = try Inframind.run(
      "record", "--caches", "--output", "record.json", "--", "sh", "-c", script, in: folder.path,
      environment: environment)
    #expect(result.status == 0)
    #expect(result.output.hasSuffix("Cache restored from key: Linux-npm-4f2a\n"))
    #expect(result.errors.contains("Linux-npm-4f2a (36 MiB)"), "\(result.errors)")
    let record = try String(contentsOfFile: folder.path + "/record.json", encoding: .utf8)
    #expect(record.contains("Linux-npm-4f2a"))
  }

  @Test func `a command whose reader is gone ends as without us, though somebody reads along`() throws {
    let folder = try Checkout()
    let script = "'\(Inframind.binary.path)' record --quiet --caches -- yes | head -1"
    var program = ChildProgram("timeout", ["120", "sh", "-c", script], in: folder.path)
    let output = try Inframind.Capture()
    program.output = output.descriptor
    program.environment = [
      "PATH": "/usr/bin:/bin", "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "77", "GITHUB_JOB": "build",
      "GITHUB_REPOSITORY": "acme/shop", "RUNNER_NAME": "one", "TMPDIR": folder.path,
    ]
    #expect(try program.run() == 0)
    #expect(try output.bytes() == Array("y\n".utf8))
  }

  @Test func `a job's record counts what its commit changed, and tells no names`() throws {
    let folder = try Checkout()
    try folder.commitTwice()
    let environment = [
      "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "77", "GITHUB_JOB": "build",
      "GITHUB_REPOSITORY": "acme/shop", "RUNNER_NAME": "one",
    ]
    let result = try Inframind.run(
      "record", "--output", "record.json", "--", "true", in: folder.path, environment: environment)
    #expect(result.status == 0)
    let record = try String(contentsOfFile: folder.path + "/record.json", encoding: .utf8)
    #expect(record.contains(#""change":{"#) && record.contains(#""testFiles":1"#), "\(record)")
    #expect(record.contains(#""additions":3"#) && !record.contains("secretName"), "\(record)")
  }

  @Test func `a link that is written to stays one, and a device stays a device`() throws {
    let folder = try Checkout()
    try folder.write("old", to: "real.json")
    let link = folder.path + "/link.json"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.json")
    let output = folder.path + "/device"
    try FileManager.default.createSymbolicLink(atPath: output, withDestinationPath: "/dev/null")
    for place in ["link.json", "device"] {
      #expect(
        try Inframind.run("record", "--quiet", "--output", place, "--", "true", in: folder.path).status == 0)
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.json")
    #expect(try String(contentsOfFile: folder.path + "/real.json", encoding: .utf8).hasPrefix("{"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: output) == "/dev/null")
  }

  @Test func `options behind the dashes are the command's`() throws {
    let folder = try Checkout()
    let result = try Inframind.run(
      "record", "--quiet", "--", "echo", "--output", "-q", "--help", in: folder.path)
    #expect(result.output == "--output -q --help\n")
    #expect(result.errors.isEmpty)
  }

  @Test func `a command that is not there ends as a shell ends it`() throws {
    let folder = try Checkout()
    let result = try Inframind.run("record", "--", "no-such-command", in: folder.path)
    #expect(result.status == 127)
    #expect(result.errors.contains("no-such-command cannot be run"))
  }

  @Test func `where nothing can be recorded the command runs all the same`() throws {
    let folder = try Checkout()
    let result = try Inframind.run(
      "record", "--", "echo", "ran", in: folder.path, environment: ["TMPDIR": "/proc/nowhere"])
    #expect(result.status == 0)
    #expect(result.output == "ran\n")
    #expect(result.errors.contains("Nothing is recorded"))
  }

  @Test func `start, mark and stop find one another, and the record joins the job`() throws {
    let folder = try Checkout()
    let environment = [
      "TMPDIR": folder.path, "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "77", "GITHUB_RUN_ATTEMPT": "2",
      "GITHUB_JOB": "build", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_SERVER_URL": "https://github.com",
      "GITHUB_WORKFLOW_REF": "acme/shop/.github/workflows/ci.yml@refs/heads/main",
      "RUNNER_NAME": "GitHub Actions 5",
      "GITHUB_ACTOR": "octocat",
    ]
    #expect(try Inframind.run("record", "start", in: folder.path, environment: environment).status == 0)
    let again = try Inframind.run("record", "start", in: folder.path, environment: environment)
    #expect(again.status == 0)
    #expect(again.errors.contains("recorded already"))
    #expect(
      try Inframind.run("record", "mark", "npm test", in: folder.path, environment: environment).status == 0)
    Thread.sleep(forTimeInterval: 1.1)
    let stop = try Inframind.run(
      "record", "stop", "--output", "record.json", in: folder.path, environment: environment)
    #expect(stop.errors.contains("npm test"))

    let record = try String(contentsOfFile: folder.path + "/record.json", encoding: .utf8)
    #expect(!record.contains("octocat"))
    #expect(try Inframind.run("record", "show", "record.json", in: folder.path).output.contains("npm test"))
    let taken = try Inframind.run("import", "records", "record.json", in: folder.path)
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(taken.errors.contains("1 record taken in, 0 job runs new or changed; 1 kept and waits for"))
    #expect(taken.errors.contains("`inframind import --platform github-actions` tell of its run\n"))

    let run = """
      {"platform":"github-actions","source":"github.com","repository":"acme/shop","job":"build","name":"build","run":"77",\
      "startedAt":"2026-10-10T10:00:00Z","finishedAt":"2026-10-10T10:05:00Z","conclusion":"success"}

      """
    try folder.write(run, to: "runs.jsonl")
    #expect(try Inframind.run("history", "import", "runs.jsonl", in: folder.path).status == 0)
    let known = try Inframind.run("import", "records", "record.json", in: folder.path)
    #expect(known.errors == "1 record taken in, 0 job runs new or changed\n")
  }

  @Test func `a recorder that is killed leaves what it had measured`() throws {
    let folder = try Checkout()
    let environment = ["TMPDIR": folder.path]
    #expect(
      try Inframind.run("record", "start", "--file", "grow.log", in: folder.path, environment: environment)
        .status == 0)
    Thread.sleep(forTimeInterval: 1.2)
    let running = try Inframind.run("record", "show", "grow.log", in: folder.path)
    #expect(running.output.contains("none yet: still recording\n"), "\(running.output)")
    let text = try String(contentsOfFile: folder.path + "/grow.log.pid", encoding: .utf8)
    let process = try #require(pid_t(text.prefix(while: \.isNumber)))
    kill(process, SIGKILL)
    let stop = try Inframind.run(
      "record", "stop", "--file", "grow.log", in: folder.path, environment: environment)
    #expect(stop.status == 0)
    #expect(stop.errors.contains("not seen: the recorder was killed"))
  }

  @Test(arguments: [["stop"], ["mark", "test"]])
  func `what was never started fails no job, and is told`(words: [String]) throws {
    let folder = try Checkout()
    let result = try Inframind.run(
      ["record"] + words, in: folder.path, environment: ["TMPDIR": folder.path])
    #expect(result.status == 0)
    #expect(result.errors.contains("no recording was started at "), "\(result.errors)")
    #expect(result.errors.contains("`inframind record start` begins one"))
  }

  // MARK: - Signals

  /// Starts a recorded script, and hands on its process once the script has written a line.
  private func start(_ script: String, in folder: Checkout) throws -> (process: Int32, output: URL) {
    let output = URL(filePath: folder.path + "/output")
    try Data().write(to: output)
    var program = Inframind.program(["record", "--quiet", "--", "sh", "-c", script], folder.path, [:])
    let writer = try FileHandle(forWritingTo: output)
    program.output = writer.fileDescriptor
    let process = try program.start()
    for _ in 0..<6000 {
      guard try Data(contentsOf: output).isEmpty else { break }
      Thread.sleep(forTimeInterval: 0.005)
    }
    try writer.close()
    return (process, output)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGINT, SIGQUIT])
  func `a signal sent to the recorder reaches the command, whose end is the recorder's`(number: Int32) throws
  {
    let folder = try Checkout()
    let script =
      "trap 'exit 42' \(number); echo ready; i=0; while [ $i -lt 100 ]; do sleep 0.05; i=$((i+1)); done"
    let (process, _) = try start(script, in: folder)
    kill(process, number)
    let status = try ChildProgram.wait(for: process)
    #expect(status == 42)
  }

  @Test func `a signal that the command sends to the recorder is not sent back`() throws {
    let folder = try Checkout()
    let (process, output) = try start(
      "trap 'echo back' USR1; kill -USR1 $PPID; sleep 0.2; echo end", in: folder)
    #expect(try ChildProgram.wait(for: process) == 0)
    #expect(try String(contentsOf: output, encoding: .utf8) == "end\n")
  }

  // MARK: - The folder

  @Test func `a folder that others can write to is not recorded in, and the command runs all the same`()
    throws
  {
    let folder = try Checkout()
    let place = "\(folder.path)/inframind-\(getuid())"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    #expect(chmod(place, 0o777) == 0)
    let environment = ["TMPDIR": folder.path]
    let result = try Inframind.run("record", "--", "echo", "ran", in: folder.path, environment: environment)
    #expect(result.status == 0)
    #expect(result.output == "ran\n")
    #expect(result.errors.contains("Nothing is recorded") && result.errors.contains("only this user"))
    let start = try Inframind.run("record", "start", in: folder.path, environment: environment)
    #expect(start.errors.contains("only this user"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
  }
}
