/// A place in a file, for people and for programs.
public struct YAMLPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The file's name as the caller gave it; empty when it gave none.
  public let file: String
  /// The line, from 1. LF, CRLF and a lone CR end a line.
  public let line: Int
  /// The column in Unicode scalars, from 1. A byte order mark at the start of the file has no column.
  public let column: Int
  /// The offset in bytes, from 0; a byte order mark counts.
  public let offset: Int

  /// Names a place.
  public init(file: String = "", line: Int, column: Int, offset: Int) {
    self.file = file
    self.line = line
    self.column = column
    self.offset = offset
  }

  /// `file:line:column`, or `line:column` without a file name.
  public var description: String {
    file.isEmpty ? "\(line):\(column)" : "\(file):\(line):\(column)"
  }

  /// Orders by file name, then by offset.
  public static func < (left: YAMLPosition, right: YAMLPosition) -> Bool {
    left.file == right.file ? left.offset < right.offset : left.file < right.file
  }
}
