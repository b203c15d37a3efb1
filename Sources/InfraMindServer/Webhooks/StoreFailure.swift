internal import InfraMindStore

/// What a store threw, in words.
struct StoreFailure: Sendable, Hashable {
  let code: String
  let message: String
  /// Whether the same may go through later without anybody's help.
  let isPassing: Bool

  /// It does not answer in time.
  static let silence = StoreFailure("store-slow", "The store does not answer in time.", isPassing: true)

  private init(_ code: String, _ message: String, isPassing: Bool) {
    self.code = code
    self.message = message
    self.isPassing = isPassing
  }

  init(_ error: any Error) {
    if let error = error as? StoreError {
      code = error.code.description
      message = error.message
      isPassing = error.isPassing
    } else {
      code = "store-failed"
      message = "\(error)"
      isPassing = false
    }
  }
}
