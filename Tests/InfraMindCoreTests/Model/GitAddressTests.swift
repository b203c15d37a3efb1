internal import InfraMindCore
internal import Testing

@Suite struct GitAddressTests {
  @Test(arguments: [
    ("https://github.com/o/r.git", "o/r"), ("https://user:token@github.com/o/r", "o/r"),
    ("git@github.com:o/r.git", "o/r"), ("ssh://git@host:22/group/sub/r.git", "group/sub/r"),
    ("host:o/r/", "o/r"),
  ])
  func `an address names its repository`(_ address: String, _ name: String) {
    #expect(GitAddress.repository(of: address) == name)
  }

  @Test(arguments: [
    "/srv/git/r.git", "../r", "file:///srv/o/r.git", "https://host", "", "host:r", ":", "://",
  ])
  func `other addresses name nothing`(_ address: String) {
    #expect(GitAddress.repository(of: address) == nil)
  }
}
