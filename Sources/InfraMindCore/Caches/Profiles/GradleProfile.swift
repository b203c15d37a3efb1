/// Gradle: its user home, keyed by the build scripts and the wrapper.
struct GradleProfile: CacheProfile {
  let tool = CacheTool.gradle
  let title = "Gradle"
  let keeps = "Gradle's dependencies and distributions (`~/.gradle`)"
  let weight = 80
  let packagedCaches =
    [
      PackagedCache(
        name: "gradle/actions/setup-gradle", input: "cache-disabled", onSince: 0, isInverted: true),
      PackagedCache(
        name: "gradle/gradle-build-action", input: "cache-disabled", onSince: 2, isInverted: true),
      PackagedCache(name: "./setup-gradle", input: "cache-disabled", onSince: 0, isInverted: true),
      PackagedCache(name: "burrunan/gradle-cache-action"),
      PackagedCache(name: "eskatos/gradle-command-action", input: "dependencies-cache-enabled"),
    ] + JavaSteps.caches(for: "gradle")
  let pathMarks = [".gradle", "gradle/caches", "gradle/wrapper"]
  let keyMarks = ["gradle"]
  let setupWords = ["java", "gradle", "jdk", "android"]
  let programs: Set = ["gradle", "gradlew"]

  func mover(of path: CachePath) -> CacheMover? {
    CacheMover("GRADLE_USER_HOME", kept: String(RepositoryPath.name(of: path.path)))
  }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("--version", "-v", "--offline", "--stop", "--help", "--status") else { return nil }
    let tasks = command.operands(valued: [
      "-p", "--project-dir", "-b", "--build-file", "-x", "--init-script", "-I",
    ])
    guard !tasks.isEmpty, tasks.first != "wrapper", tasks.first != "init" else { return nil }
    return use(command, at: place, folder: command.values(of: "-p", "--project-dir").first)
  }

  func idleness(of path: String, for uses: [ToolUse], in job: JobScan) -> String? {
    guard let folder = IdleCache.folderInWorkspace(path) else { return nil }
    let parts = folder.split(separator: "/")
    guard parts.contains(".gradle"), !Self.isTold(in: job) else { return nil }
    return "and nothing tells Gradle to keep its downloads there (`GRADLE_USER_HOME` would)"
  }

  /// Whether the files tell Gradle a folder for its downloads.
  private static func isTold(in job: JobScan) -> Bool {
    job.sets("GRADLE_USER_HOME")
      || job.commands.contains { _, command in
        ["gradle", "gradlew"].contains(command.name)
          && !command.values(of: "-g", "--gradle-user-home").isEmpty
          || command.arguments.contains { $0.containsBytes(of: "gradle.user.home") }
      }
      || job.definition.steps.contains { step in
        step.environment.values.contains { $0.containsBytes(of: "gradle.user.home") }
      }
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    let scripts = job.below(folder, ["*.gradle", "*.gradle.kts"])
    guard !scripts.isEmpty else { return job.missing("Gradle build script", for: uses[0]) }
    let others = job.below(folder, ["gradle-wrapper.properties", "libs.versions.toml"])
    let paths = [CachePath("~/.gradle/caches"), CachePath("~/.gradle/wrapper")]
    var cache = MissingCache(keyFiles: scripts + others, paths: paths)
    cache.keyGlobs = ["**/*.gradle*", "**/gradle-wrapper.properties"].map {
      RepositoryPath.appending($0, to: folder)
    }
    cache.setup = job.setup(of: self, before: uses[0].place)
    return .missing(cache)
  }
}
