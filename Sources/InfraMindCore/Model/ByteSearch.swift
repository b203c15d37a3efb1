#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension String {
  /// Whether the UTF-8 bytes of a fixed text occur in this one.
  ///
  /// `contains` compares character by character and knows of canonical equivalence; over whole scripts that is
  /// dozens of times slower, and for the ASCII words looked for here it gives the same answer.
  public func containsBytes(of text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard let first = wanted.first else { return true }
    var copy = self
    return copy.withUTF8 { bytes in
      guard var place = bytes.baseAddress else { return false }
      var left = bytes.count
      while left >= wanted.count, let found = memchr(place, Int32(first), left - wanted.count + 1) {
        if memcmp(found, text.utf8Start, wanted.count) == 0 { return true }
        let next = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
        left -= next - place
        place = next
      }
      return false
    }
  }
}
