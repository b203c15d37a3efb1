/// A small pipeline of each platform: an adapter is given those of the others.
enum ForeignPipelines {
  static let all: [(name: String, bytes: [UInt8])] = [
    (
      "a workflow of GitHub Actions",
      """
      on: {push: {branches: [main]}}
      jobs:
        build:
          strategy: {matrix: {os: [ubuntu-24.04, macos-15]}}
          runs-on: ${{ matrix.os }}
          steps: [{uses: actions/checkout@v5}, {run: make}]
      """
    ),
    (
      "a pipeline of GitLab CI",
      """
      default: {image: "node:22", tags: [docker]}
      include: [{local: /ci/*.yml}, {project: a/b, file: c.yml}]
      .base: &base {cache: {key: {files: [package-lock.json]}, paths: [.npm/]}}
      test:
        <<: *base
        extends: .other
        parallel: {matrix: [{A: [x, y]}]}
        script: [!reference [.base, script], npm ci]
      """
    ),
    (
      "a configuration of CircleCI",
      """
      version: 2.1
      orbs: {node: circleci/node@7}
      executors: {big: {docker: [{image: "cimg/base:current"}], resource_class: large}}
      jobs:
        build:
          executor: big
          parameters: {v: {type: string, default: a}}
          steps: [checkout, {run: "echo << parameters.v >>"}, {save_cache: {key: k, paths: [a]}}]
      workflows: {all: {jobs: [{build: {matrix: {parameters: {v: [a, b]}}}}]}}
      """
    ),
    (
      "a pipeline of Buildkite",
      """
      agents: {queue: default}
      steps:
        - {label: ":hammer: {{matrix}}", command: make, matrix: [a, b], plugins: [{docker#v5: {image: x}}]}
        - wait
        - {group: g, steps: [{command: "buildkite-agent pipeline upload"}]}
      """
    ),
    (
      "a pipeline of TeamCity",
      """
      jobs:
        Job1:
          runs-on: Ubuntu-24.04-Large
          steps: [{type: script, script-content: make}]
          dependencies: [Job2]
        Job2: {steps: [{type: gradle, tasks: build}]}
      """
    ),
    (
      "pipelines of Drone",
      """
      kind: pipeline
      type: docker
      name: a
      platform: {os: linux, arch: arm64}
      steps: [{name: b, image: golang, commands: [go test]}]
      ---
      kind: pipeline
      type: kubernetes
      name: b
      depends_on: [a]
      steps: [{name: c, image: golang, resources: {requests: {cpu: 100}}, commands: [go build]}]
      ---
      kind: signature
      hmac: 0
      """
    ),
  ].map { (name: $0.0, bytes: Array($0.1.utf8)) }
}
