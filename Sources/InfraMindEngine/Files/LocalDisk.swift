#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few calls to the operating system that reading a checkout needs, with paths as text.
package enum LocalDisk {
  /// What stands under a name.
  enum Kind: Hashable, Sendable {
    case file, folder, link, other
  }

  /// What is known of a file without opening it.
  struct Status: Hashable, Sendable {
    var kind: Kind
    var size: Int
    /// Permission bits, as `chmod` takes them.
    var permissions: UInt32
    var owner: UInt32
    var group: UInt32
  }

  /// Looks at a name without following a link in its last part; `nil` if nothing can be seen there.
  static func status(of path: String) -> Status? {
    var info = stat()
    guard lstat(path, &info) == 0 else { return nil }
    return status(info)
  }

  /// Looks at what a name leads to, links followed.
  static func statusFollowingLinks(of path: String) -> Status? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    return status(info)
  }

  /// Adds lines to a file, all or none, by one write where the system takes it so; the file is made if it is not there, and gets
  /// a line break first where its last line lacks one.
  ///
  /// - Throws: ``EngineError``; also for what is no file, such as a pipe that nobody reads.
  package static func append(_ bytes: [UInt8], to path: String) throws(EngineError) {
    let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard file >= 0 else { throw failure(path, "write") }
    defer { close(file) }
    var info = stat()
    guard fstat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG || path.hasPrefix("/dev/") else {
      throw EngineError(code: "not-a-file", message: "\(path) is no file that could be written.")
    }
    let length = info.st_size
    var last: UInt8 = 0x0A
    if length > 0, pread(file, &last, 1, length - 1) != 1 { last = 0x0A }
    var rest = ((last == 0x0A ? [] : [0x0A]) + bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else {
        let failure = failure(path, "write")
        // Half an entry would make the platform refuse the whole file.
        if info.st_mode & S_IFMT == S_IFREG { _ = ftruncate(file, length) }
        throw failure
      }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Whether a name leads to a folder.
  static func isFolder(_ path: String) -> Bool { statusFollowingLinks(of: path)?.kind == .folder }

  /// The absolute path without links, `.` or `..`; `nil` if there is nothing, or a loop of links.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }

  /// Where a name leads.
  struct Target: Hashable, Sendable {
    /// Absolute path without links.
    var place: String
    /// What stands there; never a link.
    var kind: Kind
    /// Whether the name itself is a link.
    var isLink: Bool
  }

  /// Looks where a name in a folder leads; `nil` if there is nothing, or a loop of links.
  ///
  /// - Parameters:
  ///   - name: An ordinary one: neither `.` nor `..`, and without `/`.
  ///   - folder: Absolute and without links, as ``realPath(_:)`` gives it.
  static func target(of name: String, in folder: String) -> Target? {
    let place = folder == "/" ? "/" + name : "\(folder)/\(name)"
    guard let kind = status(of: place)?.kind else { return nil }
    guard kind == .link else { return Target(place: place, kind: kind, isLink: false) }
    guard let real = realPath(place), let kind = status(of: real)?.kind else { return nil }
    return Target(place: real, kind: kind, isLink: true)
  }

  /// The folder that the program was started in.
  static var currentFolder: String { realPath(".") ?? "/" }

  /// The first bytes of a regular file, or fewer if it is shorter; `nil` if there is none, or it cannot be read.
  static func start(of path: String, length: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: length)
    let count = read(descriptor, &bytes, length)
    return count < 0 ? nil : Array(bytes.prefix(count))
  }

  /// Reads a regular file, waiting for nothing: pipes and devices are no files here.
  ///
  /// - Throws: `not-found`, `not-a-file`, `too-large`, `unreadable`.
  static func contents(of path: String, limit: Int) throws(EngineError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "read") }
    defer { close(descriptor) }

    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw failure(path, "read") }
    guard status(info).kind == .file else {
      throw EngineError(code: "not-a-file", message: "\(path) is no regular file.")
    }
    let size = Int(info.st_size)
    guard size <= limit else { throw tooLarge(path, limit) }
    return try contents(of: descriptor, path, expecting: size, limit: limit)
  }

  /// Reads a file that a user named, which may also be a pipe, such as a shell's `<(…)`: then this waits for
  /// whoever fills it.
  ///
  /// - Throws: `not-found`, `not-a-file`, `too-large`, `unreadable`.
  package static func contents(ofFileOrPipe path: String, limit: Int) throws(EngineError) -> [UInt8] {
    // Another look than at the descriptor below: opening some devices has effects.
    guard let kind = statusFollowingLinks(of: path)?.kind, kind == .other else {
      return try contents(of: path, limit: limit)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw failure(path, "read") }
    defer { close(descriptor) }
    return try contents(of: descriptor, path, expecting: 0, limit: limit)
  }

  private static func contents(
    of descriptor: Int32, _ path: String, expecting size: Int, limit: Int
  ) throws(EngineError) -> [UInt8] {
    var failed = false
    var length = 0
    // One byte more than expected shows whether the file grew while it was read.
    var bytes = [UInt8](unsafeUninitializedCapacity: min(size, limit) + 1) { buffer, count in
      (length, failed) = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor)
      count = length
    }
    while !failed, length > size, length <= limit {
      let more = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        (count, failed) = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor)
      }
      if more.isEmpty { break }
      bytes += more
      length += more.count
    }
    if failed { throw failure(path, "read") }
    guard length <= limit else { throw tooLarge(path, limit) }
    return bytes
  }

  private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> (Int, Bool) {
    var length = 0
    while length < buffer.count {
      let count = read(descriptor, buffer.baseAddress?.advanced(by: length), buffer.count - length)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        return (length, true)
      }
      length += count
    }
    return (length, false)
  }

  private static func status(_ info: stat) -> Status {
    let kind: Kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    return Status(
      kind: kind, size: Int(info.st_size), permissions: UInt32(info.st_mode & 0o7777), owner: info.st_uid,
      group: info.st_gid)
  }

  private static func tooLarge(_ path: String, _ limit: Int) -> EngineError {
    EngineError(
      code: "too-large", message: "\(path) is larger than \(limit / 1_048_576) MiB, the most that is read.")
  }

  /// Describes the call that has just failed.
  static func failure(_ path: String, _ verb: String) -> EngineError {
    let number = errno
    let reason = String(cString: strerror(number))
    let code = number == ENOENT || number == ENOTDIR ? "not-found" : "unreadable"
    return EngineError(code: code, message: "Cannot \(verb) \(path): \(reason).")
  }
}

