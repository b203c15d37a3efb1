internal import AdapterKit
internal import AdapterTesting
internal import InfraMindCore
internal import Testing

@testable internal import CircleCIAdapter

@Suite struct ReadingTests {
  // MARK: - Names and rows

  @Test func `a matrix names its jobs by the parameters in alphabetical order`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      jobs:
        test:
          parameters:
            os: {type: executor}
            node-version: {type: string}
          executor: << parameters.os >>
          steps: [checkout]
        build:
          parameters: {version: {type: string}, platform: {type: string}}
          docker: [{image: "cimg/base:<< parameters.version >>"}]
          steps: [checkout]
      executors:
        docker: {docker: [{image: cimg/base:2024.01}], resource_class: small}
        linux: {machine: {image: ubuntu-2404:current}, resource_class: large}
        mac: {macos: {xcode: "16.0"}, resource_class: m4pro.medium}
      workflows:
        all:
          jobs:
            - test:
                matrix:
                  parameters:
                    os: [docker, linux, mac]
                    node-version: ["14.17.6", "16.4.2"]
                  exclude:
                    - os: mac
                      node-version: "14.17.6"
            - build:
                matrix: {parameters: {version: ["0.1", "0.2"], platform: [macos, windows]}}
      """)
    #expect(
      readout["test"]?.rows.map(\.name).sorted() == [
        "test-14.17.6-docker", "test-14.17.6-linux", "test-16.4.2-docker", "test-16.4.2-linux",
        "test-16.4.2-mac",
      ])
    #expect(
      readout["build"]?.rows.map(\.name).sorted() == [
        "build-macos-0.1", "build-macos-0.2", "build-windows-0.1", "build-windows-0.2",
      ])
    #expect(
      Set(readout["test"]?.rows.map { "\($0.matrix["os"] ?? "") \($0.machine)" } ?? []) == [
        "docker docker small", "linux machine large", "mac macos m4pro.medium",
      ])
    #expect(readout["build"]?.container == "cimg/base:<< parameters.version >>")
    #expect(readout.problems.isEmpty)
  }

  @Test func `an exclusion takes one of nine away, and an alias is waited for`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      jobs:
        a: {parameters: {x: {type: integer}, y: {type: integer}}, docker: [{image: i}], steps: [checkout]}
        b: {docker: [{image: i}], steps: [checkout]}
      workflows:
        w:
          jobs:
            - a:
                name: cell-<< matrix.x >>-<< matrix.y >>
                matrix:
                  alias: cells
                  parameters: {x: [1, 2, 3], y: [1, 2, 3]}
                  exclude: [{x: 3, y: 3}]
            - b: {requires: [cells]}
      """)
    #expect(readout["a"]?.rows.count == 8)
    #expect(readout["a"]?.rows.first?.name == "cell-1-1")
    #expect(readout["a"]?.rows.first?.variant == JobVariant(["x": "1", "y": "1"]))
    #expect(readout["b"]?.needs == ["a"])
  }

  @Test func `a job with parameters that is used thrice without a name is numbered by CircleCI`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      jobs:
        hello: {parameters: {to: {type: string, default: you}}, docker: [{image: i}], steps: [run: echo]}
      workflows:
        one: {jobs: [hello, hello: {to: Lev}]}
        two: {jobs: [hello: {to: Ana}, hello: {to: Eve, name: for-eve}]}
      """)
    #expect(readout["hello"]?.rows.map(\.name) == ["hello-*", "hello-*", "hello-*", "for-eve"])
    #expect(readout["hello"]?.rows.map { $0.matrix["to"] } == ["you", "Lev", "Ana", "Eve"])
  }

  @Test func `approvals, no-ops and jobs that no workflow runs are left out`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      orbs: {node: circleci/node@5.1}
      jobs:
        gate: {type: no-op}
        unused: {docker: [{image: i}], steps: [checkout]}
        used: {docker: [{image: i}], steps: [checkout]}
      workflows:
        w: {jobs: [hold: {type: approval}, gate, used, node/test, lost]}
      """)
    #expect(readout.jobs.map(\.key.job) == ["used", "node/test"])
    #expect(readout["node/test"]?.rows.map(\.machine) == ["? node/test"])
    #expect(readout.codes.sorted() == ["never-runs", "unknown-job"])
  }

  @Test func `without workflows every job is read`() {
    let readout = PipelineReadout.of("version: 2\njobs:\n  build: {machine: true, steps: [checkout]}\n")
    #expect(readout["build"]?.rows.map(\.machine) == ["default"])
  }

  @Test func `members of a group are jobs of the workflow`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      jobs:
        a: {docker: [{image: i}], steps: [checkout]}
      job-groups:
        pair: {jobs: [a]}
      workflows: {w: {jobs: [pair: {name: first}]}}
      """)
    #expect(readout["a"]?.rows.map(\.name) == ["first-a"])
  }

  // MARK: - Sizes

  @Test(arguments: [
    ("docker: [{image: i}], resource_class: large", "docker large"),
    ("machine: {image: ubuntu-2404:current}, resource_class: large", "machine large"),
    ("machine: {image: ubuntu-2404:current, resource_class: medium}", "machine medium"),
    ("macos: {xcode: '16.0'}, resource_class: m4pro.large", "macos m4pro.large"),
    ("docker: [{image: i}]", "default"),
    ("executor: plain", "docker medium+"),
    ("executor: plain, resource_class: small", "docker small"),
    ("executor: {name: sized, size: xlarge}", "docker xlarge"),
    ("executor: sized", "docker large"),
    ("executor: win", "machine windows.large"),
    ("executor: node/default", "? node/default"),
    ("executor: {name: node/default, resource_class: small}", "docker small"),
    ("executor: python/default", "default"),
    ("executor: wino/default", "machine windows.medium"),
    ("executor: else/where, resource_class: large", "? large"),
    ("executor: else/where, resource_class: windows.large", "machine windows.large"),
    ("docker: [{image: i}], resource_class: << pipeline.parameters.size >>", "docker 2xlarge"),
    (
      "docker: [{image: i}], resource_class: '<< pipeline.git.branch == \"main\" and \"xlarge\" or \"medium\" >>'",
      "? << pipeline.git.branch == \"main\" and \"xlarge\" or \"medium\" >>"
    ),
    ("machine: true, resource_class: acme/big", "acme/big"),
    ("docker: [{image: i}], resource_class: &size arm.large", "docker arm.large"),
  ])
  func `the class is found where it rules`(_ keys: String, _ machine: String) {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      orbs: {node: circleci/node@5, python: circleci/python@2, wino: circleci/windows@5}
      parameters: {size: {type: string, default: 2xlarge}}
      executors:
        plain: {docker: [{image: i}], resource_class: medium+}
        sized:
          parameters: {size: {type: string, default: large}}
          docker: [{image: i}]
          resource_class: << parameters.size >>
        win: {parameters: {size: {type: string, default: large}}, machine: {image: windows-server-2022-gui:current,
              resource_class: windows.<< parameters.size >>}}
      jobs:
        build: {\(keys), steps: [checkout]}
      workflows: {w: {jobs: [build]}}
      """)
    #expect(readout["build"]?.rows.map(\.machine) == [machine])
  }

  @Test func `an argument rules before a default, row by row`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      jobs:
        build:
          parameters: {size: {type: string, default: medium}}
          docker: [{image: i}]
          resource_class: << parameters.size >>
          steps: [checkout]
      workflows:
        w: {jobs: [build: {name: small-one}, build: {name: large-one, size: large}]}
      """)
    #expect(readout["build"]?.rows.map(\.machine) == ["docker medium", "docker large"])
    #expect(
      readout["build"]?.rows.map(\.variant) == [
        JobVariant(["job.name": "small-one"]), JobVariant(["job.name": "large-one"]),
      ])
  }

  // MARK: - Steps

  @Test func `commands stand in the place of their calls, with their arguments`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      commands:
        install:
          parameters: {dir: {type: string}, after: {type: steps, default: []}, quick: {type: boolean, default: no}}
          steps:
            - run: {command: npm ci, working_directory: << parameters.dir >>}
            - when: {condition: << parameters.quick >>, steps: [run: echo quick]}
            - unless: {condition: << parameters.quick >>, steps: [run: echo slow]}
            - steps: << parameters.after >>
      jobs:
        build:
          docker: [{image: i, environment: {A: image}}]
          environment: {B: job}
          working_directory: ~/repo
          steps:
            - checkout
            - install: {dir: web, after: [run: echo after]}
            - run: {command: echo \\<< EOF, environment: {C: step}, working_directory: ~/repo/api}
            - when: {condition: << pipeline.parameters.slow >>, steps: [run: echo perhaps]}
            - run: {command: echo broken, when: on_fail}
      parameters: {slow: {type: boolean, default: false}}
      workflows: {w: {jobs: [build]}}
      """)
    let steps = readout["build"]?.steps ?? []
    let scripts = steps.map { step in
      if case .run(let script) = step.work { return script }
      if case .use(let use) = step.work { return use.name }
      return "?"
    }
    #expect(
      scripts == [
        "checkout", "npm ci", "echo slow", "echo after", "echo << EOF", "echo perhaps", "echo broken",
      ])
    #expect(steps.map(\.workingDirectory) == ["", "web", "", "", "api", "", ""])
    #expect(steps.map(\.runsAlways) == [true, true, true, true, true, false, false])
    #expect(
      steps.last(where: { $0.environment["C"] != nil })?.environment == [
        "A": "image", "B": "job", "C": "step",
      ])
    #expect(steps.map(\.position.line) == [16, 6, 8, 17, 18, 19, 20])
    #expect(steps.allSatisfy { $0.origin == .job }, "commands are in the job's own file")
  }

  @Test func `caches are read with what is saved under their keys`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      orbs: {node: circleci/node@5.1, go: circleci/go@3}
      jobs:
        own:
          docker: [{image: i}]
          steps:
            - checkout
            - restore_cache: {keys: ['v1-{{ checksum "package-lock.json" }}', v1-]}
            - run: npm ci
            - save_cache: {key: 'v1-{{ checksum "package-lock.json" }}', paths: [~/.npm]}
        reader:
          docker: [{image: i}]
          steps: [restore_cache: {key: 'v1-{{ checksum "package-lock.json" }}'}, restore_cache: {key: gone-}]
        orb:
          docker: [{image: i}]
          steps: [node/install-packages, node/install-packages: {with-cache: false}, go/with-cache: {steps: [run: go build]}]
      workflows: {w: {jobs: [own, reader, orb]}}
      """)
    #expect(readout["own"]?.caches.map(\.paths) == [["~/.npm", "~/.npm"], ["~/.npm"]])
    #expect(readout["reader"]?.caches.map(\.paths) == [["~/.npm"], []])
    #expect(readout["reader"]?.caches.map(\.isOutsideView) == [false, true])
    #expect(readout["orb"]?.caches.map(\.tools) == [[.npm, .yarn, .yarnBerry, .pnpm], [.go]])
    #expect(readout["orb"]?.steps.count == 4)
  }

  @Test func `jobs of inline orbs are jobs of the file`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      orbs:
        mine:
          commands: {hello: {steps: [run: echo hello]}}
          executors: {e: {docker: [{image: i}], resource_class: small}}
          jobs: {greet: {executor: e, steps: [hello]}}
      workflows: {w: {jobs: [mine/greet]}}
      jobs: {}
      """)
    #expect(readout["mine/greet"]?.rows.map(\.machine) == ["docker small"])
    #expect(readout["mine/greet"]?.steps.count == 1)
  }

  @Test func `traits follow from names, filters and machines`() {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      jobs:
        publish: {docker: [{image: i}], steps: [checkout]}
        tagged: {docker: [{image: i}], steps: [checkout]}
        mine: {machine: true, resource_class: acme/x, steps: [checkout]}
        pod: {docker: [{image: i}], resource_class: acme/x, steps: [checkout]}
      workflows:
        w:
          jobs: [publish, mine, pod, tagged: {filters: {branches: {ignore: /.*/}, tags: {only: /v.*/}}}]
      """)
    #expect(readout["publish"]?.traits == [.release])
    #expect(readout["tagged"]?.traits == [.release])
    #expect(readout["tagged"]?.events == ["tag"])
    #expect(readout["mine"]?.traits == [.selfHosted])
    #expect(readout["pod"]?.traits == [])
  }

  @Test(arguments: [
    ("<< pipeline.git.tag >>", true), ("{matches: {pattern: ^v.*, value: << pipeline.git.tag >>}}", true),
    ("{not: {equal: ['', << pipeline.git.tag >>]}}", true), ("{equal: [v1, << pipeline.git.tag >>]}", true),
    ("{and: [<< pipeline.git.tag >>, << pipeline.parameters.p >>]}", true),
    ("{or: [<< pipeline.git.tag >>, << pipeline.parameters.p >>]}", false),
    ("{equal: ['', << pipeline.git.tag >>]}", false), ("{not: << pipeline.git.tag >>}", false),
    ("<< pipeline.parameters.p >>", false), ("{equal: [main, << pipeline.git.branch >>]}", false),
  ])
  func `what a condition lets run for tags only is taken for a release`(
    _ condition: String, _ isForTags: Bool
  ) {
    let step = "when: {condition: \(condition), steps: [run: npm ci]}"
    let job = "a: {docker: [{image: i}], steps: [checkout, \(step)]}"
    let steps = PipelineReadout.of("version: 2.1\njobs: {\(job)}\n")["a"]?.steps
    #expect(steps?.map(\.isForReleases) == [false, isForTags])
    let workflow = "workflows: {w: {when: \(condition), jobs: [a]}}"
    let all = PipelineReadout.of(
      "version: 2.1\njobs: {a: {docker: [{image: i}], steps: [checkout]}}\n\(workflow)\n")
    #expect(all["a"]?.traits == (isForTags ? [.release] : []))
  }

  @Test(arguments: [
    ("pipeline.git.tag starts-with 'v'", true), ("pipeline.git.tag != ''", true),
    ("pipeline.git.tag == ''", false), ("not pipeline.git.tag", false),
    ("pipeline.git.tag != '' or pipeline.git.branch == 'main'", false),
    ("pipeline.git.branch == 'main'", false),
  ])
  func `a filter may be an expression`(_ filters: String, _ isForTags: Bool) {
    let readout = PipelineReadout.of(
      """
      version: 2.1
      jobs: {a: {docker: [{image: i}], steps: [checkout]}}
      workflows: {w: {jobs: [a: {filters: "\(filters)"}]}}
      """)
    #expect(readout["a"]?.traits == (isForTags ? [.release] : []))
  }

  // MARK: - Problems

  @Test(arguments: [
    ("version: 2.1\njobs: [a]\nworkflows: {}\n", ["invalid-jobs"]),
    ("a: [\n", ["invalid-yaml"]), ("", ["empty-file"]), ("commands: {}\n", ["not-a-config"]),
    (
      "version: 2.1\nsetup: true\njobs: {a: {docker: [], steps: []}}\nworkflows: {w: {jobs: [a]}}\n",
      ["setup-config"]
    ),
    (
      "version: 2.1\njobs: {a: {steps: []}}\nworkflows: {w: {jobs: [a: {matrix: {parameters: {x: << x >>}}}]}}\n",
      ["computed-matrix"]
    ),
    (
      "version: 2\njobs: {a: {docker: [{image: i}], steps: [restore_cache: {key: 'a-{{ epoch }}'}]}}\n",
      ["cache-never-found"]
    ),
  ])
  func `what cannot be read is a problem`(_ config: String, _ codes: [String]) {
    let found = PipelineReadout.of(config).codes
    #expect(codes.allSatisfy(found.contains), "\(found)")
  }

  @Test func `hostile texts end`() {
    let doubling = (0..<30).map { n in
      "  c\(n): {parameters: {x: {type: string, default: a}}, steps: [c\(n + 1): {x: << parameters.x >><< parameters.x >>}, c\(n + 1)]}"
    }
    let readout = PipelineReadout.of(
      "version: 2.1\ncommands:\n" + doubling.joined(separator: "\n")
        + "\n  loop: {steps: [loop, loop]}\njobs: {a: {docker: [{image: i}], steps: [c0: {x: aaaa}, loop]}}\n"
    )
    #expect(readout.jobs.isEmpty && readout.codes == ["too-many-steps"])
    let wide = (0..<6).map { "p\($0): [1, 2, 3, 4, 5, 6, 7, 8, 9]" }.joined(separator: ", ")
    let rows = PipelineReadout.of(
      "version: 2.1\njobs: {a: {steps: []}}\nworkflows: {w: {jobs: [a: {matrix: {parameters: {\(wide)}}}]}}\n"
    )
    #expect(rows.codes.contains("too-many-rows"))
  }
}
