extension CacheTool {
  /// npm's download cache.
  public static let npm = CacheTool(rawValue: "npm")
  /// Yarn 1: the global cache of archives.
  public static let yarn = CacheTool(rawValue: "yarn")
  /// Yarn 2 and later.
  public static let yarnBerry = CacheTool(rawValue: "yarn-berry")
  /// pnpm's content-addressed store.
  public static let pnpm = CacheTool(rawValue: "pnpm")
  /// Bun's cache of packages.
  public static let bun = CacheTool(rawValue: "bun")
  /// pip's wheels and downloads.
  public static let pip = CacheTool(rawValue: "pip")
  /// Poetry's downloads and wheels.
  public static let poetry = CacheTool(rawValue: "poetry")
  /// Environments that pre-commit makes for its hooks.
  public static let preCommit = CacheTool(rawValue: "pre-commit")
  /// uv's cache.
  public static let uv = CacheTool(rawValue: "uv")
  /// Packages and environments of conda, mamba and micromamba.
  public static let conda = CacheTool(rawValue: "conda")
  /// Maven's local repository.
  public static let maven = CacheTool(rawValue: "maven")
  /// Gradle's user home: dependencies, wrapper, build cache.
  public static let gradle = CacheTool(rawValue: "gradle")
  /// Go's modules and build cache.
  public static let go = CacheTool(rawValue: "go")
  /// Cargo's registry and the target folder.
  public static let cargo = CacheTool(rawValue: "cargo")
  /// Layers that BuildKit builds.
  public static let docker = CacheTool(rawValue: "docker")
  /// Ruby gems.
  public static let bundler = CacheTool(rawValue: "bundler")
  /// Composer's downloads.
  public static let composer = CacheTool(rawValue: "composer")
  /// NuGet's global packages.
  public static let nuget = CacheTool(rawValue: "nuget")
  /// Bazel's repositories and outputs.
  public static let bazel = CacheTool(rawValue: "bazel")
  /// Julia's depot.
  public static let julia = CacheTool(rawValue: "julia")
  /// Objects that ccache keeps.
  public static let ccache = CacheTool(rawValue: "ccache")
  /// Objects that sccache keeps.
  public static let sccache = CacheTool(rawValue: "sccache")
}
