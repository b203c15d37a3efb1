public import AdapterKit
public import FoundationEssentials
internal import InfraMindCore
internal import LosslessYAML

/// What a server of Drone's or Woodpecker's asks while a build starts: whether the files of its pipelines are to be others.
/// Drone calls it the conversion extension, Woodpecker the configuration extension.
///
/// Everything here is pure: bytes in, values or bytes out. A program receives the request, proves it by
/// ``verify(_:with:at:)``, reads it by ``question(of:)``, makes a plan for the files in the question, and answers 200 with
/// the body of ``answer(to:by:)`` or, where that is `nil`, 204 and no body. Drone fails a build for every other answer,
/// and asks for each stage again, so one answer must be kept for all questions of the same ``Question/key``.
///
/// - SeeAlso: Drone Docs, "Conversion extension"; harness/drone `plugin/converter/remote.go` and `memoize.go`; Woodpecker
///   Docs, "Configuration extension".
public struct ConversionExtension: RunAsking {
  /// Creates it; it has no settings.
  public init() {}

  /// Proves a request as ``Drone/verify(_:with:at:)`` proves a delivery: the shared secret for Drone, the server's public
  /// key for Woodpecker.
  ///
  /// - Throws: ``AdapterError``.
  public func verify(
    _ request: WebhookDelivery, with secret: WebhookSecret, at now: Date
  ) throws(AdapterError) -> VerifiedDelivery { try Drone().verify(request, with: secret, at: now) }

  // MARK: - Questions

  /// A question in the form of Drone's or of Woodpecker's.
  public typealias Question = RunQuestion

  /// Reads a request. Tokens in it are not looked at.
  ///
  /// - Throws: ``AdapterError/Code/invalidPayload``; the answer is 204 then, too, so that the build goes on.
  public func question(of request: VerifiedDelivery) throws(AdapterError) -> Question {
    let json = try request.json()
    guard let repository = json["repo"] else { throw .invalidPayload("The request has no `repo`.") }
    if let configuration = json["configuration"] {
      return try Self.woodpecker(repository, json["pipeline"], configuration)
    }
    return try Self.drone(repository, json["build"], json["config"])
  }

  private static func drone(
    _ repository: JSONValue, _ build: JSONValue?, _ config: JSONValue?
  ) throws(AdapterError) -> Question {
    guard let text = config?["data"]?.text, let build else {
      throw .invalidPayload("The request has no `build`, or no `config` with `data`.")
    }
    let path = repository["config_path"]?.text ?? ""
    let file = Question.File(path: path.isEmpty ? ".drone.yml" : path, bytes: Array(text.utf8))
    return Question(
      form: RunQuestion.drone, repository: repository["slug"]?.text, link: repository["link"]?.text,
      files: [file], isProtected: repository["protected"]?.bool != false,
      key: key(repository, build, ["event", "action", "ref", "after"], [file]))
  }

  private static func woodpecker(
    _ repository: JSONValue, _ pipeline: JSONValue?, _ configuration: JSONValue
  ) throws(AdapterError) -> Question {
    var files: [Question.File] = []
    for item in configuration.elements {
      guard let name = item["name"]?.text, let data = item["data"]?.text else {
        throw .invalidPayload("A file of `configuration` has no `name`, or no `data`.")
      }
      files.append(Question.File(path: name, bytes: Array(data.utf8)))
    }
    guard !files.isEmpty, Set(files.map(\.path)).count == files.count else {
      throw .invalidPayload("`configuration` names no file, or one of them twice.")
    }
    let name = repository["name"]?.text
    let parts = [repository["owner"]?.text, name].compactMap(\.self).filter { !$0.isEmpty }
    let full = repository["full_name"]?.text ?? (parts.count == 2 ? parts.joined(separator: "/") : nil)
    return Question(
      form: RunQuestion.woodpecker, repository: full, link: repository["forge_url"]?.text, files: files,
      isProtected: false,
      key: key(repository, pipeline, ["event", "ref", "commit"], files))
  }

