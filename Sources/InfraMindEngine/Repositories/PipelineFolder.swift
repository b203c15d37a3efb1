internal import AdapterKit
internal import InfraMindCore

/// A folder of pipelines, such as `.github/workflows`: what stands in it and is not read, with the reason.
struct PipelineFolder {
  /// From the root.
  let path: String
  /// Absolute path of the checkout.
  let root: String
  /// The same as a user would write it.
  let shownRoot: String
  /// Which names in the folder are pipelines.
  let globs: [Glob]

  private var place: String { root == "/" ? "/" + path : "\(root)/\(path)" }
  private var shown: String { shown(path) }
  private func shown(_ path: String) -> String {
    Repository(root: root, shownRoot: shownRoot, name: "", pipelines: []).shown(path)
  }

  /// One problem for each thing that is left out; none if there is no such folder.
  var leftOut: [Problem] {
    let listing: LocalDisk.Listing
    do throws(EngineError) {
      listing = try LocalDisk.listing(of: place)
    } catch {
      if error.code == "not-found" { return brokenLink }
      // A checkout that cannot be listed at all is told of as such.
      guard LocalDisk.entries(of: root) != nil else { return [] }
      return [Self.unreadable(shown, because: error, .error)]
    }
    let checkout = Checkout(root: root)
    guard checkout.realPlace(of: path) != nil else {
      let sentence =
        "\(name(shown)) leads out of the repository through a symbolic link, so nothing in it is read"
      return [problem("outside", sentence + ".", shown, .warning)]
    }
    return unspellable(listing)
      + listing.entries.sorted { $0.name < $1.name }.compactMap { entry in
        leftOut(entry, checkout)
      } + lookalikes(listing)
  }

  /// A folder that cannot be listed.
  static func unreadable(
    _ shown: String, because error: EngineError, _ severity: PipelineProblem.Severity
  ) -> Problem {
    let reason = error.message.split(separator: ": ").last.map(String.init) ?? error.message
    return Problem(
      severity: severity, code: error.code,
      message: "The folder cannot be read, so pipelines in it are not looked at: \(reason)", file: shown)
  }

  /// A file or folder whose name no text can spell.
  static func unspellable(
    _ name: [UInt8], in folder: String, _ what: String, _ severity: PipelineProblem.Severity
  ) -> Problem {
    Problem(
      severity: severity, code: "name-not-utf8",
      message: "The \(what) `\(escaped(name))` is not read, since its name is not UTF-8: rename it.",
      file: folder)
  }
}

extension PipelineFolder {
  private var brokenLink: [Problem] {
    guard LocalDisk.status(of: place)?.kind == .link else { return [] }
    return [
      problem("symbolic-link", "\(name(shown)) is a symbolic link that leads nowhere.", shown, .warning)
    ]
  }

  private func unspellable(_ listing: LocalDisk.Listing) -> [Problem] {
    listing.unspellable.map(\.name).sorted { $0.lexicographicallyPrecedes($1) }.filter { name in
      // What is not UTF-8 is only in the part that the pattern leaves open.
      isPipeline(String(decoding: name, as: UTF8.self))
    }.map { Self.unspellable($0, in: shown, "file", .error) }
  }

  private func leftOut(_ entry: LocalDisk.Entry, _ checkout: Checkout) -> Problem? {
    guard isPipeline(entry.name) else { return nil }
    let path = "\(path)/\(entry.name)"
    switch entry.kind {
    case .file:
      return nil
    case .folder:
      return problem("not-a-file", "\(name(shown(path))) is a folder and not read.", shown(path), .warning)
    case .other:
      let sentence = "\(name(shown(path))) is a pipe, socket or device and not read."
      return problem("not-a-file", sentence, shown(path), .warning)
    case .link:
      guard !checkout.exists(path) else { return nil }
      let target = "that leads to no file of the repository, so it is not read"
      return problem(
        "symbolic-link", "\(name(shown(path))) is a symbolic link \(target).", shown(path), .warning)
    }
  }

  /// Names that are the same text in different bytes: a decomposed `é` beside a composed one. Only the first is
  /// read, since text cannot tell them apart.
  private func lookalikes(_ listing: LocalDisk.Listing) -> [Problem] {
    let names = listing.entries.map(\.name).filter(isPipeline)
    return Dictionary(grouping: names) { $0 }.values.filter { $0.count > 1 }
      .map { $0.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) } }
      .sorted { $0[0].lexicographicallyPrecedes($1[0]) }
      .map { same in
        let names = same.map { "`\(Self.escaped($0))`" }.joined(separator: " and ")
        let sentence =
          "\(names) are the same name in other bytes (Unicode normalisation), so only one of them is read"
        return problem("same-name", sentence + ": rename the others.", shown, .error)
      }
  }

  private func isPipeline(_ name: String) -> Bool { globs.contains { $0.matches("\(path)/\(name)") } }

  private func name(_ path: String) -> String { "`\(Shown.plain(path, atMost: 200))`" }

  private func problem(
    _ code: String, _ message: String, _ file: String, _ severity: PipelineProblem.Severity
  ) -> Problem {
    Problem(severity: severity, code: code, message: message, file: file)
  }

  /// Printable ASCII as it is, every other byte as `\xE9`.
  static func escaped(_ name: [UInt8]) -> String {
    name.map { byte in
      let isPlain = (0x20..<0x7F).contains(byte) && byte != 0x5C && byte != 0x60
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(Unicode.Scalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + digits
    }.joined()
  }
}
