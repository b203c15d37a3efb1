internal import Synchronization

/// Something that is found out when it is first needed, once, whichever thread asks first.
final class Lazy<Value: Sendable>: Sendable {
  private let found = Mutex<Value?>(nil)
  private let find: @Sendable () -> Value

  init(_ find: @escaping @Sendable () -> Value) { self.find = find }

  var value: Value {
    found.withLock { found in
      let value = found ?? find()
      found = value
      return value
    }
  }
}
