internal import FoundationEssentials

/// A file that a user names for output.
enum OutputFile {
  /// Writes all of it: a file of its own appears whole or not at all; into a device, a pipe, or what a link leads to it is
  /// written as it stands, since those are not ours to replace.
  ///
  /// - Parameter followsLinks: Not so for a name that is ours and not the user's: a link of that name in a checkout, which anybody
  ///   may have put there, gives way to the file.
  /// - Returns: Whether it worked.
  static func write(_ data: Data, to path: String, followingLinks followsLinks: Bool = true) -> Bool {
    // Of a link this tells the link itself.
    let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    if kind == .typeSymbolicLink, !followsLinks, (try? FileManager.default.removeItem(atPath: path)) == nil {
      return false
    }
    let isOurs = kind == nil || kind == .typeRegular || !followsLinks
    return (try? data.write(to: URL(filePath: path), options: isOurs ? .atomic : [])) != nil
  }
}
