internal import FoundationEssentials

/// A file that a user names for output.
enum OutputFile {
  /// Writes all of it: a file of its own appears whole or not at all; into a device, a pipe, or what a link leads to it is
  /// written as it stands, since those are not ours to replace.
  ///
  /// - Returns: Whether it worked.
  static func write(_ data: Data, to path: String) -> Bool {
    // Of a link this tells the link itself.
    let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    let isOurs = kind == nil || kind == .typeRegular
    return (try? data.write(to: URL(filePath: path), options: isOurs ? .atomic : [])) != nil
  }
}
