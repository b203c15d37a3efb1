internal import AdapterKit
internal import FoundationEssentials
internal import HTTPTypes
internal import InfraMindCore
internal import InfraMindEngine
internal import InfraMindHTTP

/// Carries out what adapters describe.
struct InstructionRunner {
  private let adapter: any CIAdapter

  init(_ adapter: any CIAdapter) { self.adapter = adapter }

  /// Carries out all, in their order; the first that fails ends it.
  ///
  /// - Throws: ``EngineError``, ``AdapterError``.
  func run(_ instructions: [RuntimeInstruction]) throws {
    for instruction in instructions { try run(instruction) }
  }

  private func run(_ instruction: RuntimeInstruction) throws {
    switch instruction {
    case .append(let file, let text): try LocalDisk.append(Array(text.utf8), to: file)
    case .write(let file, let bytes):
      guard OutputFile.write(Data(bytes), to: file, followingLinks: file.hasPrefix("/")) else {
        throw EngineError(code: "unwritable", message: "\(file) cannot be written.")
      }
    case .print(let bytes): StandardStreams.write(bytes, to: .output)
    case .run(let program, let arguments, let input):
      let output = try ProgramOutput.running(program, arguments, input: input, within: Self.patience)
      guard output.status == 0 else {
        let reason = output.errors.split(separator: "\n").last.map(String.init) ?? "status \(output.status)"
        throw EngineError(code: "program-failed", message: "\(program) failed: \(reason).")
      }
    case .send(let request): try Waiting.result { try await send(request) }
    }
  }

  /// Longest that a program of the platform's may take, in seconds.
  private static let patience = 20.0

  // MARK: - Requests

  private func send(_ request: RuntimeRequest) async throws {
    do {
      try await sendOnce(request)
    } catch let error as AdapterError where error.code == .notFound {
      guard !request.ifMissing.isEmpty else {
        if request.mayBeMissing { return }
        throw error
      }
      for other in request.ifMissing { try await sendOnce(other) }
    }
  }

  private func sendOnce(_ request: RuntimeRequest) async throws {
    let client = try ReportClient.make(
      ReportAPI(request.api, rules: adapter.apiRules), needsToken: request.needsToken)
    let api = try PlatformAPI(at: request.api, over: client, rules: adapter.apiRules)
    _ = try await api.answer(
      to: try api.address(request.path), method: request.method,
      headers: [.contentType: "application/json"], body: request.body)
  }
}
