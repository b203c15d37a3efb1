/// The program's name and version, as every output states them.
package enum Program {
  /// What it is called.
  package static let name = "inframind"
  /// By Semantic Versioning.
  package static let version = "0.1.0"
}