// MARK: - Folders

extension LocalDisk {
  /// An entry of a folder.
  struct Entry: Sendable {
    var name: String
    var kind: Kind
  }

  /// What a folder holds.
  struct Listing: Sendable {
    /// In no order, without `.` and `..`.
    var entries: [Entry] = []
    /// Names that are not UTF-8, which no text can spell, with what stands there.
    var unspellable: [(name: [UInt8], kind: Kind)] = []
  }

  /// The entries of a folder in no order; `nil` if the folder cannot be read. Names that are not UTF-8 are
  /// left out, as no pipeline file can name them.
  static func entries(of folder: String) -> [Entry]? { try? listing(of: folder).entries }

  /// Lists a folder, links followed.
  ///
  /// - Throws: `not-found` if there is no folder, `unreadable`.
  static func listing(of folder: String) throws(EngineError) -> Listing {
    guard let stream = opendir(folder) else { throw failure(folder, "read the folder") }
    defer { closedir(stream) }
    var listing = Listing()
    while let record = readdir(stream) {
      let kind = kind(of: record)
      guard let name = name(of: record) else {
        listing.unspellable.append((rawName(of: record), kind ?? .other))
        continue
      }
      guard name != ".", name != ".." else { continue }
      let known = kind ?? status(of: "\(folder)/\(name)")?.kind
      listing.entries.append(Entry(name: name, kind: known ?? .other))
    }
    return listing
  }

  private static func rawName(of record: UnsafeMutablePointer<dirent>) -> [UInt8] {
    withUnsafeBytes(of: &record.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) }
  }

  private static func name(of record: UnsafeMutablePointer<dirent>) -> String? {
    let capacity = MemoryLayout.size(ofValue: record.pointee.d_name)
    return withUnsafePointer(to: &record.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: capacity) { String(validatingCString: $0) }
    }
  }

  /// The kind as the folder itself knows it; `nil` if the file system keeps it elsewhere.
  private static func kind(of record: UnsafeMutablePointer<dirent>) -> Kind? {
    switch Int(record.pointee.d_type) {
    case Int(DT_REG): .file
    case Int(DT_DIR): .folder
    case Int(DT_LNK): .link
    case Int(DT_UNKNOWN): nil
    default: .other
    }
  }
}
