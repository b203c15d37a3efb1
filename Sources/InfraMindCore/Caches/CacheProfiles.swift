/// All profiles, in the order in which they are asked.
enum CacheProfiles {
  /// One for each tool.
  static let all: [any CacheProfile] = [
    DockerProfile(), CargoProfile(), NPMProfile(),
  ]
}
