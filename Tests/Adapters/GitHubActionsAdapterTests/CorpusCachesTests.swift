internal import AdapterKit
internal import Foundation
internal import InfraMindCore
internal import Testing

@testable internal import GitHubActionsAdapter

/// A checkout that holds one workflow and, wherever a job looks, the lockfiles and manifests that its
/// commands need.
///
/// The corpus holds workflow files alone; this shows what the advisor would say of the repositories they
/// come from.
struct ProjectAround: RepositoryFiles {
  let name: String
  let bytes: [UInt8]

  private static let files: [String: String] = [
    "package.json": "{}", "package-lock.json": "{}", "yarn.lock": "# yarn lockfile v1\n",
    "pnpm-lock.yaml": "",
    "requirements.txt": "", "pyproject.toml": "[project]\ndependencies = [\"a\"]", "poetry.lock": "",
    "uv.lock": "",
    "environment.yml": "", "pom.xml": "", "build.gradle": "", "go.mod": "", "go.sum": "", "Cargo.toml": "",
    "Cargo.lock": "", "Gemfile": "", "Gemfile.lock": "", "composer.json": "{}", "composer.lock": "",
    "App.csproj": "", "MODULE.bazel": "", "Project.toml": "",
  ]

  func exists(_ path: String) -> Bool {
    path == name || Self.files[Self.last(path)] != nil || isRequirement(path)
  }

  func contents(of path: String) -> [UInt8]? {
    if path == name { return bytes }
    return Self.files[Self.last(path)].map { Array($0.utf8) }
  }

  func paths(matching glob: String) -> [String] {
    if glob == "*" { return ["README.md"] }
    let file = Self.last(glob)
    let folder = glob.hasSuffix("**/" + file) ? String(glob.dropLast(file.count + 3)) : ""
    let matches = Self.files.keys.filter {
      $0 == file || file.hasPrefix("*") && $0.hasSuffix(file.dropFirst())
    }
    return matches.sorted().map { folder + $0 }
  }

  private func isRequirement(_ path: String) -> Bool {
    let file = Self.last(path)
    return file.hasSuffix(".txt") && file.contains("require") || file.hasPrefix("environment")
  }

  private static func last(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }
}

@Suite struct CorpusCachesTests {
  @Test(.enabled(if: Corpus.folder != nil, "there is no corpus beside the checkout"))
  func `every real job is reviewed, twice with the same result, and each tool gets one answer`() throws {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil
    var census: [String: Int] = [:]
    for (name, bytes) in try Corpus.texts() {
      let files = ProjectAround(name: name, bytes: bytes)
      for job in GitHubActions().jobs(in: [name], of: files, named: "").jobs {
        let review = CacheAdvisor().review(job, in: files, runs: [], context: context)
        #expect(review == CacheAdvisor().review(job, in: files, runs: [], context: context))
        #expect(Set(review.suggestions.map(\.id)).count == review.suggestions.count, "\(name) \(job.key)")
        for suggestion in review.suggestions {
          guard case .cache(let plan) = suggestion.change else { continue }
          let kind = suggestion.adviceOnly == nil ? "edit" : "advice"
          census["\(plan.tool) \(kind)", default: 0] += 1
          let isSafe = job.traits.isDisjoint(with: [.release, .privilegedTrigger, .selfHosted])
          #expect(isSafe || suggestion.adviceOnly != nil, "\(name) \(job.key.job) \(plan.tool)")
          guard isVerbose else { continue }
          print(
            "+ \(name)#\(job.key.job) [\(plan.tool) \(kind) \(suggestion.confidence)]", suggestion.summary)
          print(
            "    step \(plan.step) setup \(plan.setupStep ?? -1) keys \(plan.keyGlobs) parts \(plan.keyParts)"
          )
        }
        for note in review.notes {
          census["\(note.tool) \(note.reason)", default: 0] += 1
          if isVerbose { print("- \(name)#\(job.key.job) [\(note.tool) \(note.reason)]", note.sentence) }
        }
      }
    }
    for line in census.sorted(by: { $0.key < $1.key }) { print("\(line.key): \(line.value)") }
    #expect(census.keys.contains { $0.hasSuffix("edit") })
  }

  @Test(.enabled(if: Corpus.folder != nil, "there is no corpus beside the checkout"))
  func `files without a checkout around them get no edit that needs a lockfile`() throws {
    let context = AdvisingContext(now: Date(timeIntervalSince1970: 1_790_000_000))
    for (name, bytes) in try Corpus.texts() {
      let files = CorpusFile(name: name, bytes: bytes)
      for job in GitHubActions().jobs(in: [name], of: files, named: "").jobs {
        for suggestion in CacheAdvisor().review(job, in: files, runs: [], context: context).suggestions {
          guard case .cache(let plan) = suggestion.change else { continue }
          let needsNone: Set<CacheTool> = [.docker, .ccache, .sccache]
          #expect(needsNone.contains(plan.tool), "\(name) \(job.key.job) \(plan.tool)")
        }
      }
    }
  }
}
