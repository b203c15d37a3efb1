import Testing

@testable import InfraMindCore

@Suite struct ShellCommandsTests {
  /// The commands as `folder: words`, `?` for an unknown folder.
  private func read(_ script: String, in folder: String? = "", environment: [String: String] = [:])
    -> [String]
  {
    ShellCommands(script, in: folder, environment: environment).all.map { command in
      let folder = command.directory.map { $0.isEmpty ? "" : $0 + ": " } ?? "?: "
      return folder + ([command.name] + command.arguments).joined(separator: " ")
    }
  }

  @Test func `lines, operators and pipes end commands`() {
    #expect(
      read("npm ci\nnpm test && npm run lint; a | b || c &") == [
        "npm ci", "npm test", "npm run lint", "a", "b", "c",
      ])
  }

  @Test func `a line goes on after a backslash, also before a carriage return`() {
    #expect(read("npm ci \\\n  --quiet \\\r\n  --no-audit") == ["npm ci --quiet --no-audit"])
  }

  @Test func `quotes hold words together and are gone`() {
    #expect(read(#"pip install "a b" 'c d' e\ f "g\"h""#) == [#"pip install a b c d e f g"h"#])
    #expect(ShellCommands("x 'a b'", in: "").all[0].arguments == ["a b"])
  }

  @Test func `comments and here-documents are no commands`() {
    #expect(read("# npm ci\ncat <<EOF > f\nnpm ci\nEOF\nls # npm ci") == ["cat", "ls"])
    #expect(read("cat <<-'END'\n\tnpm ci\n\tEND\nls") == ["cat", "ls"])
    #expect(read("grep x <<< \"npm ci\"\nls") == ["grep x", "ls"])
  }

  @Test func `redirections are no words`() {
    #expect(read("npm ci > log 2>&1 < in &> all") == ["npm ci"])
    #expect(read("npm ci 2>/dev/null") == ["npm ci"])
  }

  @Test func `an expression is one piece, whatever is in it`() {
    #expect(
      ShellCommands("npm ci ${{ a && 'b c' || format('{0}', d) }} x", in: "").all.map(\.arguments)
        == [["ci", "${{ a && 'b c' || format('{0}', d) }}", "x"]])
  }

  @Test func `the folder follows cd, pushd, popd and subshells`() {
    #expect(read("cd web && npm ci\ncd ..\nnpm test") == ["web: npm ci", "npm test"])
    #expect(read("(cd web; npm ci)\nnpm test") == ["web: npm ci", "npm test"])
    #expect(read("pushd a/b\nmake\npopd\nmake") == ["a/b: make", "make"])
    #expect(read("cd a\ncd -\nmake") == ["make"])
    #expect(read("cd $GITHUB_WORKSPACE/x\nmake", in: "y") == ["x: make"])
    #expect(read("cd \"${{ github.workspace }}/x\"\nmake", in: nil) == ["x: make"])
  }

  @Test func `a script that was cut before is followed anew from each folder`() {
    let scripts = ShellScripts()
    let text = "cd $HOME_OF_IT\nmake $(cd lib; cat x)\nbash -c 'cd sub && npm ci'"
    for (folder, home) in [("", "web"), ("a", "api"), ("", "web")] {
      let environment = ["HOME_OF_IT": home]
      let shared = ShellCommands(scripts.script(text), in: folder, environment: environment).all
      #expect(shared == ShellCommands(text, in: folder, environment: environment).all)
      #expect(shared.first?.directory == (folder.isEmpty ? home : "\(folder)/\(home)"))
    }
  }

  @Test func `scripts are told apart by their bytes, and forgotten when they are many`() {
    let scripts = ShellScripts()
    let spellings = ["cat \u{E9}", "cat e\u{301}"].map { scripts.script($0) }
    let arguments = spellings.map { script in
      ShellCommands(script, in: "", environment: [:]).all.flatMap(\.arguments).map { Array($0.utf8) }
    }
    #expect(arguments[0] != arguments[1])
    let long = String(repeating: "x", count: 10_000)
    for number in 0..<100 {
      let script = scripts.script("echo \(number) \(long)")
      let words = ShellCommands(script, in: "", environment: [:]).all.first?.arguments
      #expect(words == ["\(number)", long])
    }
  }

  @Test func `a command is shown in a line of eighty characters`() {
    func text(_ argument: String) -> String {
      ShellCommand(name: "a", folder: "", arguments: [argument], directory: nil, assignments: [:]).text
    }
    for letter in ["x", "é", "e\u{301}", "\u{2028}", "\r\n", "…"] {
      let shown = letter == "\u{2028}" || letter == "\r\n" ? " " : letter
      for count in [1, 38, 39, 77, 78, 79, 200] {
        let whole = "a " + String(repeating: shown, count: count)
        let expected = count <= 78 ? whole : String(whole.prefix(79)) + "…"
        #expect(text(String(repeating: letter, count: count)) == expected, "\(count) \(letter)")
      }
    }
  }

  @Test func `a folder that only a run knows is unknown until it is known again`() {
    #expect(read("cd $DIR\nmake\ncd $GITHUB_WORKSPACE\nmake") == ["?: make", "make"])
    #expect(read("cd /tmp\nmake") == ["?: make"])
    #expect(read("cd ../../..\nmake", in: "a") == ["?: make"])
    #expect(read("cd $DIR/x\nmake", environment: ["DIR": "a"]) == ["a/x: make"])
    #expect(read("cd\nmake") == ["?: make"])
  }

  @Test func `wrappers, keywords and assignments stand before the program`() {
    #expect(read("sudo -E npm ci") == ["npm ci"])
    #expect(read("time A=1 B='2 3' env -u X C=4 npm ci") == ["npm ci"])
    #expect(read("if [ -f x ]; then npm ci; fi") == ["[ -f x ]", "npm ci"])
    #expect(read("for f in a b; do make $f; done") == ["for f in a b", "make $f"])
    #expect(read("xvfb-run -a --server-args=\"-screen 0\" -- npm test") == ["npm test"])
    #expect(read("timeout 10m npm ci") == ["npm ci"])
    #expect(read("bundle exec rake") == ["rake"])
    #expect(read("corepack pnpm install") == ["pnpm install"])
    #expect(ShellCommands("A=1 npm ci", in: "").all[0].assignments == ["A": "1"])
  }

  @Test func `a program is known by its name, wherever it is`() {
    #expect(read("./mvnw.cmd verify") == ["mvnw verify"])
    #expect(read("../gradlew build\n$HOME/.local/bin/poetry install") == ["gradlew build", "poetry install"])
    #expect(
      read("python3.11 -m pip install x\npy -3 -m pip install y\npip3 install z")
        == ["pip install x", "pip install y", "pip install z"])
  }

  @Test func `scripts in scripts are read, to a depth`() {
    #expect(read("bash -c 'cd web && npm ci'") == ["web: npm ci"])
    #expect(read("sh -ec \"npm ci\"\nbash setup.sh") == ["npm ci", "bash setup.sh"])
    #expect(
      read("echo \"dir=$(npm config get cache)\" >> $GITHUB_OUTPUT") == [
        "echo dir=$(…)", "npm config get cache",
      ])
    #expect(read("x=`yarn cache dir`") == ["yarn cache dir"])
    let deep = String(repeating: "$(echo ", count: 500) + String(repeating: ")", count: 500)
    #expect(read(deep).count < 10)
  }

  @Test func `text that is no shell passes through without harm`() {
    for text in [
      "", "'", "\"", "`", "$(", "${{", "<<", "\\", "don't", ")", "((((", "a\u{0}b", "${", "<<<", "🦀 \u{301}",
    ] {
      _ = read(text)
      _ = read("npm ci\n" + text)
    }
    #expect(read("echo don't\nnpm ci").last == "npm ci")
    #expect(read("Write-Output \"x\" `\n  | Out-Null\nnpm ci").last == "npm ci")
  }

  @Test(arguments: [
    "$(", "${", "'", "\"", "`", "(", "<<A ", "${{ ", "\\\n", "a=b ", "sudo ", "bash -c '", "cd a;",
  ])
  func `a long text of one piece is read in one go`(_ piece: String) {
    _ = ShellCommands(String(repeating: piece, count: 20_000), in: "").all.count
  }
}
