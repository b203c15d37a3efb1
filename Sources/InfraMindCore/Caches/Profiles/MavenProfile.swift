/// Maven: the local repository, keyed by the project's `pom.xml` files.
struct MavenProfile: CacheProfile {
  let tool = CacheTool.maven
  let title = "Maven"
  let keeps = "Maven's local repository (`~/.m2/repository`)"
  let weight = 75
  let packagedCaches =
    JavaSteps.caches(for: "maven") + [
      PackagedCache(name: "s4u/setup-maven-action", input: "cache-enabled", onSince: 0),
      PackagedCache(name: "skjolber/maven-cache-github-action"),
    ]
  let pathMarks = [".m2", "maven"]
  let keyMarks = ["pom.xml", "maven", "-m2"]
  let locationQueries = [["mvn", "help:evaluate", "-Dexpression=settings.localRepository"]]
  let setupWords = ["java", "maven", "mvn", "jdk"]
  let programs: Set = ["mvn", "mvnw", "mvnd"]

  func mover(of path: CachePath) -> CacheMover? { CacheMover("MAVEN_OPTS", prefix: "-Dmaven.repo.local=") }

  func use(of command: ShellCommand, at place: Int, in job: JobScan) -> ToolUse? {
    guard !command.has("-v", "--version", "-o", "--offline", "-h", "--help") else { return nil }
    let goals = command.operands(valued: Self.valued)
    guard goals.contains(where: Self.needsDependencies) else { return nil }
    let file = command.values(of: "-f", "--file").first
    let folder = file.map { $0.hasSuffix(".xml") ? RepositoryPath.parent(of: $0) ?? "" : $0 }
    return use(command, at: place, folder: folder)
  }

  func finding(for uses: [ToolUse], in job: JobScan) -> CacheFinding {
    guard let folder = uses[0].directory else { return unknownFolder(uses[0]) }
    let poms = job.below(folder, ["pom.xml"])
    guard !poms.isEmpty else { return job.missing("pom.xml", for: uses[0]) }
    let other = uses.compactMap { $0.command?.values(of: "-Dmaven.repo.local").first }.first
    let path = other.map { RepositoryPath.joining("", $0) ?? $0 } ?? "~/.m2/repository"
    guard !path.contains("$") else { return .unknown("its repository is in a folder known only to a run") }
    var cache = MissingCache(keyFiles: poms, paths: [CachePath(path)])
    cache.keyGlobs = [RepositoryPath.appending("**/pom.xml", to: folder)]
    if other == nil { cache.setup = job.setup(of: self, before: uses[0].place) }
    return .missing(cache)
  }

  private static func needsDependencies(_ goal: String) -> Bool {
    !goal.hasPrefix("help:") && !goal.hasPrefix("wrapper:") && goal != "clean"
      && !goal.hasPrefix("versions:set")
  }

  private static let valued: Set<String> = [
    "-f", "--file", "-pl", "--projects", "-s", "--settings", "-gs", "-P", "--activate-profiles", "-T",
    "--threads",
    "-D", "-rf", "-l", "--log-file", "-t", "--toolchains",
  ]
}

/// Packaged steps of the Java world that cache for Maven and Gradle alike.
enum JavaSteps {
  /// The steps, for one build tool.
  static func caches(for tool: String) -> [PackagedCache] {
    [
      PackagedCache(
        name: "actions/setup-java", input: "cache", values: [tool], since: 2, isPreferred: true,
        beforeCheckout: "finds no build file to key its cache by and fails the job"),
      PackagedCache(name: "graalvm/setup-graalvm", input: "cache", values: [tool], isPreferred: true),
      PackagedCache(name: "useblacksmith/setup-java", input: "cache", values: [tool]),
      PackagedCache(name: "buildjet/setup-java", input: "cache", values: [tool]),
    ]
  }
}
