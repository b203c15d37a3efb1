extension Collection where Element: Sendable {
  /// What some work gives for each element, in their order, all of them at the same time: for a few requests at a
  /// time.
  public func concurrentResults<Value: Sendable>(
    of work: @escaping @Sendable (Element) async throws -> Value
  ) async -> [Result<Value, any Error>] {
    await withTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
      for (index, element) in enumerated() {
        group.addTask {
          do { return (index, .success(try await work(element))) } catch { return (index, .failure(error)) }
        }
      }
      var results: [(Int, Result<Value, any Error>)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
