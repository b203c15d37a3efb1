internal import AdapterKit
internal import Glibc

/// The folder for recordings that nobody names a place for, in the runner's or the system's temporary folder, where
/// anybody may have made one of its name.
enum RecordingFolder {
  /// Where it is.
  static var path: String {
    let names: [String] = ["RUNNER_TEMP", "TMPDIR"]
    let given = names.compactMap { name in getenv(name).map { String(cString: $0) } }
    return "\(given.first { !$0.isEmpty } ?? "/tmp")/inframind-\(getuid())"
  }

  /// Makes sure that nobody else could have put or changed a file there. Other folders are for those who name them to
  /// judge.
  ///
  /// - Throws: ``AdapterError/Code/cannotRecord``, if others may write to the folder. One that is not there is no failure.
  static func check(holding file: String) throws(AdapterError) { try check(holding: file, folder: path) }

  static func check(holding file: String, folder: String) throws(AdapterError) {
    guard file.hasPrefix(folder + "/") else { return }
    var status = stat()
    guard lstat(folder, &status) == 0 else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let isOpenToOthers = status.st_mode & (S_IWGRP | S_IWOTH) != 0
    guard isFolder, status.st_uid == geteuid(), !isOpenToOthers else {
      throw .cannotRecord(
        "\(folder) is not a folder that only this user can write to: remove it, or set TMPDIR to another folder."
      )
    }
  }
}
