extension String {
  /// Whether a word of ASCII letters in lower case occurs anywhere in the text, in any case.
  public func holds(_ word: StaticString) -> Bool {
    utf8.withContiguousStorageIfAvailable { $0.holds(word) } ?? Array(utf8).holds(word)
  }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// Whether a word of ASCII in lower case occurs anywhere in these bytes, in any case of its letters.
  public func holds(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard length > 0, count >= length else { return length == 0 }
    return word.withUTF8Buffer { word in
      var place = startIndex
      let last = endIndex - length
      while place <= last {
        if Self.folded(self[place]) == word[0] {
          var offset = 1
          while offset < length, Self.folded(self[place + offset]) == word[offset] { offset += 1 }
          if offset == length { return true }
        }
        place += 1
      }
      return false
    }
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
