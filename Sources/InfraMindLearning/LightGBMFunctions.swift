#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The functions of LightGBM's C interface that are used here, as addresses found in a loaded library.
///
/// - SeeAlso: LightGBM 4.7.0, `include/LightGBM/c_api.h`.
struct LightGBMFunctions {
  typealias Handle = UnsafeMutableRawPointer
  typealias Out = UnsafeMutablePointer<Handle?>
  typealias Text = UnsafePointer<CChar>
  typealias Names = UnsafeMutablePointer<UnsafePointer<CChar>?>

  let lastError: @convention(c) () -> Text?
  let datasetFromMatrix:
    @convention(c) (UnsafeRawPointer?, CInt, Int32, Int32, CInt, Text?, Handle?, Out?) -> CInt
  let datasetSetField: @convention(c) (Handle?, Text?, UnsafeRawPointer?, CInt, CInt) -> CInt
  let datasetSetNames: @convention(c) (Handle?, Names?, CInt) -> CInt
  let datasetFree: @convention(c) (Handle?) -> CInt
  let boosterCreate: @convention(c) (Handle?, Text?, Out?) -> CInt
  let boosterLoad: @convention(c) (Text?, UnsafeMutablePointer<CInt>?, Out?) -> CInt
  let boosterMerge: @convention(c) (Handle?, Handle?) -> CInt
  let boosterUpdate: @convention(c) (Handle?, UnsafeMutablePointer<CInt>?) -> CInt
  let boosterSave:
    @convention(c) (
      Handle?, CInt, CInt, CInt, Int64, UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<CChar>?
    ) -> CInt
  let boosterPredict:
    @convention(c) (
      Handle?, UnsafeRawPointer?, CInt, Int32, Int32, CInt, CInt, CInt, CInt, Text?,
      UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<Double>?
    ) -> CInt
  let boosterLeaf: @convention(c) (Handle?, CInt, CInt, UnsafeMutablePointer<Double>?) -> CInt
  let boosterSetLeaf: @convention(c) (Handle?, CInt, CInt, Double) -> CInt
  let boosterFree: @convention(c) (Handle?) -> CInt

  /// Finds all functions.
  ///
  /// - Throws: The name of the first that is not there.
  init(of library: UnsafeMutableRawPointer) throws(MissingFunction) {
    lastError = try Self.find("LGBM_GetLastError", in: library)
    datasetFromMatrix = try Self.find("LGBM_DatasetCreateFromMat", in: library)
    datasetSetField = try Self.find("LGBM_DatasetSetField", in: library)
    datasetSetNames = try Self.find("LGBM_DatasetSetFeatureNames", in: library)
    datasetFree = try Self.find("LGBM_DatasetFree", in: library)
    boosterCreate = try Self.find("LGBM_BoosterCreate", in: library)
    boosterLoad = try Self.find("LGBM_BoosterLoadModelFromString", in: library)
    boosterMerge = try Self.find("LGBM_BoosterMerge", in: library)
    boosterUpdate = try Self.find("LGBM_BoosterUpdateOneIter", in: library)
    boosterSave = try Self.find("LGBM_BoosterSaveModelToString", in: library)
    boosterPredict = try Self.find("LGBM_BoosterPredictForMat", in: library)
    boosterLeaf = try Self.find("LGBM_BoosterGetLeafValue", in: library)
    boosterSetLeaf = try Self.find("LGBM_BoosterSetLeafValue", in: library)
    boosterFree = try Self.find("LGBM_BoosterFree", in: library)
    // Not called: version 4.0 brought it, so it tells the versions apart where nothing else does.
    let _: @convention(c) () -> Void = try Self.find("LGBM_BoosterGetLoadedParam", in: library)
  }

  /// The name of a function that a library does not have.
  struct MissingFunction: Error { var name: String }

  private static func find<Function>(
    _ name: String, in library: UnsafeMutableRawPointer
  ) throws(MissingFunction) -> Function {
    guard let address = dlsym(library, name) else { throw MissingFunction(name: name) }
    return unsafeBitCast(address, to: Function.self)
  }
}
