/// Text as a shell takes it for one word.
package enum ShellText {
  /// The text, in single quotes where it holds anything that a shell would read otherwise.
  package static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy(isPlain)
    return isPlain
      ? text
      : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "-_./:@%+=,".utf8.contains(byte)
    }
  }
}
