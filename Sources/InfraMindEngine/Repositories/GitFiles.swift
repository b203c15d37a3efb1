/// Questions to git about some files of a work tree.
struct GitFiles {
  /// Path of the program.
  let git: String
  let workTree: String
  /// From the work tree.
  let paths: [String]

  /// A file of the index that git was told not to look at in the work tree.
  struct Unseen: Hashable, Sendable {
    var path: String
    /// Name of the object that holds its text.
    var object: String
  }

  /// Runs a command over the files; `nil` if git cannot be started.
  func run(_ command: [String]) -> ProgramOutput? {
    ProgramOutput.run(git, options + command + ["--"] + paths)
  }

  // A checkout must not name programs that we run: fsmonitor is the one that `status` would start.
  private var options: [String] {
    ["-C", workTree, "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false"]
  }

  /// Those files, of the unseen ones, whose text is not what the index holds.
  func changedUnseen(_ unseen: [Unseen]) -> [String] {
    unseen.filter { file in
      // One that is gone has nothing to lose.
      let place = workTree == "/" ? "/" + file.path : "\(workTree)/\(file.path)"
      guard LocalDisk.status(of: place) != nil else { return false }
      let held = ProgramOutput.run(git, options + ["cat-file", "blob", file.object])
      guard let held, held.status == 0 else { return true }
      return (try? LocalDisk.contents(of: place, limit: 64 * 1_048_576)) != held.bytes
    }.map(\.path)
  }

  /// What `git ls-files -v -s -z` marks: with a small letter what is assumed unchanged, with `S` what a sparse
  /// checkout skips. An entry is `h 100644 <object> 0<tab><path>`.
  static func unseen(in output: [UInt8]) -> [Unseen] {
    output.split(separator: 0).compactMap { entry in
      guard let mark = entry.first, (0x61...0x7A).contains(mark) || mark == UInt8(ascii: "S"),
        let tab = entry.firstIndex(of: 9)
      else { return nil }
      let words = entry[..<tab].split(separator: 32)
      guard words.count == 4 else { return nil }
      return Unseen(
        path: String(decoding: entry[(tab + 1)...], as: UTF8.self),
        object: String(decoding: words[2], as: UTF8.self))
    }
  }
}
