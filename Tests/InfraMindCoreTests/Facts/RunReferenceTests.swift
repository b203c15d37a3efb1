internal import InfraMindCore
internal import Testing

@Suite struct RunReferenceTests {
  @Test(arguments: [
    ("https://github.com/octo/Cat", "octo/cat", "github.com"),
    ("https://GHE.example.com/octo/cat/", "octo/cat", "ghe.example.com"),
    ("https://gitlab.example.org/gitlab/acme/apps/web", "acme/apps/web", "gitlab.example.org/gitlab"),
    ("http://192.168.64.1:3005/gitlab-org/gitlab-test", "gitlab-org/gitlab-test", "192.168.64.1:3005"),
    ("https://bot:word@ci.example.com:443/a/b?c=d#e", "a/b", "ci.example.com"),
    ("http://ci.example.com:80", "", "ci.example.com"),
    ("https://ci.example.com:80/x/", "", "ci.example.com:80/x"),
  ])
  func `the source is the address without what belongs to the repository`(
    address: String, path: String, source: String
  ) {
    #expect(RunReference.source(of: address, without: path) == source)
  }

  @Test(arguments: [
    ("https://github.com/octo/cat", "octo/dog"), ("https://github.com/octocat", "cat"),
    ("github.com/octo/cat", "octo/cat"), ("https://", ""), ("https:///a", "a"), ("", ""),
    ("https://octo/cat", "octo/cat"), ("https://a b/c", ""),
  ])
  func `what is no address of the repository has no source`(address: String, path: String) {
    #expect(RunReference.source(of: address, without: path) == nil)
  }
}
