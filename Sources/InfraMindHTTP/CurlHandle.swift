internal import AdapterKit
internal import CLibCurl
internal import Foundation
internal import HTTPTypes

/// One of libcurl's handles with its connections; used by one thread at a time.
final class CurlHandle: @unchecked Sendable {
  private let curl: inframind_curl
  private let handle: UnsafeMutableRawPointer

  init(_ library: LibCurl) throws {
    curl = library.functions
    guard let handle = curl.easy_init() else {
      throw TransportFailure("libcurl has no memory for another connection.", isPassing: true)
    }
    self.handle = handle
  }

  deinit { curl.easy_cleanup(handle) }

  /// Sends a request and waits for the answer, on this thread.
  func perform(
    _ request: HTTPRequest, body: [UInt8], userAgent: String, limits: CurlTransport.Limits,
    isCancelled: CancellationFlag
  ) throws -> HTTPAnswer {
    guard let url = request.webAddress else {
      throw TransportFailure("The address of a request is no http:// or https:// address.", isPassing: false)
    }
    let answer = ReceivedAnswer(largestBody: limits.body, isCancelled: isCancelled)
    var headers: UnsafeMutablePointer<curl_slist>?
    defer { curl.slist_free_all(headers) }
    // An empty Expect keeps libcurl from waiting for "100 Continue", which some proxies never send.
    for line in request.headerFields.map({ "\($0.name.rawName): \($0.value)" }) + ["Expect:"] {
      headers = curl.slist_append(headers, line) ?? headers
    }

    curl.easy_reset(handle)
    set(CURLOPT_URL, url)
    set(CURLOPT_USERAGENT, userAgent)
    set(CURLOPT_ACCEPT_ENCODING, "")
    set(CURLOPT_HTTPHEADER, UnsafeRawPointer(headers))
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_CONNECTTIMEOUT, limits.connect)
    set(CURLOPT_TIMEOUT, limits.total)
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, limits.stall)
    set(CURLOPT_PROTOCOLS, 0b11)
    set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    if request.method == .head { set(CURLOPT_NOBODY, 1) }
    setCertificates()
    setSinks(answer)

    let code = body.withUnsafeBytes { bytes in
      if !body.isEmpty {
        set(CURLOPT_POSTFIELDSIZE, body.count)
        set(CURLOPT_POSTFIELDS, bytes.baseAddress)
      }
      return curl.easy_perform(handle)
    }
    try check(code, of: answer, at: request)
    var status = 0
    _ = inframind_curl_get_long(curl, handle, CURLINFO_RESPONSE_CODE, &status)
    return try answer.answer(status: status, url: url)
  }

  private func setCertificates() {
    let environment = ProcessInfo.processInfo.environment
    if let bundle = environment["CURL_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"], !bundle.isEmpty {
      set(CURLOPT_CAINFO, bundle)
    }
    if let folder = environment["SSL_CERT_DIR"], !folder.isEmpty { set(CURLOPT_CAPATH, folder) }
  }

  private func setSinks(_ answer: ReceivedAnswer) {
    let context = UnsafeRawPointer(Unmanaged.passUnretained(answer).toOpaque())
    set(CURLOPT_WRITEDATA, context)
    set(CURLOPT_HEADERDATA, context)
    set(CURLOPT_XFERINFODATA, context)
    set(CURLOPT_NOPROGRESS, 0)
    _ = inframind_curl_set_sink(curl, handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      ReceivedAnswer.from(context)?.takeBody(bytes, size &* count) ?? 0
    }
    _ = inframind_curl_set_sink(curl, handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      ReceivedAnswer.from(context)?.takeHeader(bytes, size &* count) ?? 0
    }
    _ = inframind_curl_set_progress(curl, handle) { context, _, _, _, _ in
      ReceivedAnswer.from(context)?.isCancelled.isSet == true ? 1 : 0
    }
  }

  private func check(_ code: CURLcode, of answer: ReceivedAnswer, at request: HTTPRequest) throws {
    guard code != CURLE_OK else { return }
    if answer.isCancelled.isSet { throw CancellationError() }
    let host = request.authority ?? "the server"
    if answer.isTooLarge {
      throw TransportFailure(
        "The answer of \(host) is larger than \(answer.largestBody) bytes.", isPassing: false)
    }
    let reason = curl.easy_strerror(code).map { String(cString: $0) } ?? "unknown failure"
    throw TransportFailure(
      "\(host) cannot be reached: \(reason).", isPassing: !Self.lasting.contains(code.rawValue))
  }

  /// Failures that another try does not mend: the address, the certificate, the proxy's name.
  private static let lasting: Set<UInt32> = [
    CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
    CURLE_SSL_CERTPROBLEM,
  ].reduce(into: []) { $0.insert($1.rawValue) }

  private func set(_ option: CURLoption, _ value: Int) {
    _ = inframind_curl_set_long(curl, handle, option, value)
  }

  /// libcurl keeps a copy of the text.
  private func set(_ option: CURLoption, _ value: String) {
    _ = value.withCString { inframind_curl_set_pointer(curl, handle, option, $0) }
  }

  private func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
    _ = inframind_curl_set_pointer(curl, handle, option, value)
  }
}

extension HTTPRequest {
  /// The whole address; `nil` unless it is HTTP's.
  var webAddress: String? {
    guard let scheme = scheme?.lowercased(), scheme == "https" || scheme == "http", let authority else {
      return nil
    }
    return "\(scheme)://\(authority)\(path ?? "/")"
  }
}
