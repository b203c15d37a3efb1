import Testing

@testable import InfraMindCore

@Suite struct SecretMaskTests {
  @Test(arguments: [
    ("password: hunter2", "password: ***"),
    ("  AWS_SECRET_ACCESS_KEY: AKIAIOSFODNN7EXAMPLE", "  AWS_SECRET_ACCESS_KEY: ***"),
    ("dbPassword: two words # why", "dbPassword: *** # why"),
    ("{password: hunter2, image: node}", "{password: ***, image: node}"),
    (#""password": "hun ter2", "image": "node""#, #""password": "***", "image": "node""#),
    ("DB_PASS=x make", "DB_PASS=*** make"),
    ("docker build --build-arg NPM_TOKEN=abc .", "docker build --build-arg NPM_TOKEN=*** ."),
    ("npm config set //host/:_authToken=abc", "npm config set //host/:_authToken=***"),
    ("deploy --token abc --force", "deploy --token *** --force"),
    ("deploy --password='a b' x", "deploy --password='***' x"),
    ("docker login -u me -p hunter2 host", "docker login -u me -p *** host"),
    (#"curl -H "PRIVATE-TOKEN: abc" https://host/x"#, #"curl -H "PRIVATE-TOKEN: ***" https://host/x"#),
    (#"curl -H "Authorization: Bearer a.b" x"#, #"curl -H "Authorization: ***" x"#),
  ])
  func `what a secret's name gives is hidden`(line: String, shown: String) {
    #expect(SecretMask.line(line) == shown)
  }

  @Test(arguments: [
    ("curl -u user:pass https://host/x", "curl -u *** https://host/x"),
    ("curl --user user:pass https://host/x", "curl --user *** https://host/x"),
    ("git clone https://me:abc@host/x.git", "git clone https://***@host/x.git"),
    ("see https://abc@host/x", "see https://***@host/x"),
  ])
  func `users with their passwords are hidden`(line: String, shown: String) {
    #expect(SecretMask.line(line) == shown)
  }

  @Test(arguments: [
    "ghp_abcdefghijkl", "github_pat_abcdefghijkl", "glpat-abcdefghijkl", "xoxb-abcdefghijkl",
    "AKIAIOSFODNN7EXAMPLE", "sk-abcdefgh12345678", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    "Zk3vQ9xT1bW7nR5cL2mH8d", "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  ])
  func `what looks like a token is hidden wherever it stands`(token: String) {
    #expect(SecretMask.line("- echo \(token) x") == "- echo *** x")
    #expect(SecretMask.sentence("no job has the name '\(token)'") == "no job has the name '***'")
  }

  @Test(arguments: [
    "password: ${{ secrets.PASSWORD }}", "token: $TOKEN", "token: <<parameters.token>>", "token: %env.T%",
    "token: *token", "id-token: write", "persist-credentials: false", "secrets: inherit", "password:",
    "from_secret: docker_password", "docker run -u 1000:1000 x", #"curl --user "$A:$B" x"#,
    "git clone ssh://git@host/x", "git clone https://gitlab-ci-token:${CI_JOB_TOKEN}@host/x",
    "uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd", "uses: someone/create-token@v1",
    "image: x@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "bypass: 12",
    "path: Sources/SomethingElse2/Reports/SuggestionRanking",
    "key: node-{{ checksum \"package-lock.json\" }}",
    "scikit: sk-learn-and-other-things-here", "mkdir -p build/output", "docker login --password-stdin host",
  ])
  func `references, switches, commits and paths stay`(line: String) {
    #expect(SecretMask.line(line) == line)
  }

  @Test func `names mean nothing in sentences`() {
    #expect(SecretMask.sentence("give the password: it is missing") == "give the password: it is missing")
  }

  @Test func `the caret below a line stays where it points`() {
    #expect(
      SecretMask.excerpt("{password: hunter2, password: x}\n                    ^")
        == "{password: ***, password: ***}\n                ^")
    #expect(SecretMask.excerpt("password: hunter2\n             ^") == "password: ***\n          ^")
    #expect(SecretMask.excerpt("größe: 1, token: x\n          ^") == "größe: 1, token: ***\n          ^")
  }

  @Test func `a word whose name was cut off may be a secret`() {
    let line = "hunter2 " + String(repeating: "word ", count: 12)
    let caret = String(repeating: " ", count: 60) + "^"
    #expect(SecretMask.excerpt("\(line)\n\(caret)").hasPrefix("*** word"))
  }

  @Test func `a command that evidence quotes has no secrets`() {
    let command = ShellCommands("pip install --index-url https://me:abc@host/simple -r r.txt", in: "").all[0]
    #expect(command.text == "pip install --index-url https://***@host/simple -r r.txt")
  }

  @Test(arguments: [
    "", "^", ":", "=", "--token", "--token ", "token:", "token: '", "://", "://@", "-u", "{\n^", "\n",
  ])
  func `no text is too odd`(text: String) {
    #expect(SecretMask.line(text) == text)
    #expect(SecretMask.excerpt(text) == text)
  }

  @Test func `a hostile line of megabytes is cut before it is looked through`() {
    for part in ["token=", "=sk-", "password: ", "https://a@", "eyJ+"] {
      let text = String(repeating: part, count: 500_000)
      #expect(SecretMask.line(text).hasSuffix("…") && SecretMask.line(text).utf8.count <= 8192)
      #expect(SecretMask.sentence(text).hasSuffix("…"))
    }
  }
}
