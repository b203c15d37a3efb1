/// All profiles, in the order in which they are asked.
enum CacheProfiles {
  /// One for each tool.
  static let all: [any CacheProfile] = [
    DockerProfile(), CargoProfile(), PipProfile(), MavenProfile(), GoProfile(), NPMProfile(), UvProfile(),
    YarnProfile(), YarnBerryProfile(), PnpmProfile(), PoetryProfile(), CondaProfile(), GradleProfile(),
    BundlerProfile(), ComposerProfile(), NuGetProfile(), BazelProfile(), JuliaProfile(), CcacheProfile(),
    SccacheProfile(), BunProfile(), PreCommitProfile(),
  ]

  /// Places in ``all`` of the profiles that know a program.
  static let byProgram: [String: [Int]] = all.indices.reduce(into: [:]) { places, index in
    for program in all[index].programs { places[program, default: []].append(index) }
  }
}
