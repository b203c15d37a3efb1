#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// New contents for files of a checkout, written so that nobody ever sees half a file.
///
/// Every new file is complete on disk under another name in the same folder before the first one takes its
/// place; until then a failure leaves everything as it was. Permissions and ownership stay, also of a file that is
/// marked read-only: what counts is whether its folder takes new files.
package struct FileReplacement: Sendable {
  /// One file.
  package struct File: Hashable, Sendable {
    /// Path in the repository.
    package var path: String
    /// What it must still hold.
    package var before: [UInt8]
    /// What it shall hold.
    package var after: [UInt8]

    /// Names a file and its contents.
    package init(path: String, before: [UInt8], after: [UInt8]) {
      self.path = path
      self.before = before
      self.after = after
    }
  }

  private let checkout: Checkout

  /// Replaces files of a checkout.
  package init(in checkout: Checkout) { self.checkout = checkout }

  /// Why a file must not be replaced, or `nil`: it is reached through a link, or lies outside.
  package func obstacle(to path: String) -> EngineError? {
    guard let place = checkout.place(of: path), let real = checkout.realPlace(of: path) else {
      return EngineError(code: "outside", message: "\(path) is not a file of this repository.")
    }
    guard place == real else {
      let target =
        real.hasPrefix(checkout.root + "/") ? String(real.dropFirst(checkout.root.count + 1)) : real
      return EngineError(
        code: "symbolic-link", message: "\(path) is reached through a symbolic link; edit \(target) instead.")
    }
    guard let status = LocalDisk.status(of: real), status.kind == .file else {
      return EngineError(code: "not-a-file", message: "\(path) is no regular file.")
    }
    return nil
  }

  /// Writes all files, or none if one cannot be prepared.
  ///
  /// - Returns: Paths written, in the order given.
  /// - Throws: `changed-meanwhile`, `unwritable`, and what ``obstacle(to:)`` tells.
  package func write(_ files: [File]) throws(EngineError) -> [String] {
    var prepared: [Prepared] = []
    do throws(EngineError) {
      for file in files { prepared.append(try prepare(file)) }
    } catch {
      prepared.forEach { unlink($0.temporary) }
      throw error
    }
    var written: [String] = []
    for (index, file) in prepared.enumerated() {
      guard rename(file.temporary, file.place) == 0 else {
        let failure = LocalDisk.failure(file.place, "replace")
        prepared[index...].forEach { unlink($0.temporary) }
        let done =
          written.isEmpty ? "No file was changed." : "Changed already: \(written.joined(separator: ", "))."
        throw EngineError(code: "unwritable", message: "\(failure.message) \(done)")
      }
      written.append(file.path)
      syncFolder(of: file.place)
    }
    return written
  }

  private struct Prepared {
    var path: String
    var place: String
    var temporary: String
  }

  private func prepare(_ file: File) throws(EngineError) -> Prepared {
    if let obstacle = obstacle(to: file.path) { throw obstacle }
    guard let place = checkout.realPlace(of: file.path), let status = LocalDisk.status(of: place),
      checkout.contents(of: file.path) == file.before
    else {
      throw EngineError(
        code: "changed-meanwhile",
        message: "\(file.path) has changed since it was read; run the command again.")
    }
    let temporary = try create(beside: place, like: status, file.after)
    return Prepared(path: file.path, place: place, temporary: temporary)
  }

  private func create(
    beside place: String, like status: LocalDisk.Status, _ contents: [UInt8]
  ) throws(EngineError) -> String {
    let folder = place[..<(place.lastIndex(of: "/") ?? place.startIndex)]
    let (descriptor, temporary) = try open(in: String(folder))
    defer { close(descriptor) }
    guard write(contents, to: descriptor), keep(status, on: descriptor), fsync(descriptor) == 0 else {
      let failure = LocalDisk.failure(place, "write beside")
      unlink(temporary)
      throw EngineError(code: "unwritable", message: failure.message)
    }
    return temporary
  }

  private func open(in folder: String) throws(EngineError) -> (Int32, String) {
    for attempt in 0..<100 {
      let name = "\(folder)/.inframind-\(getpid())-\(attempt).tmp"
      let descriptor = Self.createFile(name)
      if descriptor >= 0 { return (descriptor, name) }
      guard errno == EEXIST else { break }
    }
    throw EngineError(code: "unwritable", message: LocalDisk.failure(folder, "write into").message)
  }

  private static func createFile(_ name: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    #elseif canImport(Musl)
      Musl.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    #else
      Darwin.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    #endif
  }

  /// Gives the new file the owner and permissions of the old one; in this order, since a change of owner
  /// clears some permissions.
  private func keep(_ status: LocalDisk.Status, on descriptor: Int32) -> Bool {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return false }
    if info.st_uid != status.owner || info.st_gid != status.group {
      guard fchown(descriptor, status.owner, status.group) == 0 else { return false }
    }
    return fchmod(descriptor, mode_t(status.permissions)) == 0
  }

  private func write(_ contents: [UInt8], to descriptor: Int32) -> Bool {
    contents.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Self.writeOnce(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        done += count
      }
      return true
    }
  }

  private static func writeOnce(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, start, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, start, count)
    #else
      Darwin.write(descriptor, start, count)
    #endif
  }

  /// Makes the rename itself survive a crash; file systems that cannot do that lose nothing else.
  private func syncFolder(of place: String) {
    let folder = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
    #if canImport(Glibc)
      let descriptor = Glibc.open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #elseif canImport(Musl)
      let descriptor = Musl.open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #else
      let descriptor = Darwin.open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #endif
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }
}
