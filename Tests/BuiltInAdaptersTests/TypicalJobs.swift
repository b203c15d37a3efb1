internal import AdapterTesting
internal import InfraMindCore

/// A command that uses a tool as most projects do, and the files that it needs.
struct TypicalUse {
  let tool: CacheTool
  let command: String
  let files: [String: String]

  private init(_ tool: CacheTool, _ command: String, _ files: [String: String]) {
    self.tool = tool
    self.command = command
    self.files = files
  }

  /// One for each tool that has a profile.
  static let all = [
    TypicalUse(.docker, "docker build .", ["Dockerfile": "FROM scratch\n"]),
    TypicalUse(.cargo, "cargo build --locked", ["Cargo.toml": "[package]\n", "Cargo.lock": "version = 3\n"]),
    TypicalUse(.pip, "pip install -r requirements.txt", ["requirements.txt": "flask==3.0.0\n"]),
    TypicalUse(.maven, "mvn -B verify", ["pom.xml": "<project/>\n"]),
    TypicalUse(.go, "go build ./...", ["go.mod": "module a\n", "go.sum": "\n"]),
    TypicalUse(.npm, "npm ci", ["package.json": "{}\n", "package-lock.json": "{}\n"]),
    TypicalUse(.uv, "uv sync", ["pyproject.toml": "[project]\n", "uv.lock": "version = 1\n"]),
    TypicalUse(
      .yarn, "yarn install --frozen-lockfile",
      ["package.json": "{}\n", "yarn.lock": "# yarn lockfile v1\n"]),
    TypicalUse(
      .yarnBerry, "yarn install --immutable",
      ["package.json": "{\"packageManager\": \"yarn@4.1.0\"}\n", "yarn.lock": "__metadata:\n  version: 8\n"]),
    TypicalUse(
      .pnpm, "pnpm install --frozen-lockfile",
      ["package.json": "{}\n", "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"]),
    TypicalUse(
      .poetry, "poetry install", ["pyproject.toml": "[tool.poetry]\n", "poetry.lock": "# lock\n"]),
    TypicalUse(.conda, "conda env create -f environment.yml", ["environment.yml": "dependencies: [numpy]\n"]),
    TypicalUse(
      .gradle, "./gradlew build",
      [
        "build.gradle": "\n", "gradlew": "#!/bin/sh\n",
        "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=x\n",
      ]),
    TypicalUse(.bundler, "bundle install", ["Gemfile": "gem 'rake'\n", "Gemfile.lock": "GEM\n"]),
    TypicalUse(.composer, "composer install", ["composer.json": "{}\n", "composer.lock": "{}\n"]),
    TypicalUse(.nuget, "dotnet restore", ["a.csproj": "<Project/>\n", "packages.lock.json": "{}\n"]),
    TypicalUse(.bazel, "bazel build //...", ["MODULE.bazel": "module()\n", ".bazelversion": "8.0.0\n"]),
    TypicalUse(
      .julia, "julia --project -e 'using Pkg; Pkg.instantiate()'",
      ["Project.toml": "name = \"A\"\n", "Manifest.toml": "\n"]),
    TypicalUse(
      .ccache, "cmake -B build -DCMAKE_CXX_COMPILER_LAUNCHER=ccache", ["CMakeLists.txt": "project(a)\n"]),
    TypicalUse(
      .sccache, "cmake -B build -DCMAKE_CXX_COMPILER_LAUNCHER=sccache", ["CMakeLists.txt": "project(a)\n"]),
    TypicalUse(.bun, "bun install", ["package.json": "{}\n", "bun.lock": "{}\n"]),
    TypicalUse(.preCommit, "pre-commit run --all-files", [".pre-commit-config.yaml": "repos: []\n"]),
  ]

  /// A checkout in which one job of a platform runs the command; `nil` if no pipeline of the platform is at hand.
  func checkout(on platform: Platform) -> SampleRepository? {
    guard let (path, pipeline) = Self.pipelines[platform] else { return nil }
    var files = files
    let text = platform == .teamCity ? withRunner(pipeline) : pipeline
    files[path] = text.replacing("COMMAND", with: command)
    return SampleRepository(name: "\(platform) \(tool)", files: files)
  }

  /// The pipeline with a step of TeamCity's own runner for the tool, as its users write it, where there is one.
  private func withRunner(_ pipeline: String) -> String {
    let runners: [CacheTool: String] = [
      .maven: "type: maven\n        goals: -B verify",
      .gradle: "type: gradle\n        tasks: build\n        use-gradle-wrapper: 'true'",
    ]
    guard let step = runners[tool] else { return pipeline }
    return pipeline.replacing("type: script\n        script-content: COMMAND", with: step)
  }

  private static let pipelines: [Platform: (path: String, text: String)] = [
    .gitHubActions: (
      ".github/workflows/ci.yml",
      """
      on: push
      jobs:
        build:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/checkout@v4
            - run: COMMAND

      """
    ),
    .gitLabCI: (
      ".gitlab-ci.yml",
      """
      build:
        image: example/tools
        script:
          - COMMAND

      """
    ),
    .circleCI: (
      ".circleci/config.yml",
      """
      version: 2.1
      jobs:
        build:
          docker:
            - image: cimg/base:2026.09
          steps:
            - checkout
            - run: COMMAND
      workflows:
        main:
          jobs:
            - build

      """
    ),
    .buildkite: (
      ".buildkite/pipeline.yml",
      """
      steps:
        - label: build
          key: build
          command: COMMAND
          agents:
            queue: linux-small

      """
    ),
    .teamCity: (
      ".teamcity.yml",
      """
      jobs:
        build:
          name: Build
          runs-on: Linux-Medium
          steps:
            - type: script
              script-content: COMMAND

      """
    ),
    .drone: (
      ".drone.yml",
      """
      kind: pipeline
      type: docker
      name: default
      steps:
        - name: build
          image: example/tools
          commands:
            - COMMAND

      """
    ),
  ]
}
