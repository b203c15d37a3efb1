#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
internal import FoundationEssentials
package import InfraMindCore

/// LightGBM, opened at run time: whoever trains no trees needs none of it.
///
/// Version 4 is asked for: by the version that Python's package manager noted beside the library, and by a
/// function that older ones lack.
package struct LightGBMLibrary: @unchecked Sendable {
  /// The addresses found; written once, before anybody reads them.
  let functions: LightGBMFunctions
  /// The file, or the name that the loader knows it by.
  package let path: String
  /// Such as `4.7.0`; `nil` where nothing beside the library says it.
  package let version: String?

  /// Looks for the library and opens the first that is there.
  ///
  /// - Throws: ``TreeTrainingError``: where was looked and how to get it, or what it lacks.
  package init(_ search: LightGBMSearch = .here) throws(TreeTrainingError) {
    let candidates = search.candidates
    for path in candidates {
      let isName = !path.contains("/")
      guard isName || FileManager.default.fileExists(atPath: path) else { continue }
      guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
        if isName { continue }
        throw .cannotLoad(path, dlerror().map { String(cString: $0) } ?? "")
      }
      let version = isName ? nil : LightGBMSearch.version(ofLibraryAt: path)
      if let version, !version.hasPrefix("4.") {
        throw .otherVersion("LightGBM at \(path) is of version \(version)")
      }
      do throws(LightGBMFunctions.MissingFunction) {
        functions = try LightGBMFunctions(of: library)
      } catch {
        throw .otherVersion("LightGBM at \(path) has no function \(error.name)")
      }
      self.path = path
      self.version = version
      return
    }
    throw .notFound(candidates)
  }

  /// What the last call that failed on this thread said.
  private var lastError: String {
    functions.lastError().map { String(cString: $0) } ?? "no reason was given"
  }

  /// Turns a status into an error.
  func check(_ status: CInt, _ doing: String) throws(TreeTrainingError) {
    guard status != 0 else { return }
    throw TreeTrainingError(.trainingFailed, "LightGBM could not \(doing): \(lastError)")
  }
}

extension TreeTrainingError {
  fileprivate static func notFound(_ places: [String]) -> TreeTrainingError {
    let most = 12
    let shown = places.prefix(most).joined(separator: ", ")
    return TreeTrainingError(
      .noTrainingLibrary,
      "LightGBM, which trains the models, is not found: get it with `pip install lightgbm`, or name its "
        + "library in \(LightGBMSearch.variable); looked for \(shown)\(places.count > most ? " and more." : ".")"
    )
  }

  fileprivate static func cannotLoad(_ path: String, _ reason: String) -> TreeTrainingError {
    let help =
      reason.contains("libgomp") ? "get what it needs with `apt install libgomp1`" : "install it anew"
    return TreeTrainingError(
      .noTrainingLibrary, "LightGBM at \(path) cannot be loaded, \(help): \(reason)")
  }

  fileprivate static func otherVersion(_ what: String) -> TreeTrainingError {
    TreeTrainingError(
      .unsupportedTrainingLibrary,
      "\(what), but 4 is needed: get it with `pip install 'lightgbm>=4,<5'`.")
  }
}
