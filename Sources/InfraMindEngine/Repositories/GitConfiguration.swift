internal import InfraMindCore

/// What git's own files say about a checkout; no git is needed to read them.
package enum GitConfiguration {
  /// The nearest folder, from this one upwards, that is a git work tree; `nil` if there is none.
  static func workTree(around folder: String) -> String? {
    var folder = folder
    while true {
      if LocalDisk.status(of: folder == "/" ? "/.git" : folder + "/.git") != nil { return folder }
      guard folder != "/", let slash = folder.utf8.lastIndex(of: 0x2F) else { return nil }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
  }

  /// `owner/name` of the remote `origin`, or of the only remote; empty if the files do not tell.
  package static func repositoryName(ofWorkTree root: String) -> String {
    guard let folder = gitFolder(of: root),
      let bytes = try? LocalDisk.contents(of: folder + "/config", limit: 1_048_576)
    else { return "" }
    let remotes = remotes(in: String(decoding: bytes, as: UTF8.self))
    let origin = remotes.first { $0.name == "origin" } ?? (remotes.count == 1 ? remotes.first : nil)
    return origin.flatMap { GitAddress.repository(of: $0.address) } ?? ""
  }

  /// The folder that holds the configuration: `.git`, or what a linked work tree or a submodule points to.
  private static func gitFolder(of root: String) -> String? {
    let place = root + "/.git"
    guard LocalDisk.statusFollowingLinks(of: place)?.kind == .file else { return place }
    guard let pointer = line(of: place), pointer.hasPrefix("gitdir: ") else { return nil }
    let folder = absolute(String(pointer.dropFirst("gitdir: ".count)), from: root)
    guard let common = line(of: folder + "/commondir") else { return folder }
    return absolute(common, from: folder)
  }

  private static func line(of path: String) -> String? {
    guard let bytes = try? LocalDisk.contents(of: path, limit: 65_536) else { return nil }
    return String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
  }

  private static func absolute(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }

  static func remotes(in configuration: String) -> [(name: String, address: String)] {
    var remotes: [(name: String, address: String)] = []
    var section: String?
    for line in configuration.split(whereSeparator: \.isNewline) {
      let line = line.trimmed
      if line.hasPrefix("[") {
        section = remoteName(inHeading: line)
      } else if let section, let equals = line.firstIndex(of: "="),
        line[..<equals].trimmed.lowercased() == "url"
      {
        remotes.append((section, String(line[line.index(after: equals)...].trimmed)))
      }
    }
    return remotes
  }

  private static func remoteName(inHeading line: Substring) -> String? {
    guard line.hasPrefix("[remote \""), let end = line.lastIndex(of: "\"") else { return nil }
    let start = line.index(line.startIndex, offsetBy: "[remote \"".count)
    return start < end ? String(line[start..<end]) : nil
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: SubSequence {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex
    return start < end ? self[start..<end] : self[endIndex...]
  }
}
