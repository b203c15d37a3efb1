/// Names of jobs as GitHub reports them.
///
/// - SeeAlso: actions/runner, `JobNameBuilder`.
enum JobName {
  /// Longest name without expressions, in UTF-16 code units.
  static let longest = 100

  /// The name of a row whose base name is literal: the row's values follow in parentheses.
  static func of(row: MatrixRow, base: String) -> String {
    let parts = row.nameParts
    return cut(parts.isEmpty ? base : "\(base) (\(parts.joined(separator: ", ")))")
  }

  private static func cut(_ name: String) -> String {
    guard name.utf8.count > longest, name.utf16.count > longest else { return name }
    return String(decoding: Array(name.utf16.prefix(longest - 3)), as: UTF16.self) + "..."
  }
}
