/// Numbers in the kernel's text files. What does not look as documented is `nil`, never a guess.
enum KernelNumbers {
  /// The only number of a file, such as `4096\n`; not `max`.
  static func whole(_ text: String) -> Int? {
    Int(text.split(whereSeparator: \.isWhitespace).first ?? "")
  }

  /// The number behind a key of a file with one `key value` a line, as in `memory.stat`, or `Key:  value kB`, as in
  /// `/proc/meminfo` (then in kB).
  static func value(of key: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      let rest = line.dropFirst(key.count)
      guard let first = rest.first, first == " " || first == ":" else { continue }
      return Int(rest.drop { $0 == ":" || $0 == " " || $0 == "\t" }.prefix(while: \.isNumber))
    }
    return nil
  }

  /// Microseconds behind `total=` in the line of a pressure file that begins with a word, `some` or `full`.
  ///
  /// - SeeAlso: Linux, Documentation/accounting/psi.rst
  static func pressure(_ word: String, in text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(word + " ") }),
      let total = line.split(separator: " ").first(where: { $0.hasPrefix("total=") })
    else { return nil }
    return Int(total.dropFirst("total=".count))
  }

  /// The sum of every `key=value` with this key, as in `io.stat`.
  static func sum(of key: String, in text: String) -> Int? {
    let prefix = key + "="
    let values = text.split { $0 == " " || $0 == "\n" }.filter { $0.hasPrefix(prefix) }
      .compactMap { Int($0.dropFirst(prefix.count)) }
    return values.isEmpty ? nil : values.reduce(0) { $0.addingReportingOverflow($1).partialValue }
  }
}
