package import AdapterKit
internal import CLibCurl
internal import Foundation

/// libcurl, opened at run time: programs that need no network start without it.
///
/// It is looked for as `INFRAMIND_LIBCURL` names it, else as `libcurl.so.4` and `libcurl-gnutls.so.4` wherever the
/// system's loader looks.
package struct LibCurl: @unchecked Sendable {
  /// The addresses found; written once, before anybody reads them.
  let functions: inframind_curl

  private static let opened = Result<LibCurl, AdapterError> { () throws(AdapterError) in
    try LibCurl(ProcessInfo.processInfo.environment["INFRAMIND_LIBCURL"])
  }

  /// The library, opened once per process.
  ///
  /// - Throws: ``AdapterError/Code/noNetworkLibrary``.
  package static func shared() throws(AdapterError) -> LibCurl { try opened.get() }

  init(_ path: String?) throws(AdapterError) {
    let names = path.map { [$0] } ?? Self.usualNames
    guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
      throw .noCurl(
        "No libcurl is found here, neither as \(names.joined(separator: " nor as ")): install it, for instance "
          + "with `apt-get install libcurl4`, or name its file in INFRAMIND_LIBCURL.")
    }
    var functions = inframind_curl()
    if let missing = inframind_curl_resolve(library, &functions) {
      throw .noCurl(
        "The libcurl that is found here has no \(String(cString: missing)): install 7.62 or later.")
    }
    guard functions.global_init(Self.initializesEverything) == CURLE_OK else {
      throw .noCurl("The libcurl that is found here could not be set up.")
    }
    self.functions = functions
  }

  private static let usualNames = ["libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so", "libcurl.4.dylib"]
  /// `CURL_GLOBAL_ALL`, which Swift does not see.
  private static let initializesEverything = 3
}

extension AdapterError.Code {
  /// There is no libcurl on this machine.
  package static let noNetworkLibrary = AdapterError.Code("no-network-library")
}

extension AdapterError {
  fileprivate static func noCurl(_ message: String) -> AdapterError {
    AdapterError(.noNetworkLibrary, message)
  }
}
