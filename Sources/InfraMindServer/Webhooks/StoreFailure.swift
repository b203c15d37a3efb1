internal import InfraMindStore

/// What a store threw, in words.
struct StoreFailure: Sendable, Hashable {
  let code: String
  let message: String
  /// Whether the same may go through later without anybody's help.
  let isPassing: Bool

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
