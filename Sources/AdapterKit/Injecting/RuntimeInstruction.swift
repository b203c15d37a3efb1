public import HTTPTypes

/// Something that is to be done in a job, as an adapter describes it; programs carry it out.
public enum RuntimeInstruction: Hashable, Sendable {
  /// Add text to a file that the platform named to the job.
  case append(file: String, text: String)
  /// Write a file anew, whole or not at all; a relative path is one from the current folder.
  case write(file: String, bytes: [UInt8])
  /// Write to standard output exactly this, and nothing else.
  case print([UInt8])
  /// Run a program of the platform's, which is looked for as a shell does.
  case run(program: String, arguments: [String], input: [UInt8])
  /// Send a request.
  case send(RuntimeRequest)

  /// Whether it stays on this machine: a file or standard output.
  public var isLocal: Bool {
    switch self {
    case .append, .write, .print: true
    case .run, .send: false
    }
  }

  /// A line on standard output, with a line break behind it.
  public static func line(_ text: String) -> RuntimeInstruction { .print(Array((text + "\n").utf8)) }
}

/// A request to an API that changes something.
public struct RuntimeRequest: Hashable, Sendable {
  /// The API, such as `https://api.github.com`.
  public var api: String
  /// Parts of the path below it.
  public var path: [String]
  /// Such as `POST`.
  public var method: HTTPRequest.Method
  /// JSON.
  public var body: [UInt8]
  /// What to send instead if the first is answered that there is no such thing: where a thing is changed by one request and
  /// made by another.
  public var ifMissing: [RuntimeRequest]
  /// Whether it is no failure that there is no such thing, and ``ifMissing`` is empty.
  public var mayBeMissing: Bool
  /// Whether the platform's token goes with it; not so where the body itself holds what proves the right.
  public var needsToken: Bool

  /// Describes a request.
  public init(
    api: String, path: [String], method: HTTPRequest.Method, body: [UInt8], ifMissing: [RuntimeRequest] = [],
    mayBeMissing: Bool = false, needsToken: Bool = true
  ) {
    self.api = api
    self.path = path
    self.method = method
    self.body = body
    self.ifMissing = ifMissing
    self.mayBeMissing = mayBeMissing
    self.needsToken = needsToken
  }
}
