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
    utf8.containsBytes(of: text)
  }

  /// Whether this text ends with the UTF-8 bytes of a fixed one.
  func endsWithBytes(of text: StaticString) -> Bool {
    utf8.withContiguousBytes { bytes in
      let end = UnsafeBufferPointer(rebasing: bytes.suffix(text.utf8CodeUnitCount))
      return end.hasSameBytes(as: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
  }

  /// Whether the UTF-8 bytes of any text occur in this one.
  func containsBytes(ofText text: String) -> Bool {
    var text = text
    return text.withUTF8 { wanted in utf8.withContiguousBytes { ByteSearch(wanted).isSuccessful(in: $0) } }
  }

  /// Whether a fixed text occurs in this one, in any case of its ASCII letters.
  ///
  /// - Parameter text: ASCII, its letters small.
  public func containsBytes(ofAnyCase text: StaticString) -> Bool {
    utf8.containsBytes(ofAnyCase: text)
  }
}

extension Collection<UInt8> {
  /// Whether the bytes of a fixed text occur in these, one behind the other.
  public func containsBytes(of text: StaticString) -> Bool {
    withContiguousBytes { ByteSearch(text).isSuccessful(in: $0) }
  }

  /// Whether the bytes of a fixed text occur in these, in any case of its ASCII letters.
  ///
  /// - Parameter text: ASCII, its letters small.
  public func containsBytes(ofAnyCase text: StaticString) -> Bool {
    withContiguousBytes { ByteSearch(text).isSuccessfulInAnyCase(in: $0) }
  }

  fileprivate func withContiguousBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
    withContiguousStorageIfAvailable(body) ?? Array(self).withUnsafeBufferPointer(body)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether two runs of bytes are equal.
  func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let left = baseAddress, let right = other.baseAddress else { return true }
    return memcmp(left, right, count) == 0
  }
}

/// Looks for a text among bytes.
private struct ByteSearch {
  let wanted: UnsafeBufferPointer<UInt8>

  init(_ wanted: UnsafeBufferPointer<UInt8>) { self.wanted = wanted }

  init(_ text: StaticString) {
    wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  func isSuccessful(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = wanted.first, let start = wanted.baseAddress else { return true }
    guard var place = bytes.baseAddress else { return false }
    var left = bytes.count
    while left >= wanted.count, let found = memchr(place, Int32(first), left - wanted.count + 1) {
      if memcmp(found, start, wanted.count) == 0 { return true }
      let next = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
      left -= next - place
      place = next
    }
    return false
  }

  func isSuccessfulInAnyCase(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = wanted.first else { return true }
    guard bytes.count >= wanted.count else { return false }
    // The bit that tells small letters from capitals; of other bytes none.
    let mask: UInt8 = (0x61...0x7A).contains(first) ? 0x20 : 0
    for place in 0...(bytes.count - wanted.count) where bytes[place] | mask == first {
      var length = 1
      while length < wanted.count, Self.small(bytes[place + length]) == wanted[length] { length += 1 }
      if length == wanted.count { return true }
    }
    return false
  }

  private static func small(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