  private static func key(
    _ repository: JSONValue, _ run: JSONValue?, _ members: [String], _ files: [Question.File]
  ) -> String {
    let texts = files.flatMap { [$0.path, Digest.sha256($0.bytes).hexadecimal] }
    let parts = [repository["id"]?.identifier ?? ""] + members.map { run?[$0]?.text ?? "" } + texts
    return Digest.sha256(JSONText.list(parts.map(JSONText.string)).bytes).hexadecimal
  }

  // MARK: - Answers

  /// The body of the answer 200; `nil` for the answer 204, which leaves the files as they are.
  ///
  /// It is 204 where nothing changes, where the repository is protected or a file signed, since any change would break the
  /// signature and block the build, and on any doubt: a plan that was made for other texts, a file that cannot be read as
  /// Drone reads it, or a result that has other documents than before.
  ///
  /// - Parameter plan: Made for the files in the question.
  public func answer(to question: Question, by plan: RunPlan) -> [UInt8]? {
    guard !question.isProtected, !plan.moved.isEmpty else { return nil }
    var texts: [String] = []
    var isChanged = false
    for file in question.files {
      let planned = plan.files.first { $0.path == file.path }
      let after = planned?.after ?? file.bytes
      guard planned == nil || planned?.before == file.bytes,
        let text = String(validating: after, as: UTF8.self)
      else { return nil }
      if after != file.bytes {
        guard Self.areAlike(file.bytes, after, at: file.path, isWoodpecker: question.isWoodpecker) else {
          return nil
        }
        isChanged = true
      }
      texts.append(text)
    }
    guard isChanged else { return nil }
    return question.isWoodpecker
      ? Self.configs(zip(question.files, texts)) : texts.first.map(Self.data)
  }

  private static func data(_ text: String) -> [UInt8] {
    JSONText.object([.init("data", .string(text)), .init("kind", "")]).bytes
  }

  /// All files, since those that are left out would be none of the pipeline's any more.
  private static func configs(_ files: some Sequence<(Question.File, String)>) -> [UInt8] {
    let list = files.map { file, text in
      JSONText.object([.init("name", .string(file.path)), .init("data", .string(text))])
    }
    return JSONText.object([.init("configs", .list(list))]).bytes
  }

  /// Whether both texts are read without doubt, have the same documents, and no signature.
  private static func areAlike(
    _ before: [UInt8], _ after: [UInt8], at path: String, isWoodpecker: Bool
  ) -> Bool {
    guard ForeignSource(path) == nil else { return false }
    if isWoodpecker {
      let streams = [before, after].map { YAMLStream(reading: $0, file: path, dialect: .woodpecker) }
      return streams.allSatisfy { $0.problem == nil }
        && streams[0].documents.count == streams[1].documents.count
    }
    let files = [before, after].map { DroneFile($0, path: path) }
    guard files.allSatisfy({ $0.faults.isEmpty && $0.signature == nil && !$0.documents.isEmpty }) else {
      return false
    }
    return names(files[0]) == names(files[1])
  }

  private static func names(_ file: DroneFile) -> [[String]] {
    file.documents.map { [$0.kind, $0.root["name"]?.scalarText ?? ""] }
  }
}

extension RunQuestion {
  static let drone = "drone"
  static let woodpecker = "woodpecker"

  /// Whether Woodpecker asks, and not Drone.
  var isWoodpecker: Bool { form == Self.woodpecker }
}

extension Drone: RunAsking {
  /// Reads a request, see ``ConversionExtension``.
  public func question(of request: VerifiedDelivery) throws(AdapterError) -> RunQuestion {
    try ConversionExtension().question(of: request)
  }

  /// The answer, see ``ConversionExtension``.
  public func answer(to question: RunQuestion, by plan: RunPlan) -> [UInt8]? {
    ConversionExtension().answer(to: question, by: plan)
  }
}
