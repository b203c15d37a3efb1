internal import AdapterKit
internal import HTTPTypes

/// What libcurl hands over of one answer, piece by piece, on the thread that transfers.
final class ReceivedAnswer {
  let largestBody: Int
  let isCancelled: CancellationFlag
  private(set) var isTooLarge = false
  private var headers = HTTPFields()
  private var headerBytes = 0
  private var body: [UInt8] = []

  /// Most bytes of headers.
  private static let largestHeaders = 256 << 10

  init(largestBody: Int, isCancelled: CancellationFlag) {
    self.largestBody = largestBody
    self.isCancelled = isCancelled
  }

  static func from(_ context: UnsafeMutableRawPointer?) -> ReceivedAnswer? {
    context.map { Unmanaged<ReceivedAnswer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Returns how many bytes were taken; fewer than given ends the transfer.
  func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard body.count + count <= largestBody else {
      isTooLarge = true
      return 0
    }
    body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  /// Takes one line. A status line begins the headers anew: those of a proxy or of "100 Continue" do not count.
  func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    headerBytes += count
    guard headerBytes <= Self.largestHeaders else {
      isTooLarge = true
      return 0
    }
    let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    if line.hasPrefix("HTTP/") { headers = HTTPFields() }
    guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
      return count
    }
    let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
    headers.append(HTTPField(name: name, value: String(value.prefix { !$0.isNewline })))
    return count
  }

  func answer(status: Int, url: String) throws -> HTTPAnswer {
    guard (100...999).contains(status) else {
      throw TransportFailure("The answer is no HTTP.", isPassing: true)
    }
    return HTTPAnswer(
      response: HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: headers), body: body,
      url: url)
  }
}
