/// Waits for something that others bring about: long enough for a machine that is busy with other tests, which may
/// keep this one from asking, too.
package func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
  let end = ContinuousClock.now + .seconds(50)
  var asked = 0
  while ContinuousClock.now < end || asked < 100 {
    if try await condition() { return true }
    asked += 1
    try await Task.sleep(for: .milliseconds(5))
  }
  return false
}
