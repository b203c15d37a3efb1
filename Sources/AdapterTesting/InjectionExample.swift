public import AdapterKit
internal import FoundationEssentials
internal import InfraMindCore

/// A checkout, suggestions for it, and what an adapter must answer: a test case as a few files.
///
/// `NAME.json` says what is suggested, `NAME.before.yml` is the pipeline file, and `NAME.after.yml` what becomes of it;
/// where the answer is a refusal there is no file for afterwards. A typical case, with all keys but the first
/// optional:
///
/// ```json
/// {
///   "about": "what the case shows, in one sentence",
///   "sizes": [{"job": "build", "from": ["small"], "to": ["large"]}],
///   "caches": [{"tool": "npm", "job": "build"}],
///   "files": {"package-lock.json": "", "ci/shared.yml": "@shared"},
///   "refused": {"code": "shared-anchor", "line": 3, "says": "line 7"}
/// }
/// ```
///
/// - `file`: where the pipeline file stands; the usual place unless given.
/// - `sizes`: a move of each row of the job that is on the machine `from` (else of all its rows) to the
///   machine with the labels `to`, of which there may be none. `row` and `variant` choose rows by name and
///   values; `from` is what the reader finds unless given; `current` are the labels that gave today's machine
///   its size.
/// - `caches`: what the cache adviser misses in the checkout, by tool, and by `job` and `step` if given; with
///   a `plan` (`paths`, `keyFiles`, `keyGlobs`, `keyParts`, `directory`, `setup`) that instead.
/// - `measure`: ids of jobs that are to be measured.
/// - `files`: further files and their texts; `@name` stands for `name.before.yml` and `name.after.yml`.
/// - `options`: `thirdParty`, `signed`, and a `store` with `folder` or `bucket` and `region`.
/// - `adviceOnly`: why all suggestions are for people only.
/// - `refused`: what all suggestions are refused with; `file` is the pipeline file unless given.
/// - `mostLines`: most lines of each file that the edits may change.
public struct InjectionExample: Sendable, CustomStringConvertible {
  /// Its file's name without ending.
  public let name: String
  /// The checkout before.
  public let checkout: SampleRepository
  /// Where the pipeline file stands in the checkout.
  public let file: String
  /// The texts afterwards, by file; none for a refusal.
  public let after: [String: [UInt8]]
  let content: Content

  /// The name.
  public var description: String { name }

  /// Whether all suggestions are to be refused.
  public var isRefused: Bool { content.refused != nil }

  /// What the user of the case allows.
  public var options: InjectionOptions {
    InjectionOptions(
      allowsThirdPartySteps: content.options?.thirdParty ?? false,
      editsSignedFiles: content.options?.signed ?? false, cacheStore: content.options?.store?.store)
  }

  /// All cases of a folder and those in it, sorted by path.
  ///
  /// - Parameters:
  ///   - folder: Relative to the folder of `source`.
  ///   - file: Where the pipeline file stands in its checkout, unless the case says so itself.
  ///   - source: A test's own file: `#filePath`.
  /// - Throws: If the folder or a case cannot be read.
  public static func all(
    in folder: String, as file: String, beside source: String
  ) throws -> [InjectionExample] {
    let root = URL(filePath: source).deletingLastPathComponent().appending(path: folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter {
      $0.hasSuffix(".json")
    }
    return try names.sorted().map { try InjectionExample(root.appending(path: $0), as: file) }
  }

  private init(_ place: URL, as file: String) throws {
    let folder = place.deletingLastPathComponent()
    func bytes(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: folder.appending(path: name)))
    }
    let name = place.deletingPathExtension().lastPathComponent
    content = try JSONDecoder().decode(Content.self, from: Data(contentsOf: place))
    let file = content.file ?? file
    var before = [file: try bytes("\(name).before.yml")]
    var after: [String: [UInt8]] = [:]
    if content.refused == nil { after[file] = (try? bytes("\(name).after.yml")) ?? before[file] }
    for (path, text) in content.files ?? [:] {
      guard text.hasPrefix("@") else {
        before[path] = Array(text.utf8)
        continue
      }
      before[path] = try bytes("\(text.dropFirst()).before.yml")
      after[path] = try? bytes("\(text.dropFirst()).after.yml")
    }
    self.name = name
    self.file = file
    self.after = after
    checkout = SampleRepository(name: name, bytes: before)
  }
}

extension InjectionExample {
  /// What `NAME.json` holds.
  struct Content: Decodable {
    var about: String
    var file: String?
    var sizes: [Size]?
    var caches: [Cache]?
    var measure: [String]?
    var files: [String: String]?
    var options: Options?
    var adviceOnly: String?
    var refused: Refused?
    var mostLines: Int?
  }

  struct Size: Decodable {
    var job: String
    var row: String?
    var variant: [String: String]?
    var from: [String]?
    var current: [String]?
    var to: [String]
    var os: String?
    var architecture: String?
  }

  struct Cache: Decodable {
    var tool: String
    var job: String?
    var step: Int?
    var plan: Plan?
  }

  struct Plan: Decodable {
    var setup: Int?
    var paths: [Path]?
    var keyFiles: [String]?
    var keyGlobs: [String]?
    var keyParts: [String]?
    var directory: String?
  }

  /// A path alone, or with its system or the variable that moves it.
  struct Path: Decodable {
    var path: String
    var os: String?
    var mover: String?

    private enum CodingKeys: String, CodingKey { case path, os, mover }

    init(from decoder: any Decoder) throws {
      if let path = try? decoder.singleValueContainer().decode(String.self) {
        self.path = path
        return
      }
      let values = try decoder.container(keyedBy: CodingKeys.self)
      path = try values.decode(String.self, forKey: .path)
      os = try values.decodeIfPresent(String.self, forKey: .os)
      mover = try values.decodeIfPresent(String.self, forKey: .mover)
    }
  }

  struct Options: Decodable {
    var thirdParty: Bool?
    var signed: Bool?
    var store: Store?
  }

  struct Store: Decodable {
    var folder: String?
    var bucket: String?
    var region: String?

    var store: CacheStore? {
      if let folder { return .folder(folder) }
      return bucket.map { .bucket($0, region: region ?? "eu-west-1") }
    }
  }

  struct Refused: Decodable {
    var code: String
    var line: Int
    var file: String?
    var says: String?
  }
}
